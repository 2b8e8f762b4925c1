// The lines are the head's weights, as many as the rule printed beneath says; pointing at a token shows its lines alone, a click keeps
// them.
#include "ui/views/lines/lines_view.h"

#include "tests/ui/recorded_painting.h"
#include "ui/theme/theme.h"

#include <QBuffer>
#include <QSvgGenerator>
#include <QWheelEvent>
#include <QtTest>

#include <cmath>

using namespace headscope;

class LinesViewTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();
    void linesAreTheWeights();
    void ruleIsFollowedAndPrinted();
    void manyTokensThinOut();
    void aWeightLooksTheSameEverywhere();
    void hoverShowsOneTokensLines();
    void clickPinsAndKeeps();
    void keysMoveThePin();
    void everyHeadHasItsColor();
    void wordsAndHiddenTokens();
    void arcsWrapAndMeetTheirTokens();
    void problemsAreSaid();
    void figureHasRealText();
    void everyLengthPaints_data();
    void everyLengthPaints();
    void nothingIsDoneWhileHidden();
    void twoTextsHaveColumnsOnly();
    void wordsOfTheRuleCountRight();
    void flowsOverOneReachTheLegend();

private:
    void run(const QString &text);
    void settle();
    QPoint at(const QRectF &token) const { return m_view->toWidget(token.center()).toPoint(); }
    std::unique_ptr<Session> m_session;
    std::unique_ptr<Selection> m_selection;
    std::unique_ptr<LinesView> m_view;
};

void LinesViewTest::init()
{
    Appearance::instance().apply();
    m_session = std::make_unique<Session>();
    m_selection = std::make_unique<Selection>(*m_session);
    m_selection->setStage(Stage::weights);
    m_view = std::make_unique<LinesView>(*m_session, *m_selection);
    m_view->resize(700, 640);
    m_session->openModel(QStringLiteral("storyteller"));
    m_view->show();
    run(QStringLiteral("The cat sat on the mat. The dog ran."));
}

void LinesViewTest::cleanup()
{
    m_view.reset();
    m_selection.reset();
    m_session.reset();
}

void LinesViewTest::run(const QString &text)
{
    m_session->setText(text);
    QTRY_VERIFY(m_session->trace() && QString::fromStdString(m_session->trace()->text()) == text && !m_session->isBusy());
    settle();
}

void LinesViewTest::settle()
{
    m_view->grab();
    QTRY_VERIFY(!m_view->isBusy());
    m_view->grab();
}

void LinesViewTest::linesAreTheWeights()
{
    const Matrix weights = m_session->trace()->matrix({Stage::weights, 0, 0});
    const auto picture = m_view->content();
    QVERIFY(picture);
    QCOMPARE(int(picture->sets.size()), 1);
    std::vector<std::vector<double>> drawn(weights.rows(), std::vector<double>(weights.cols()));
    for (const RuledPair &pair : picture->sets.front().pairs)
        drawn[pair.row][pair.column] = pair.weight;
    for (int t = 0; t < weights.rows(); ++t)
        for (int s = 0; s < weights.cols(); ++s)
            QVERIFY(std::abs(drawn[t][s] - weights(t, s)) < 2e-5); // head_pattern.h
    QCOMPARE(picture->possible, std::int64_t(weights.rows() * (weights.rows() + 1) / 2));
}

void LinesViewTest::ruleIsFollowedAndPrinted()
{
    const Matrix weights = m_session->trace()->matrix({Stage::weights, 0, 0});
    m_view->setRule({false, {PairRule::Kind::weight, 0.2}});
    settle();
    int expected = 0;
    for (int t = 0; t < weights.rows(); ++t)
        for (int s = 0; s < weights.cols(); ++s)
            expected += weights(t, s) >= 0.2f;
    QCOMPARE(int(m_view->content()->sets.front().pairs.size()), expected);
    QVERIFY(ruleText(*m_view->content()).contains(QString::number(expected)));
    QVERIFY(ruleText(*m_view->content()).contains(QStringLiteral("0.2")));
    m_view->setRule({false, {PairRule::Kind::share, 0.1}});
    settle();
    const auto picture = m_view->content();
    QVERIFY(picture->drawn <= std::ceil(0.1 * double(picture->possible)));
    QVERIFY(picture->drawn > 0);
    QVERIFY(ruleText(*picture).contains(QStringLiteral("10 %")));
    QVERIFY(m_view->accessibleDescription().contains(ruleText(*picture)));
}

