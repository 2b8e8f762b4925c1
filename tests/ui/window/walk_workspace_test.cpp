// The map in the window: it takes the place of the canvas and gives it back.
#include "ui/session/built_in_models.h"
#include "ui/views/map/map_view.h"
#include "ui/views/walk/walk_view.h"
#include "ui/window/main_window.h"
#include "ui/window/walk_workspace.h"

#include <QtTest>

using namespace headscope;

class WalkWorkspaceTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void aKeyShowsTheMapAndTheCanvasAgain();
    void aChosenStageIsShownOnTheCanvas();
    void playingShowsTheCanvas();

private:
    void show(MainWindow &window);
};

void WalkWorkspaceTest::show(MainWindow &window)
{
    window.resize(1366, 700);
    window.show();
    window.session().setText(QStringLiteral("The cat sat"));
    window.session().openModel(defaultModelName());
    QTRY_VERIFY_WITH_TIMEOUT(window.session().trace() && !window.session().isBusy(), kPatience);
}

void WalkWorkspaceTest::aKeyShowsTheMapAndTheCanvasAgain()
{
    MainWindow window(false);
    show(window);
    window.showWorkspace(Workspace::heads);
    QTest::keyClick(&window, Qt::Key_M, Qt::ControlModifier);
    QCOMPARE(window.workspace(), Workspace::walk);
    QVERIFY(window.walk().isMapShown());
    QCOMPARE(&window.currentView(), static_cast<View *>(&window.walk().map())); // what Export and Copy act on
    QVERIFY(window.walk().map().isVisible() && !window.walk().canvas().isVisible());
    QAction *mark = nullptr;
    for (QAction *action : window.findChildren<QAction *>())
        if (action->shortcut() == QKeySequence(Qt::CTRL | Qt::Key_M))
            mark = action;
    QVERIFY(mark && mark->isChecked());
    window.showWorkspace(Workspace::heads);
    QTest::keyClick(&window, Qt::Key_M, Qt::ControlModifier); // back to the map, which is shown still
    QVERIFY(window.walk().isMapShown() && mark->isChecked());
    QTest::keyClick(&window, Qt::Key_M, Qt::ControlModifier);
    QVERIFY(!window.walk().isMapShown() && !mark->isChecked());
    QCOMPARE(&window.currentView(), static_cast<View *>(&window.walk().canvas()));
}

void WalkWorkspaceTest::aChosenStageIsShownOnTheCanvas()
{
    MainWindow window(false);
    show(window);
    window.walk().showMap(true);
    Q_EMIT window.walk().map().chosen();
    QVERIFY(!window.walk().isMapShown());
}

void WalkWorkspaceTest::playingShowsTheCanvas()
{
    MainWindow window(false);
    show(window);
    window.walk().showMap(true);
    window.walk().togglePlay();
    QVERIFY(!window.walk().isMapShown());
    window.walk().pause();
}

QTEST_MAIN(WalkWorkspaceTest)
#include "walk_workspace_test.moc"
