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
    static const MapBox *stageBox(const MapView &view, Stage stage);
    static const MapBox *layerBox(const MapView &view, int layer);
};

namespace {

/// The map of a decoder of four layers, on the screen.
struct ShownMap {
    Session session;
    Selection selection{session};
    MapView view{session, selection};
    QSignalSpy chosen{&view, &MapView::chosen};

    ShownMap()
    {
        session.setText(QStringLiteral("The cat sat"));
        session.openModel(QStringLiteral("storyteller"));
        isThere = QTest::qWaitFor([this] { return session.trace() && !session.isBusy(); }, kPatience);
        view.resize(900, 700);
        view.show();
        view.grab();
    }
    void click(const QPointF &at) { QTest::mouseClick(&view, Qt::LeftButton, {}, at.toPoint()); }
    bool isThere = false;
};

} // namespace

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
    ShownMap map;
    QVERIFY(map.isThere);
    const MapView &view = map.view;
    map.click(view.onScreen(*stageBox(view, Stage::mlpPost)).center());
    QCOMPARE(map.selection.stage(), Stage::mlpPost);
    QCOMPARE(map.chosen.count(), 1);
    map.click({2, 2}); // nothing is there
    QCOMPARE(map.selection.stage(), Stage::mlpPost);
    QCOMPARE(map.chosen.count(), 1);
    QTest::keyClick(&map.view, Qt::Key_Return);
    QCOMPARE(map.chosen.count(), 2);
}

void MapViewTest::aClickOnALayerOpensIt()
{
    ShownMap map;
    QVERIFY(map.isThere);
    const MapView &view = map.view;
    QVERIFY(!layerBox(view, 0));
    map.click(view.onScreen(*layerBox(view, 2)).center());
    map.view.grab();
    QCOMPARE(map.selection.layer(), 2);
    QCOMPARE(map.chosen.count(), 0); // the map stays
    QVERIFY(layerBox(view, 0) && !layerBox(view, 2));
    QCOMPARE(stageBox(view, Stage::q)->key.layer, 2);
}

void MapViewTest::thePresentStageIsBroughtIntoSight()
{
    ShownMap map;
    QVERIFY(map.isThere);
    const MapView &view = map.view;
    QSignalSpy moved(&view, &MapView::presentMoved);
    map.selection.setStage(Stage::weights);
    map.view.grab();
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
    ShownMap map;
    QVERIFY(map.isThere);
    const MapView &view = map.view;
    QVERIFY(view.figureTitle().contains(QStringLiteral("Storyteller")));
    const QSizeF titled = view.figureSize();
    const QSizeF bare = view.figureSize({.title = false});
    QVERIFY(bare.height() < titled.height());
    QCOMPARE(bare.width(), titled.width());
}

QTEST_MAIN(MapViewTest)
#include "map_view_test.moc"
