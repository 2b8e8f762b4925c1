// The Heads workspace: the switch shows one view after the other, shrinks to a menu, and hidden views do nothing.
#include "ui/views/heads/heads_workspace.h"

#include "tests/ui/views/walk/opened_session.h"
#include "ui/theme/theme.h"
#include "ui/views/table/head_table_view.h"

#include <QMenu>
#include <QtTest>

using namespace headscope;

class HeadsWorkspaceTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { Appearance::instance().apply(); }
    void everyViewHasItsOwnIdAndTitle();
    void viewsFollowTheSwitch();
    void unknownViewChangesNothing();
    void formerNamesGoOnWorking();
    void viewsSayWhyTheyHaveNoPicture();
    void escUnpinsInEveryView();
    void switchShrinksToAMenu();
    void filtersLeaveThePanelsAsWideAsTheyAre();
};

void HeadsWorkspaceTest::everyViewHasItsOwnIdAndTitle()
{
    Session session;
    Selection selection(session);
    HeadsWorkspace workspace(session, selection);
    QSet<QString> ids;
    QSet<QString> titles;
    for (const HeadsWorkspace::Entry &entry : workspace.views()) {
        QVERIFY(entry.view);
        ids.insert(entry.id);
        titles.insert(entry.title);
        QVERIFY2(!entry.view->accessibleName().isEmpty(), qPrintable(entry.id));
    }
    QCOMPARE(ids.size(), int(workspace.views().size()));
    QCOMPARE(titles.size(), int(workspace.views().size()));
    QCOMPARE(workspace.currentId(), QStringLiteral("heatmap"));
}

void HeadsWorkspaceTest::viewsFollowTheSwitch()
{
    Session session;
    Selection selection(session);
    HeadsWorkspace workspace(session, selection);
    workspace.resize(1600, 800);
    workspace.show();
    QSignalSpy changed(&workspace, &HeadsWorkspace::viewChanged);
    for (const HeadsWorkspace::Entry &entry : workspace.views()) {
        QVERIFY(workspace.showView(entry.id));
        QCOMPARE(workspace.currentId(), entry.id);
        QCOMPARE(&workspace.currentView(), entry.view);
        for (const HeadsWorkspace::Entry &other : workspace.views())
            QCOMPARE(other.view->isVisible(), other.id == entry.id);
        QCOMPARE(workspace.viewSwitch()->title(workspace.viewSwitch()->current()), entry.title);
    }
    QCOMPARE(changed.count(), int(workspace.views().size()) - 1);
}

void HeadsWorkspaceTest::unknownViewChangesNothing()
{
    Session session;
    Selection selection(session);
    HeadsWorkspace workspace(session, selection);
    QVERIFY(!workspace.showView(QStringLiteral("nothing")));
    QVERIFY(!workspace.showView(QString()));
    QCOMPARE(workspace.currentId(), QStringLiteral("heatmap"));
}

void HeadsWorkspaceTest::formerNamesGoOnWorking()
{
    Session session;
    Selection selection(session);
    HeadsWorkspace workspace(session, selection);
    QVERIFY(workspace.showView(QStringLiteral("arithmetic"))); // in settings and scripts
    QCOMPARE(workspace.currentId(), QStringLiteral("pair"));
    QSet<QString> names;
    for (const HeadView &row : headViews()) {
        QVERIFY2(!names.contains(row.id) && !names.contains(row.formerId), qPrintable(row.id));
        names << row.id;
        if (!row.formerId.isEmpty())
            names << row.formerId;
        QCOMPARE(workspace.find(row.id), &workspace.views()[std::size_t(&row - headViews().data())]);
    }
}