void LinesViewTest::manyTokensThinOut()
{
    const auto linesOn = [this](QStringList *words) {
        RecordedPainting seen(m_view->size());
        m_view->render(&seen);
        int lines = 0;
        for (const PaintedPart &part : seen.parts()) {
            lines += part.kind == PaintedPart::Kind::line && part.place.width() > 100 && part.place.height() > 1;
            if (part.kind == PaintedPart::Kind::text)
                *words << part.text;
        }
        return lines;
    };
    const auto says = [](const QStringList &words) { return words.filter(QStringLiteral("strongest of each token")).size() == 1; };
    QStringList few;
    linesOn(&few);
    QVERIFY(!says(few));

    QString text;
    for (int i = 0; i < 30; ++i)
        text += QStringLiteral("The cat sat on the mat. ");
    run(text.trimmed());
    const int tokens = int(m_view->content()->shown.rowLabels.size());
    QVERIFY(tokens > 150);
    QStringList many;
    const int thinned = linesOn(&many);
    QVERIFY(says(many));
    QVERIFY(thinned > 0);
    QVERIFY2(thinned <= 3 * m_view->height() / 17, qPrintable(QString::number(thinned))); // 3 of each token in sight
    QVERIFY(m_view->content()->drawn > thinned); // of which a token that is pointed at shows all

    m_view->setRule({false, {PairRule::Kind::share, 0.5}}); // asked for
    settle();
    QStringList asked;
    QVERIFY(linesOn(&asked) > thinned);
    QVERIFY(!says(asked));
}

void LinesViewTest::aWeightLooksTheSameEverywhere()
{
    const double before = m_view->content()->strength(0.3);
    m_selection->setHead(3);
    m_view->setRule({false, {PairRule::Kind::share, 0.05}});
    settle();
    QCOMPARE(m_view->content()->strength(0.3), before);
    QCOMPARE(before, 0.3);
    QVERIFY(lineOpacity(0.3) > lineOpacity(0.2));
    QVERIFY(lineWidth(1) > lineWidth(0.5));
}

void LinesViewTest::hoverShowsOneTokensLines()
{
    const QImage all = m_view->grab().toImage();
    QTest::mouseMove(m_view.get(), at(m_view->layoutOfLines().rows[3]));
    QCOMPARE(m_view->lit(), (LitTokens{3, -1}));
    QCOMPARE(m_selection->hoverRow(), 3);
    QVERIFY(m_view->grab().toImage() != all);
    QTest::mouseMove(m_view.get(), at(m_view->layoutOfLines().columns[2]));
    QCOMPARE(m_view->lit(), (LitTokens{-1, 2}));
    QTest::mouseMove(m_view.get(), at(m_view->layoutOfLines().columns[2]) - QPoint(150, 0));
    QVERIFY(!m_view->lit().any());
}

void LinesViewTest::clickPinsAndKeeps()
{
    QTest::mouseClick(m_view.get(), Qt::LeftButton, {}, at(m_view->layoutOfLines().rows[4]));
    QTest::mouseMove(m_view.get(), QPoint(m_view->width() / 2, 120));
    QCOMPARE(m_selection->row(), 4);
    QCOMPARE(m_view->lit(), (LitTokens{4, -1}));
    QTest::mouseClick(m_view.get(), Qt::LeftButton, {}, at(m_view->layoutOfLines().columns[1]));
    QCOMPARE(m_selection->column(), 1);
    QTest::mouseMove(m_view.get(), QPoint(m_view->width() / 2, 121));
    QCOMPARE(m_view->lit(), (LitTokens{-1, 1}));
    QTest::mouseClick(m_view.get(), Qt::LeftButton, {}, at(m_view->layoutOfLines().columns[1]));
    QTest::mouseMove(m_view.get(), QPoint(m_view->width() / 2, 122));
    QVERIFY(!m_view->lit().any());
}

void LinesViewTest::keysMoveThePin()
{
    m_selection->pin(2, -1);
    QTest::keyClick(m_view.get(), Qt::Key_Down, Qt::AltModifier);
    QCOMPARE(m_selection->row(), 3);
    QCOMPARE(m_view->lit(), (LitTokens{3, -1}));
    QTest::keyClick(m_view.get(), Qt::Key_Right, Qt::AltModifier);
    QCOMPARE(m_selection->column(), 0);
    QCOMPARE(m_view->lit(), (LitTokens{3, 0}));
    QTest::keyClick(m_view.get(), Qt::Key_Left, Qt::AltModifier);
    QCOMPARE(m_selection->column(), -1);
    for (int i = 0; i < 40; ++i)
        QTest::keyClick(m_view.get(), Qt::Key_Up, Qt::AltModifier);
    QCOMPARE(m_selection->row(), 0);
    QTest::keyClick(m_view.get(), Qt::Key_Return);
    QVERIFY(!m_view->lit().any());
}

