// The map in a window: what is lit, and where a click leads.
#include "tests/support/random_model.h"
#include "ui/theme/theme.h"
#include "ui/views/map/map_view.h"

#include <QSignalSpy>
#include <QtTest>

using namespace headscope;

class MapViewTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { Appearance::instance().apply(); }
    void aClickOnAStageGoesThere();
    void aClickOnALayerOpensIt();
    void thePresentStageIsBroughtIntoSight();
    void withoutAModelItSaysWhatToDo();
    void theFigureHasTheModelsName();

private:
    /// A decoder of four layers.
    void show(Session &session);
    static const MapBox *stageBox(const MapView &view, Stage stage);
    static const MapBox *layerBox(const MapView &view, int layer);
};

void MapViewTest::show(Session &session)
{
    session.setText(QStringLiteral("The cat sat"));
    session.openModel(QStringLiteral("storyteller"));
    QTRY_VERIFY_WITH_TIMEOUT(session.trace() && !session.isBusy(), kPatience);
}

const MapBox *MapViewTest::stageBox(const MapView &view, Stage stage)
{
    for (const MapBox &box : view.map().boxes)
        if (box.kind == MapBox::Kind::stage && box.key.stage == stage)
            return &box;
    return nullptr;
}

const MapBox *MapViewTest::layerBox(const MapView &view, int layer)
{
    for (const MapBox &box : view.map().boxes)
        if (box.kind == MapBox::Kind::layer && box.key.layer == layer)
            return &box;
    return nullptr;
}

void MapViewTest::aClickOnAStageGoesThere()
{
    Session session;
    Selection selection(session);
    show(session);
    MapView view(session, selection);
    view.resize(900, 700);
    view.show();
    view.grab();
    QSignalSpy chosen(&view, &MapView::chosen);
    QTest::mouseClick(&view, Qt::LeftButton, {}, view.onScreen(*stageBox(view, Stage::mlpPost)).center().toPoint());
    QCOMPARE(selection.stage(), Stage::mlpPost);
    QCOMPARE(chosen.count(), 1);
    QTest::mouseClick(&view, Qt::LeftButton, {}, QPoint(2, 2)); // nothing is there
    QCOMPARE(selection.stage(), Stage::mlpPost);
    QCOMPARE(chosen.count(), 1);
    QTest::keyClick(&view, Qt::Key_Return);
    QCOMPARE(chosen.count(), 2);
}

void MapViewTest::aClickOnALayerOpensIt()
{
    Session session;
    Selection selection(session);
    show(session);
    MapView view(session, selection);
    view.resize(900, 700);
    view.show();
    view.grab();
    QSignalSpy chosen(&view, &MapView::chosen);
    QVERIFY(!layerBox(view, 0));
    QTest::mouseClick(&view, Qt::LeftButton, {}, view.onScreen(*layerBox(view, 2)).center().toPoint());
    view.grab();
    QCOMPARE(selection.layer(), 2);
    QCOMPARE(chosen.count(), 0); // the map stays
    QVERIFY(layerBox(view, 0) && !layerBox(view, 2));
    QCOMPARE(stageBox(view, Stage::q)->key.layer, 2);
}

void MapViewTest::thePresentStageIsBroughtIntoSight()
{
    Session session;
    Selection selection(session);
    show(session);
    MapView view(session, selection);
    view.resize(900, 700);
    view.show();
    QSignalSpy moved(&view, &MapView::presentMoved);
    selection.setStage(Stage::weights);
    view.grab();
    QVERIFY(moved.count() > 0);
    QCOMPARE(moved.last().first().toRect(), view.onScreen(*stageBox(view, Stage::weights)).toRect());
    QVERIFY(view.accessibleDescription().contains(stageBox(view, Stage::weights)->title));
}

void MapViewTest::withoutAModelItSaysWhatToDo()
{
    Session session;
    Selection selection(session);
    MapView view(session, selection);
    view.resize(900, 700);
    view.grab();
    QVERIFY(view.wordsInstead().contains(QStringLiteral("Open a model")));
}

void MapViewTest::theFigureHasTheModelsName()
{
    Session session;
    Selection selection(session);
    show(session);
    MapView view(session, selection);
    QVERIFY(view.figureTitle().contains(QStringLiteral("Storyteller")));
    const QSizeF titled = view.figureSize();
    view.setFigureParts({.title = false});
    QVERIFY(view.figureSize().height() < titled.height());
    QCOMPARE(view.figureSize().width(), titled.width());
}

QTEST_MAIN(MapViewTest)
#include "map_view_test.moc"
