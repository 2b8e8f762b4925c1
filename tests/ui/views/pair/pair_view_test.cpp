// The arithmetic of a pair on the screen: what is drawn are the numbers of the run, in place or by size, for narrow and wide heads.
#include "../walk/opened_session.h"

#include "src/trace/number_words.h"
#include "tests/support/config_variants.h"
#include "tests/support/model_folder.h"
#include "ui/theme/theme.h"
#include "ui/views/pair/pair_view.h"

#include <QScrollBar>
#include <QTemporaryDir>
#include <QtTest>

#include <cmath>

using namespace headscope;

class PairViewTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { Appearance::instance().apply(); }
    void showsTheStrongestPairUntilOneIsPinned();
    void largestFirst();
    void stepsReadAsTheModelComputes_data();
    void stepsReadAsTheModelComputes();
    void cardsHaveExactNumbers();
    void wideHeadsScroll();
    void arrowsMoveThePair();
    void withoutTokens();
};

void PairViewTest::showsTheStrongestPairUntilOneIsPinned()
{
    Session session;
    Selection selection(session);
    PairView view(session, selection);
    view.resize(900, 700);
    QVERIFY(runIn(session, QStringLiteral("storyteller"), QStringLiteral("The cat sat on the mat")));
    selection.setKey({Stage::weights, 1, 2});
    selection.pin(4, -1);
    view.grab();
    QVERIFY(view.content());
    const Matrix weights = session.trace()->matrix({Stage::weights, 1, 2});
    int best = 0;
    for (int s = 1; s < weights.cols(); ++s)
        best = weights(4, s) > weights(4, best) ? s : best;
    QCOMPARE(view.content()->row, 4);
    QCOMPARE(view.content()->column, best);
    selection.pin(3, 1);
    view.grab();
    QCOMPARE(view.content()->row, 3);
    QCOMPARE(view.content()->column, 1);
    QCOMPARE(view.content()->steps.back().number, QString::fromStdString(roundedNumber(double(weights(3, 1)))));
    selection.hover(5, 0);
    view.grab();
    QCOMPARE(view.content()->row, 5);
    selection.hover(-1, -1);
    selection.setStage(Stage::q); // a pinned column is a feature there
    view.grab();
    QCOMPARE(view.content()->row, 3);
}

void PairViewTest::largestFirst()
{
    const auto trace = runVariant(configVariants().front(), 6);
    const PairContent inPlace = pairContent(*trace, 0, 1, 4, 2, ChannelOrder::inPlace);
    const PairContent sorted = pairContent(*trace, 0, 1, 4, 2, ChannelOrder::bySize);
    const std::vector<double> &products = sorted.score.lanes[2].values;
    double sum = 0;
    for (std::size_t i = 0; i < products.size(); ++i) {
        QCOMPARE(inPlace.score.channels[i], int(i));
        if (i > 0)
            QVERIFY(std::abs(products[i]) <= std::abs(products[i - 1]));
        const auto channel = std::size_t(sorted.score.channels[i]);
        QCOMPARE(products[i], inPlace.score.lanes[2].values[channel]);
        QCOMPARE(sorted.score.lanes[0].values[i], inPlace.score.lanes[0].values[channel]);
        sum += products[i];
        QVERIFY(std::abs(sorted.score.lanes[3].values[i] - sum) < 1e-12); // the sum of what stands left of it
    }
    QVERIFY(std::abs(sorted.score.lanes[3].values.back() - inPlace.score.lanes[3].values.back()) < 1e-12);
}

void PairViewTest::stepsReadAsTheModelComputes_data()
{
    QTest::addColumn<int>("variant");
    const auto variants = configVariants();
    for (int i = 0; i < int(variants.size()); ++i)
        QTest::newRow(variants[std::size_t(i)].name) << i;
}