void LinesViewTest::everyHeadHasItsColor()
{
    m_selection->setPattern({.rule = HeadRule::sideBySide, .others = {{1, 2}, {2, 5}}});
    settle();
    const auto &sets = m_view->content()->sets;
    QCOMPARE(int(sets.size()), 3);
    QCOMPARE(sets[0].colorIndex, 0);
    QCOMPARE(sets[1].colorIndex, 8 + 2);
    QCOMPARE(sets[2].colorIndex, 16 + 5);
    QVERIFY(lineColor(sets[0]) != lineColor(sets[1]));
    m_selection->setPattern({.others = {{1, 2}}});
    settle();
    QCOMPARE(int(m_view->content()->sets.size()), 1);
    QCOMPARE(m_view->content()->sets.front().colorIndex, -1);
}

void LinesViewTest::wordsAndHiddenTokens()
{
    run(QStringLiteral("Unbelievably tired, the cat slept."));
    m_selection->setPattern({.unit = TokenUnit::words, .hidden = "^,$"});
    settle();
    QCOMPARE(m_view->content()->shown.rowLabels.join(QLatin1Char(' ')), QStringLiteral("Unbelievably tired the cat slept ."));
    // A word pins its first token.
    QTest::mouseClick(m_view.get(), Qt::LeftButton, {}, at(m_view->layoutOfLines().rows[2]));
    QCOMPARE(m_selection->row(), m_view->content()->shown.pattern().rows()[2].first);
}

void LinesViewTest::arcsWrapAndMeetTheirTokens()
{
    m_view->setMode(LinesMode::arcs);
    m_view->resize(360, 640);
    settle();
    const LinesLayout &place = m_view->layoutOfLines();
    QCOMPARE(place.mode, LinesMode::arcs);
    QVERIFY(place.rows.back().top() > place.rows.front().top());
    for (const QRectF &token : place.rows)
        QVERIFY(token.left() >= 0 && token.right() <= place.size.width() + 1);
    for (const auto &[row, column] : {std::pair(3, 1), std::pair(9, 0), std::pair(2, 2)}) {
        const QPainterPath path = place.path(row, column);
        QVERIFY(QLineF(path.pointAtPercent(0), QPointF(place.rows[row].center().x(), place.rows[row].top())).length() < 1);
        QVERIFY(QLineF(path.pointAtPercent(1), QPointF(place.rows[column].center().x(), place.rows[column].top())).length() < 1);
    }
    QTest::mouseMove(m_view.get(), at(place.rows[5]));
    QCOMPARE(m_view->lit(), (LitTokens{5, -1}));
}

void LinesViewTest::problemsAreSaid()
{
    m_selection->setPattern({.hidden = "."});
    settle();
    QVERIFY(m_view->wordsInstead().contains(QStringLiteral("hidden")));
    QVERIFY(m_view->accessibleDescription().contains(QStringLiteral("hidden")));
    m_view->figureSize();
}

void LinesViewTest::figureHasRealText()
{
    for (const LinesMode mode : {LinesMode::columns, LinesMode::arcs}) {
        m_view->setMode(mode);
        QBuffer buffer;
        QSvgGenerator generator;
        generator.setOutputDevice(&buffer);
        const QSizeF size = m_view->figureSize();
        generator.setViewBox(QRectF(QPointF(0, 0), size));
        QPainter painter(&generator);
        m_view->paintFigure(painter, QRectF(QPointF(0, 0), size));
        painter.end();
        const QString svg = QString::fromUtf8(buffer.data());
        for (const QString &word : {QStringLiteral("␣mat"), QStringLiteral("Storyteller"), QStringLiteral("pairs that have any weight")})
            QVERIFY2(svg.contains(word), qPrintable(word));
    }
}

void LinesViewTest::everyLengthPaints_data()
{
    QTest::addColumn<int>("words");
    for (const int words : {0, 1, 15, 60, 400})
        QTest::addRow("%d words", words) << words;
}

