// Two texts in the window: a second sentence, an encoder-decoder's target, and what a model generates, by mouse and keys.
#include "tests/support/random_model.h"
#include "ui/views/heads/heads_workspace.h"
#include "ui/views/heatmap/heatmap_view.h"
#include "ui/widgets/token_strip.h"
#include "ui/window/generation_bar.h"
#include "ui/window/main_window.h"
#include "ui/window/token_bar.h"
#include "ui/window/top_bar.h"
#include "ui/window/walk_rail.h"
#include "ui/window/walk_workspace.h"

#include <QComboBox>
#include <QLineEdit>
#include <QSlider>
#include <QToolButton>
#include <QtTest>

using namespace headscope;

class TextsTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();
    void aSecondSentenceOpensAndCloses();
    void thePairIsColouredAndFiltered();
    void twoStripsOfWhichOneIsActive();
    void chipsOfTheSourceArePinnedAsKeys();
    void theTargetIsTyped();
    void generatingByKeyAndScrubbing();
    void escapeStopsGenerating();
    void generatedTokensBecomeText();
    void crossAttentionIsNotSquare();

private:
    void show(const TransformerConfig &config);
    static TransformerConfig pairs();
    static TransformerConfig translator();

    std::unique_ptr<MainWindow> m_window;
};

void TextsTest::init()
{
    m_window = std::make_unique<MainWindow>(false);
    m_window->resize(1280, 800);
    m_window->show();
    m_window->session().setText(QStringLiteral("abcde"));
    QVERIFY(QTest::qWaitForWindowActive(m_window.get()));
}

void TextsTest::cleanup()
{
    m_window.reset();
}

void TextsTest::show(const TransformerConfig &config)
{
    const auto model = randomModel(config, 3);
    m_window->session().showModel(model);
    QTRY_VERIFY(m_window->session().model() == model && !m_window->session().isBusy());
}

TransformerConfig TextsTest::pairs()
{
    TransformerConfig config = smallConfig();
    setRules(config, false, true);
    config.tokenTypes = 2;
    config.predicts = Predicts::ownToken;
    return config;
}

TransformerConfig TextsTest::translator()
{
    TransformerConfig config = smallConfig();
    config.layers = 4;
    config.encoderLayers = 2;
    config.decoderStart = 1;
    setRules(config, false, true);
    config.layerConfigs[2].decoder = config.layerConfigs[3].decoder = true;
    config.layerConfigs[2].causal = true;
    config.layerConfigs[2].hasMlp = false;
    config.layerConfigs[3].cross = true;
    return config;
}

void TextsTest::aSecondSentenceOpensAndCloses()
{
    TopBar &bar = m_window->topBar();
    show(smallConfig());
    QVERIFY(!bar.addPairButton().isVisible()); // a decoder reads one text
    show(pairs());
    QVERIFY(bar.addPairButton().isVisible());
    QVERIFY(!bar.second().isVisible());
    bar.addPairButton().click();
    QVERIFY(bar.second().isVisible() && bar.second().hasFocus());
    QTest::keyClicks(&bar.second(), QStringLiteral("xyz"));
    QTRY_COMPARE(*m_window->session().trace()->pair(), std::string("xyz"));
    const QList<TokenChip> chips = m_window->tokenBar().strip().chips();
    QCOMPARE(chips.first().sentence, 0);
    QCOMPARE(chips.last().sentence, 1);
    QTest::keyClick(m_window.get(), Qt::Key_B, Qt::ControlModifier);
    QVERIFY(!bar.second().isVisible());
    QTRY_VERIFY(!m_window->session().trace()->pair());
    QCOMPARE(m_window->tokenBar().strip().chips().first().sentence, -1);
}