void PairViewTest::stepsReadAsTheModelComputes()
{
    QFETCH(int, variant);
    const auto trace = runVariant(configVariants()[std::size_t(variant)], 6);
    const TransformerConfig &config = trace->config();
    for (int layer = 0; layer < config.layers; ++layer) {
        const int columns = trace->columnCount({Stage::weights, layer, 0});
        const PairContent content = pairContent(*trace, layer, 0, 1, columns - 1, ChannelOrder::inPlace);
        std::size_t steps = 1;
        for (const Stage stage : {Stage::scaledScores, Stage::cappedScores, Stage::biasedScores, Stage::maskedScores, Stage::weights})
            steps += trace->has(stage, layer) ? 1 : 0;
        QCOMPARE(content.steps.size(), steps);
        for (const PairStep &step : content.steps)
            QVERIFY2(!step.how.isEmpty() && !step.how.contains(QLatin1Char('%')), qPrintable(step.title + step.how));
        if (config.layer(layer).causal && columns > 2)
            QCOMPARE(content.steps.back().number, QStringLiteral("0"));
        const QSizeF size = pairFigureSize(content);
        QImage image(size.toSize(), QImage::Format_RGB32);
        image.fill(Qt::white);
        QPainter painter(&image);
        paintPair(painter, content, layOutPair(content, size), 0, ChannelPlace{true, 0});
        const PairLayout layout = layOutPair(content, size);
        QVERIFY(layout.height <= size.height());
        for (const QRectF &step : layout.steps)
            QVERIFY(step.right() <= size.width());
    }
}

void PairViewTest::cardsHaveExactNumbers()
{
    const auto trace = runVariant(configVariants().front(), 6);
    const PairContent content = pairContent(*trace, 0, 0, 3, 2, ChannelOrder::bySize);
    const int channel = content.score.channels[1];
    const Term &term = content.numbers.raw.terms[std::size_t(channel)];
    const HeatmapCard card = channelCard(content, false, 1);
    QVERIFY(card.heading.contains(QString::number(channel + 1)));
    QVERIFY(card.lines[0].contains(QString::fromStdString(floatNumber(term.a))));
    QVERIFY(card.lines[0].contains(QString::fromStdString(floatNumber(term.value))));
    const PairLayout layout = layOutPair(content, {900, 700});
    const QRectF lane = layout.score.lanes[2];
    const auto hit = channelAt(content, layout, 0, lane.topLeft() + QPointF(1.5 * layout.channelWidth, 4));
    QVERIFY(hit.has_value());
    QCOMPARE(*hit, (ChannelPlace{false, 1}));
    QVERIFY(!channelAt(content, layout, 0, QPointF(3, 3)));
}

void PairViewTest::wideHeadsScroll()
{
    QTemporaryDir folder;
    ModelFolder model = ModelFolder::llama({1, 2, 2, 256, 32, 8, 61});
    model.words = 60;
    model.write(folder.path().toStdString());
    Session session;
    Selection selection(session);
    PairView view(session, selection);
    view.resize(700, 500);
    view.show();
    QVERIFY(runIn(session, folder.path(), QStringLiteral("w1 w2 w3 w4")));
    selection.setKey({Stage::weights, 0, 1});
    selection.pin(2, 1);
    const QImage before = view.grab().toImage();
    QCOMPARE(int(view.content()->score.channels.size()), 256);
    const auto bars = view.findChildren<QScrollBar *>();
    const auto across = std::find_if(bars.begin(), bars.end(), [](QScrollBar *bar) { return bar->orientation() == Qt::Horizontal; });
    QVERIFY((*across)->isVisible());
    (*across)->setValue((*across)->maximum());
    QVERIFY(view.grab().toImage() != before);
}

void PairViewTest::arrowsMoveThePair()
{
    Session session;
    Selection selection(session);
    PairView view(session, selection);
    view.resize(900, 700);
    view.show();
    QVERIFY(runIn(session, QStringLiteral("blackboard"), QStringLiteral("The cat sat")));
    selection.setKey({Stage::q, 0, 0});
    selection.pin(1, -1);
    view.grab();
    const int column = view.content()->column;
    QTest::keyClick(&view, Qt::Key_Down, Qt::AltModifier);
    QCOMPARE(selection.row(), 2);
    QCOMPARE(selection.column(), column);
    QCOMPARE(stageInfo(selection.stage()).colAxis, 'S');
    QTest::keyClick(&view, Qt::Key_Right, Qt::AltModifier);
    QTest::keyClick(&view, Qt::Key_Right, Qt::AltModifier);
    QTest::keyClick(&view, Qt::Key_Right, Qt::AltModifier);
    QCOMPARE(selection.column(), session.trace()->tokenCount() - 1); // stays inside
}

void PairViewTest::withoutTokens()
{
    Session session;
    Selection selection(session);
    PairView view(session, selection);
    QVERIFY(!view.grab().isNull());
    QVERIFY(runIn(session, QStringLiteral("blackboard"), QString()));
    QVERIFY(!view.grab().isNull());
    QVERIFY(!view.content());
    QVERIFY(view.figureSize().width() > 0);
}

QTEST_MAIN(PairViewTest)
#include "pair_view_test.moc"