void LinesViewTest::everyLengthPaints()
{
    QFETCH(int, words);
    QStringList text;
    for (int i = 0; i < words; ++i)
        text << QStringList{QStringLiteral("cat"), QStringLiteral("dog"), QStringLiteral("ran")}.value(i % 3);
    run(text.join(QLatin1Char(' ')));
    for (const LinesMode mode : {LinesMode::columns, LinesMode::arcs}) {
        m_view->setMode(mode);
        settle();
        if (words > 0) {
            QVERIFY(m_view->content()->drawn > 0);
            QVERIFY(m_view->content()->drawn <= std::max<qint64>(150, 8 * m_session->trace()->tokenCount()));
        }
        QTest::keyClick(m_view.get(), Qt::Key_End, Qt::AltModifier);
        QTest::keyClick(m_view.get(), Qt::Key_Plus);
        QTest::keyClick(m_view.get(), Qt::Key_Down, Qt::AltModifier);
        settle();
        QImage image(m_view->figureSize().toSize().scaled(600, 600, Qt::KeepAspectRatio), QImage::Format_RGB32);
        image.fill(Qt::transparent);
        const QImage blank = image;
        QPainter painter(&image);
        m_view->paintFigure(painter, image.rect());
        painter.end();
        QCOMPARE(image != blank, words > 0);
    }
}

void LinesViewTest::nothingIsDoneWhileHidden()
{
    m_view->hide();
    const auto before = m_view->content();
    const QString title = before->shown.title;
    m_selection->setHead(4);
    QTest::qWait(30);
    QCOMPARE(m_view->content()->shown.title, title);
    QVERIFY(!m_view->isBusy());
    m_view->show();
    settle();
    QVERIFY(m_view->content()->shown.title != title);
}

void LinesViewTest::twoTextsHaveColumnsOnly()
{
    m_session->openModel(sourceFile("tests/reference/families/t5"));
    QTRY_VERIFY(m_session->model() && m_session->model()->config().isEncoderDecoder() && !m_session->isBusy());
    m_session->setTarget(QStringLiteral("the dog"));
    QTRY_VERIFY(m_session->trace() && m_session->trace()->target() == "the dog" && !m_session->isBusy());
    const TransformerConfig &config = m_session->trace()->config();
    int cross = config.encoderLayers;
    while (!config.layer(cross).cross)
        ++cross;
    m_selection->setLayer(0);
    m_view->setMode(LinesMode::arcs);
    settle();
    QCOMPARE(m_view->layoutOfLines().mode, LinesMode::arcs);
    m_view->hide();
    m_selection->setLayer(cross);
    QImage image(400, 400, QImage::Format_RGB32); // an export before the window has looked
    QPainter painter(&image);
    m_view->paintFigure(painter, image.rect());
    painter.end();
    m_view->show();
    settle();
    QCOMPARE(m_view->layoutOfLines().mode, LinesMode::columns);
    QCOMPARE(int(m_view->content()->shown.rowLabels.size()), int(m_session->trace()->stackTokens(1).size()));
    QCOMPARE(int(m_view->content()->shown.columnLabels.size()), m_session->trace()->tokenCount());
    QTest::mouseClick(m_view.get(), Qt::LeftButton, {}, at(m_view->layoutOfLines().columns.back()));
    QCOMPARE(m_selection->column(), m_session->trace()->tokenCount() - 1);
}

void LinesViewTest::wordsOfTheRuleCountRight()
{
    LinesPicture picture;
    picture.rule = {PairRule::Kind::share, 0.5};
    picture.possible = picture.drawn = 1;
    QCOMPARE(ruleText(picture), QStringLiteral("the only pair that has any weight"));
    picture.possible = 2;
    QVERIFY2(ruleText(picture).contains(QStringLiteral("2 pairs: 1 line,")), qPrintable(ruleText(picture)));
    picture.drawn = 2;
    QCOMPARE(ruleText(picture), QStringLiteral("all 2 pairs that have any weight"));
}

void LinesViewTest::flowsOverOneReachTheLegend()
{
    m_selection->setLayer(3); // behind the first layer flows are shares
    m_selection->setPattern({.measure = Measure::flow, .unit = TokenUnit::sentences});
    const auto picture = linesPicture(shownPatterns(*m_session, *m_selection), {});
    QVERIFY(picture && !picture->sets.empty() && !picture->sets.front().pairs.empty());
    const float largest = picture->sets.front().pairs.back().weight;
    QVERIFY(largest > 1);
    QCOMPARE(picture->high, double(largest));
    QCOMPARE(picture->sets.front().colorIndex, -1); // no single head's colour
}

QTEST_MAIN(LinesViewTest)
#include "lines_view_test.moc"