void TextsTest::thePairIsColouredAndFiltered()
{
    m_window->session().setPair(QStringLiteral("xyz"));
    show(pairs());
    m_window->showWorkspace(Workspace::heads);
    QVERIFY(m_window->heads().filter()->isVisible());
    QVERIFY(!m_window->grab().isNull());
    const QString before = m_window->heads().heatmap()->figureTitle();
    const QImage all = m_window->heads().heatmap()->grab().toImage();
    QTest::keyClick(m_window->heads().filter(), Qt::Key_Right);
    QTest::keyClick(m_window->heads().filter(), Qt::Key_Right);
    QVERIFY(m_window->selection().filter() == PairFilter::aToB);
    QVERIFY(m_window->heads().heatmap()->figureTitle() != before);
    QVERIFY(m_window->heads().heatmap()->figureTitle().contains(QStringLiteral("A → B")));
    const QImage filtered = m_window->heads().heatmap()->grab().toImage();
    QVERIFY(all != filtered);
    const HeatmapContent &content = *m_window->heads().heatmap()->content();
    QVERIFY(content.legend.caption.contains(QStringLiteral("A → B")));
    // The share that the caption speaks of, by hand.
    const Matrix weights = m_window->session().trace()->matrix({Stage::weights, 0, 0});
    double sum = 0;
    int rows = 0;
    for (int r = 0; r < weights.rows(); ++r) {
        if (content.pairs.rowSentences[std::size_t(r)] != 0)
            continue;
        ++rows;
        for (int c = 0; c < weights.cols(); ++c)
            sum += content.pairs.columnSentences[std::size_t(c)] == 1 ? weights(r, c) : 0;
    }
    QVERIFY(content.legend.caption.contains(numberText(100 * sum / rows, {1, false})));
    m_window->session().setPair(std::nullopt);
    QTRY_VERIFY(!m_window->heads().filter()->isVisible());
    QVERIFY(m_window->selection().filter() == PairFilter::all);
}

void TextsTest::twoStripsOfWhichOneIsActive()
{
    m_window->session().setTarget(QStringLiteral("xyz"));
    show(translator());
    TokenBar &bar = m_window->tokenBar();
    QVERIFY(bar.strip(0).isVisible() && bar.strip(1).isVisible());
    QCOMPARE(bar.strip(0).chips().size(), qsizetype(5));
    QCOMPARE(bar.strip(1).chips().size(), qsizetype(4));
    Selection &selection = m_window->selection();
    selection.setKey({Stage::q, 0, 0});
    QVERIFY(bar.strip(0).isActive() && !bar.strip(1).isActive());
    selection.setLayer(3);
    QVERIFY(!bar.strip(0).isActive() && bar.strip(1).isActive());
    selection.setStage(Stage::k); // of cross-attention: the source's
    QVERIFY(bar.strip(0).isActive());
    selection.setLayer(2);
    QVERIFY(bar.strip(1).isActive());
    QCOMPARE(m_window->tokenBar().findChildren<QComboBox *>().first()->itemText(3), QStringLiteral("Decoder 1 cross"));
    show(smallConfig());
    QVERIFY(!bar.strip(1).isVisible());
}

void TextsTest::chipsOfTheSourceArePinnedAsKeys()
{
    m_window->session().setTarget(QStringLiteral("xyz"));
    show(translator());
    Selection &selection = m_window->selection();
    selection.setKey({Stage::weights, 3, 0});
    TokenStrip &target = m_window->tokenBar().strip(1);
    TokenStrip &source = m_window->tokenBar().strip(0);
    QTest::mouseClick(target.viewport(), Qt::LeftButton, {}, target.chipRect(2).center());
    QCOMPARE(selection.row(), 2);
    QTest::mouseClick(source.viewport(), Qt::LeftButton, {}, source.chipRect(4).center());
    QCOMPARE(selection.row(), 2);
    QCOMPARE(selection.column(), 4);
    QCOMPARE(source.pinned(), 4);
    // Each text keeps its own pinned token.
    selection.setKey({Stage::q, 0, 0});
    QTest::mouseClick(source.viewport(), Qt::LeftButton, {}, source.chipRect(1).center());
    selection.setKey({Stage::q, 3, 0});
    QCOMPARE(selection.row(), 2);
    QCOMPARE(selection.rowOf(0), 1);
}

void TextsTest::theTargetIsTyped()
{
    show(translator());
    QLineEdit &second = m_window->topBar().second();
    QVERIFY(second.isVisible());
    second.setFocus();
    QTest::keyClicks(&second, QStringLiteral("no"));
    QTRY_COMPARE(m_window->session().trace()->target(), std::string("no"));
    QCOMPARE(m_window->tokenBar().strip(1).chips().size(), qsizetype(3));
    // The walk goes on from the encoder to the decoder.
    WalkRail &rail = m_window->walk().rail();
    rail.goTo(rail.path().length() - 1);
    QVERIFY(m_window->selection().stage() == Stage::logits);
    QVERIFY(m_window->selection().layer() >= 2);
}

