// The Q·K space on the screen: points are the engine's, lines the strongest weights, pointing and clicking reach the right token.
#include "../walk/opened_session.h"

#include "tests/support/config_variants.h"
#include "ui/theme/theme.h"
#include "ui/views/qk_space/qk_space_view.h"

#include <QtTest>

#include <cmath>

using namespace headscope;

class QkSpaceViewTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { Appearance::instance().apply(); }
    void pointsAndLinesAreTheEngines();
    void hiddenTokensHaveNoPoint();
    void everyKindOfModel_data();
    void everyKindOfModel();
    void pointingAndPinning();
    void zoomKeepsThePointUnderThePointer();
    void longTextsAreMadeBesideTheWindow();
    void withoutTokens();
    void figureIsTheSameHoweverTheWindowLooks();
};

void QkSpaceViewTest::pointsAndLinesAreTheEngines()
{
    Session session;
    Selection selection(session);
    QVERIFY(runIn(session, QStringLiteral("storyteller"), QStringLiteral("The cat sat on the mat")));
    const QkContent content = qkContent(session.trace(), {2, 3}, {}, {});
    const QueryKeySpace space = queryKeySpace(*session.trace(), 2, 3, {});
    const int tokens = session.trace()->tokenCount();
    QCOMPARE(int(content.points.size()), 2 * tokens);
    for (int i = 0; i < tokens; ++i) {
        QVERIFY(!content.points[std::size_t(i)].isKey);
        QCOMPARE(content.points[std::size_t(i)].at.x(), space.queries[std::size_t(i)][0]);
        QCOMPARE(content.points[std::size_t(tokens + i)].at.y(), space.keys[std::size_t(i)][1]);
        QCOMPARE(content.points[std::size_t(tokens + i)].length, space.keyLengths[std::size_t(i)]);
    }
    const Matrix weights = session.trace()->matrix({Stage::weights, 2, 3});
    QVERIFY(!content.pairs.pairs.empty());
    for (const StrongPair &pair : content.pairs.pairs) {
        const QkPoint &query = content.points[std::size_t(pair.row)];
        const QkPoint &key = content.points[std::size_t(pair.column)];
        QVERIFY(!query.isKey && key.isKey);
        QCOMPARE(pair.value, weights(query.token, key.token));
    }
    QVERIFY(std::abs(content.pairs.total - tokens) < 1e-5); // rows sum to 1
    int large = 0;
    for (int r = 0; r < tokens; ++r)
        for (int c = 0; c < tokens; ++c)
            large += weights(r, c) >= 0.2F ? 1 : 0;
    QCOMPARE(lineCount(content, QkLines::above20), large);
    QCOMPARE(lineCount(content, QkLines::none), 0);
}

void QkSpaceViewTest::hiddenTokensHaveNoPoint()
{
    Session session;
    QVERIFY(runIn(session, QStringLiteral("storyteller"), QStringLiteral("The cat sat on the mat")));
    PatternChoice choice;
    choice.unit = TokenUnit::words; // points are tokens all the same
    choice.others = {{0, 1}};
    const QkContent content = qkContent(session.trace(), {0, 0}, choice, {});
    choice = {};
    const auto pattern = makePattern(session.trace(), {0, 0}, choice);
    QCOMPARE(int(content.points.size()), pattern->rowCount() + pattern->columnCount());
}

void QkSpaceViewTest::everyKindOfModel_data()
{
    QTest::addColumn<int>("variant");
    const auto variants = configVariants();
    for (int i = 0; i < int(variants.size()); ++i)
        QTest::newRow(variants[std::size_t(i)].name) << i;
}

void QkSpaceViewTest::everyKindOfModel()
{
    QFETCH(int, variant);
    for (const int tokens : {1, 9}) {
        const auto trace = runVariant(configVariants()[std::size_t(variant)], tokens);
        for (int layer = 0; layer < trace->config().layers; ++layer) {
            const QkContent content = qkContent(trace, {layer, 0}, {}, {true, true});
            const StageKey key{Stage::weights, layer, 0};
            QCOMPARE(int(content.points.size()), trace->rowCount(key) + trace->columnCount(key));
            for (int color = 0; color < 4; ++color) {
                const QkOptions options{{true, true}, static_cast<QkColor>(color), QkLines::halfOfAll};
                QImage image(600, 500, QImage::Format_RGB32);
                image.fill(Qt::white);
                QPainter painter(&image);
                const QkPlacement place = placeQk(content, options, {10, 10, 580, 480}, {});
                QVERIFY(std::isfinite(place.scale) && place.scale > 0);
                for (const QkPoint &point : content.points)
                    QVERIFY(place.plot.contains(place.toScreen(point.at)));
                QVERIFY(place.words.bottom() <= 490.5);
                paintQkPoints(painter, content, options, place);
                paintQkWords(painter, content, options, place);
                paintQkPoint(painter, content, place, 0, true);
            }
        }
    }
}