void HeadsWorkspaceTest::viewsSayWhyTheyHaveNoPicture()
{
    Session session;
    Selection selection(session);
    HeadsWorkspace workspace(session, selection);
    workspace.resize(1200, 700);
    workspace.show();
    const auto words = [&](const char *id) {
        workspace.showView(QString::fromLatin1(id));
        workspace.grab();
        return workspace.currentView().wordsInstead();
    };
    const auto ofHeads = {"heatmap", "lines", "text", "qk-space", "pair", "compare"};
    for (const char *id : ofHeads)
        QVERIFY2(words(id).startsWith(QStringLiteral("Open a model")), id);
    QVERIFY(runIn(session, QStringLiteral("blackboard"), QString()));
    for (const char *id : ofHeads)
        QVERIFY2(words(id).startsWith(QLatin1String(id) == QLatin1String("compare") ? QStringLiteral("Pin") : QStringLiteral("Type")), id);
    QVERIFY(runIn(session, QStringLiteral("blackboard"), QStringLiteral("The cat sat")));
    selection.setPattern({.hidden = "."});
    for (const char *id : {"heatmap", "lines", "text"})
        QVERIFY2(words(id).contains(QStringLiteral("hidden")), id);
    selection.setPattern({.rule = HeadRule::sideBySide, .hidden = ".", .others = {{0, 1}}});
    QVERIFY(workspace.heatmap()->isSideBySide());
    QVERIFY(words("heatmap").contains(QStringLiteral("hidden")));
    selection.setPattern({});
    for (const char *id : {"heatmap", "lines", "text", "qk-space", "pair"})
        QCOMPARE(words(id), QString());
}

void HeadsWorkspaceTest::escUnpinsInEveryView()
{
    Session session;
    Selection selection(session);
    HeadsWorkspace workspace(session, selection);
    workspace.show();
    QVERIFY(runIn(session, QStringLiteral("blackboard"), QStringLiteral("The cat sat")));
    for (const char *id : {"heatmap", "lines", "text", "qk-space", "pair", "compare"}) {
        workspace.showView(QString::fromLatin1(id));
        selection.pin(1, -1);
        QTest::keyClick(&workspace.currentView(), Qt::Key_Escape);
        QVERIFY2(selection.row() < 0, id);
    }
}

void HeadsWorkspaceTest::switchShrinksToAMenu()
{
    ViewSwitch control;
    for (const QString &title : {QStringLiteral("Heatmap"), QStringLiteral("Lines"), QStringLiteral("Text"), QStringLiteral("Compare")})
        control.add(title);
    control.resize(control.sizeHint());
    control.show();
    QCOMPARE(control.countInRow(), 4);
    QVERIFY(!control.menuButton()->isVisible());
    const auto actions = control.menuButton()->menu()->actions();
    control.resize(control.sizeHint().width() - 1, control.height());
    QVERIFY(control.countInRow() > 0 && control.countInRow() < 4);
    QVERIFY(control.menuButton()->isVisible());
    QVERIFY(control.menuButton()->geometry().right() < control.width());
    // What has no place in the row, and only that, is in the menu.
    for (int i = 0; i < 4; ++i)
        QCOMPARE(actions[i]->isVisible(), i >= control.countInRow());
    QSignalSpy activated(&control, &ViewSwitch::activated);
    actions[3]->trigger();
    QCOMPARE(activated.count(), 1);
    QCOMPARE(control.current(), 3);
    QCOMPARE(control.segments()->current(), -1);
    QVERIFY(control.menuButton()->text().startsWith(QStringLiteral("Compare")));
    control.resize(control.minimumSizeHint());
    QCOMPARE(control.countInRow(), 0);
    control.resize(control.sizeHint());
    QCOMPARE(control.countInRow(), 4);
    QCOMPARE(control.segments()->current(), 3);
}

void HeadsWorkspaceTest::filtersLeaveThePanelsAsWideAsTheyAre()
{
    Session session;
    Selection selection(session);
    HeadsWorkspace workspace(session, selection);
    QVERIFY(runIn(session, QStringLiteral("storyteller"), QStringLiteral("Tom had a red ball. Tom had a red")));
    workspace.resize(910, 700); // in a window of 1280 points
    workspace.show();
    workspace.showView(QStringLiteral("table"));
    FilterBox *box = workspace.findChild<HeadTableView *>()->filterBox();
    QTRY_VERIFY(workspace.grid()->survey().isFinished());
    QTest::qWait(50);
    const QList<int> sizes = workspace.splitter()->sizes();
    const int inRow = workspace.viewSwitch()->countInRow();
    for (const char *text :
        {"layer>2", "layer>2 entropy<3 )", "nobody-calls-anything-in-this-program-by-a-name-that-is-so-long>1", "layer>99", ""}) {
        box->line()->setText(QString::fromLatin1(text));
        box->line()->editingFinished();
        QTest::qWait(50); // layouts are made again
        QVERIFY2(workspace.splitter()->sizes() == sizes, text);
        QCOMPARE(workspace.viewSwitch()->countInRow(), inRow);
    }
}

QTEST_MAIN(HeadsWorkspaceTest)
#include "heads_workspace_test.moc"