void TextsTest::generatingByKeyAndScrubbing()
{
    show(smallConfig());
    TokenBar &bar = m_window->tokenBar();
    QVERIFY(bar.generateButton().isVisible());
    QVERIFY(!bar.generation().isVisible());
    QTest::keyClick(m_window.get(), Qt::Key_G, Qt::ControlModifier);
    QTRY_VERIFY(!m_window->session().isBusy());
    const int made = m_window->session().trace()->generatedCount();
    QVERIFY(made > 3);
    QVERIFY(bar.generation().isVisible());
    QCOMPARE(bar.strip().chips().size(), qsizetype(5 + made));
    QVERIFY(bar.strip().chips()[5].generated && !bar.strip().chips()[4].generated);
    // The slider stands at the newest token; what made it is the row before.
    QSlider &slider = bar.generation().slider();
    QCOMPARE(slider.value(), made - 1);
    QCOMPARE(m_window->selection().row(), 5 + made - 2);
    slider.setFocus();
    QTest::keyClick(&slider, Qt::Key_Home);
    QCOMPARE(m_window->selection().row(), 4);
    QCOMPARE(bar.strip().made(), 5);
    QTest::keyClick(&slider, Qt::Key_Right);
    QCOMPARE(m_window->selection().row(), 5);
    QCOMPARE(bar.strip().made(), 6);
    const int row = m_window->selection().row();
    QCOMPARE(m_window->session().trace()->predictions(row, 1).front().id, m_window->session().trace()->tokens()[std::size_t(row + 1)].id);
}

void TextsTest::escapeStopsGenerating()
{
    TransformerConfig config = smallConfig();
    config.layers = 300;
    setRules(config, true, true);
    show(config);
    QTest::keyClick(m_window.get(), Qt::Key_G, Qt::ControlModifier);
    QTRY_VERIFY(!m_window->session().prompt().generated.empty());
    QTest::keyClick(m_window.get(), Qt::Key_Escape);
    QVERIFY(!m_window->session().isGenerating());
    QTRY_VERIFY(!m_window->session().isBusy());
    const std::size_t made = m_window->session().prompt().generated.size();
    QCOMPARE(std::size_t(m_window->session().trace()->generatedCount()), made);
    QCOMPARE(m_window->tokenBar().strip().chips().size(), qsizetype(5 + made));
}

void TextsTest::generatedTokensBecomeText()
{
    m_window->session().setTarget(QStringLiteral("a"));
    show(translator());
    m_window->session().generate(4);
    QTRY_VERIFY(!m_window->session().isBusy());
    QVERIFY(m_window->session().trace()->generatedCount() > 0);
    for (QToolButton *button : m_window->tokenBar().generation().findChildren<QToolButton *>()) {
        if (button->text() == QStringLiteral("Use as text"))
            button->click();
    }
    QTRY_VERIFY(!m_window->session().isBusy());
    QCOMPARE(m_window->session().trace()->generatedCount(), 0);
    QVERIFY(m_window->topBar().second().text().size() > 1);
    QVERIFY(!m_window->tokenBar().generation().isVisible());
}

void TextsTest::crossAttentionIsNotSquare()
{
    m_window->session().setTarget(QStringLiteral("xy"));
    show(translator());
    m_window->showWorkspace(Workspace::heads);
    m_window->selection().setKey({Stage::weights, 3, 1});
    QVERIFY(!m_window->grab().isNull());
    const HeatmapContent &content = *m_window->heads().heatmap()->content();
    QCOMPARE(content.picture.numbers.rows(), 3);
    QCOMPARE(content.picture.numbers.cols(), 5);
    QCOMPARE(content.picture.columnLabels.size(), qsizetype(5));
    const MatrixLayout &layout = m_window->heads().heatmap()->placement().matrix;
    const QPoint cell = layout.cellRect(2, 4).center().toPoint();
    QTest::mouseClick(m_window->heads().heatmap(), Qt::LeftButton, {}, cell);
    QCOMPARE(m_window->selection().row(), 2);
    QCOMPARE(m_window->selection().column(), 4);
    QTest::keyClick(m_window->heads().heatmap(), Qt::Key_Right, Qt::AltModifier); // not beyond the last key
    QCOMPARE(m_window->selection().column(), 4);
}

QTEST_MAIN(TextsTest)
#include "texts_test.moc"