void QkSpaceViewTest::pointingAndPinning()
{
    Session session;
    Selection selection(session);
    QkSpaceView view(session, selection);
    view.resize(900, 700);
    view.show();
    QVERIFY(runIn(session, QStringLiteral("blackboard"), QStringLiteral("The cat sat")));
    selection.setKey({Stage::q, 0, 0});
    view.grab();
    QVERIFY(view.content());
    const auto screen = [&](int point) { return view.placement().toScreen(view.content()->points[std::size_t(point)].at).toPoint(); };
    // Points may lie on one spot: what is found there is what counts.
    const int query = pointAt(*view.content(), view.placement(), screen(1));
    QTest::mouseMove(&view, screen(1));
    QTRY_COMPARE(selection.hoverRow() >= 0, !view.content()->points[std::size_t(query)].isKey);
    QTest::mouseClick(&view, Qt::LeftButton, {}, screen(1));
    if (!view.content()->points[std::size_t(query)].isKey)
        QCOMPARE(selection.row(), view.content()->points[std::size_t(query)].token);
    selection.pin(2, -1);
    int key = -1;
    for (int i = 3; i < 6; ++i)
        if (pointAt(*view.content(), view.placement(), screen(i)) == i)
            key = i;
    QVERIFY(key >= 0);
    QTest::mouseClick(&view, Qt::LeftButton, {}, screen(key));
    QCOMPARE(selection.row(), 2);
    QCOMPARE(selection.column(), key - 3);
    QCOMPARE(stageInfo(selection.stage()).colAxis, 'S');
    QCOMPARE(pointAt(*view.content(), view.placement(), {2, 2}), -1);
}

void QkSpaceViewTest::zoomKeepsThePointUnderThePointer()
{
    Session session;
    Selection selection(session);
    QkSpaceView view(session, selection);
    view.resize(900, 700);
    view.show();
    QVERIFY(runIn(session, QStringLiteral("storyteller"), QStringLiteral("The cat sat on the mat")));
    view.grab();
    const QPointF at = view.placement().plot.center() + QPointF(120, -60);
    const QPointF before = view.placement().toPlane(at);
    QWheelEvent event(at, view.mapToGlobal(at), {}, {0, 360}, Qt::NoButton, {}, Qt::NoScrollPhase, false);
    QCoreApplication::sendEvent(&view, &event);
    const QPointF after = view.placement().toPlane(at);
    QVERIFY(std::hypot(before.x() - after.x(), before.y() - after.y()) < 1e-9);
    QTest::keyClick(&view, Qt::Key_0);
    QVERIFY(view.placement().plot.contains(view.placement().toScreen(view.content()->points.front().at)));
}

void QkSpaceViewTest::longTextsAreMadeBesideTheWindow()
{
    Session session;
    Selection selection(session);
    QkSpaceView view(session, selection);
    view.resize(900, 700);
    view.show();
    QVERIFY(runIn(session, QStringLiteral("storyteller"), QStringLiteral("one two three four ").repeated(220)));
    const int tokens = session.trace()->tokenCount();
    QVERIFY(tokens > 500);
    for (int head = 0; head < 8; ++head) { // the newest wins
        selection.setKey({Stage::weights, 3, head});
        view.grab();
    }
    QTRY_VERIFY(view.content() && view.content()->place.contains(QStringLiteral("head 8")));
    QCOMPARE(int(view.content()->points.size()), 2 * tokens);
    QVERIFY(!view.grab().isNull());
}

void QkSpaceViewTest::withoutTokens()
{
    Session session;
    Selection selection(session);
    QkSpaceView view(session, selection);
    QVERIFY(!view.grab().isNull());
    QVERIFY(runIn(session, QStringLiteral("blackboard"), QString()));
    QVERIFY(!view.grab().isNull());
    QVERIFY(!view.content());
}

void QkSpaceViewTest::figureIsTheSameHoweverTheWindowLooks()
{
    Session session;
    Selection selection(session);
    QkSpaceView shown(session, selection);
    QkSpaceView hidden(session, selection);
    QVERIFY(runIn(session, QStringLiteral("storyteller"), QStringLiteral("The cat sat on the mat")));
    shown.resize(700, 500);
    shown.show();
    shown.grab();
    const auto figure = [](const QkSpaceView &view) {
        QImage image(view.figureSize().toSize(), QImage::Format_RGB32);
        image.fill(Qt::white);
        QPainter painter(&image);
        view.paintFigure(painter, QRectF(image.rect()));
        return image;
    };
    QCOMPARE(figure(shown), figure(hidden));
}

QTEST_MAIN(QkSpaceViewTest)
#include "qk_space_view_test.moc"
