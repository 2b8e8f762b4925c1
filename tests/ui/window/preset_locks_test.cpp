// What a preset locks stays, by whichever way somebody comes to it: keys, clicks, drops, links, screen readers. Without the lock each of
// the same ways leads to a change, or it would be none.
#include "ui/session/built_in_models.h"
#include "ui/theme/theme.h"
#include "ui/views/heads/heads_workspace.h"
#include "ui/views/lab/lab_workspace.h"
#include "ui/views/lens/lens_view.h"
#include "ui/views/map/map_view.h"
#include "ui/views/panels/edits_bar.h"
#include "ui/views/panels/edits_panel.h"
#include "ui/views/panels/right_dock.h"
#include "ui/views/shared/pattern/head_choice.h"
#include "ui/views/table/head_table_view.h"
#include "ui/views/walk/walk_view.h"
#include "ui/views/whatif/what_if_view.h"
#include "ui/widgets/step_rail.h"
#include "ui/window/first_steps.h"
#include "ui/window/main_window.h"
#include "ui/window/opener.h"
#include "ui/window/session_files.h"
#include "ui/window/start_card.h"
#include "ui/window/status_line.h"
#include "ui/window/top_bar.h"
#include "ui/window/walk_rail.h"
#include "ui/window/walk_workspace.h"
#include "ui/window/window_session.h"

#include <QAccessible>
#include <QCheckBox>
#include <QDropEvent>
#include <QLabel>
#include <QMenu>
#include <QMimeData>
#include <QSignalSpy>
#include <QSpinBox>
#include <QTableView>
#include <QTemporaryDir>
#include <QToolButton>
#include <QtTest>

#include <algorithm>
#include <functional>
#include <memory>

using namespace headscope;

namespace {

struct Window : MainWindow {
    using MainWindow::dropEvent;
    using MainWindow::MainWindow;
};

struct Way {
    const char *name;
    std::function<void(Window &)> go;
};

struct Lock {
    std::vector<Way> ways;
    std::function<bool(const SessionState &, const SessionState &)> isSame; ///< what is locked
};

void press(QWidget &widget, int table, int row, int column)
{
    QAccessibleInterface *part = QAccessible::queryAccessibleInterface(&widget);
    QAccessibleInterface *child = part->child(part->role() == QAccessible::List ? row : table);
    if (part->role() != QAccessible::List)
        child = child ? child->tableInterface()->cellAt(row, column) : nullptr;
    if (child)
        child->actionInterface()->doAction(QAccessibleActionInterface::pressAction());
}

void drop(Window &window, const QMimeData &data)
{
    QDropEvent event(QPointF(200, 200), Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
    window.dropEvent(&event);
}

bool isStill(Window &window)
{
    return !window.session().isBusy() && !window.work().isRestoring() && window.currentView().isSettled();
}

View &show(Window &window, const char *view)
{
    const ControlLocks::Lifted lifted(window.session().locks()); // how one gets there is not what is asked here
    window.showWorkspace(Workspace::heads);
    window.heads().showView(QString::fromLatin1(view));
    (void)QTest::qWaitFor([&] { return isStill(window); }, 60000); // what is missing shows below
    window.currentView().grab();
    (void)QTest::qWaitFor([&] { return isStill(window); }, 60000); // what is missing shows below
    return window.currentView();
}

WalkView &walk(Window &window, Stage stage)
{
    const ControlLocks::Lifted lifted(window.session().locks());
    window.showWorkspace(Workspace::walk);
    window.walk().showMap(false);
    window.selection().setStage(stage);
    window.selection().pin(2, 1);
    window.walk().canvas().prepareNow();
    window.walk().canvas().grab();
    return window.walk().canvas();
}

void type(Window &window, const char *words)
{
    if (QWidget *focus = window.focusWidget())
        QTest::keyClicks(focus, QString::fromLatin1(words));
}

Edit maskOff()
{
    Edit edit;
    edit.kind = Edit::Kind::maskOff;
    return edit;
}

} // namespace

class PresetLocksTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init();
    void nothingGetsRound_data();
    void nothingGetsRound();
    void whyIsSaid();
    void aPresetThatIsNotOpenedKeepsThisOne();

private:
    QString path(const QString &name) const { return m_folder->filePath(name); }
    std::unique_ptr<Window> newWindow(const QString &session = {});
    Lock lockOf(SessionControl control) const;
    QString write(const QString &name, const QByteArray &content) const;

    std::unique_ptr<QTemporaryDir> m_folder;
};

void PresetLocksTest::init()
{
    Appearance::instance().setAnimations(false);
    m_folder = std::make_unique<QTemporaryDir>();
}

QString PresetLocksTest::write(const QString &name, const QByteArray &content) const
{
    QFile file(path(name));
    return file.open(QIODevice::WriteOnly) && file.write(content) == content.size() ? file.fileName() : QString();
}

std::unique_ptr<Window> PresetLocksTest::newWindow(const QString &session)
{
    auto window = std::make_unique<Window>(false);
    window->resize(1500, 900);
    window->show();
    if (session.isEmpty()) {
        window->session().setText(QStringLiteral("The cat sat on the mat"));
        window->session().openModel(QStringLiteral("storyteller"));
    } else {
        window->opener().openSession(session);
    }
    if (!QTest::qWaitForWindowActive(window.get())
        || !QTest::qWaitFor([&] { return window->session().trace() && isStill(*window); }, 60000))
        return nullptr;
    return window;
}

/// All ways there are to change it.
Lock PresetLocksTest::lockOf(SessionControl control) const
{
    const QString blackboard = resolveModel(QStringLiteral("blackboard"));
    const QString text = write(QStringLiteral("other.txt"), "Another text.");
    switch (control) {
    case SessionControl::model:
        return {{{"by name", [](Window &window) { window.session().openModel(QStringLiteral("blackboard")); }},
                    {"a folder", [blackboard](Window &window) { window.opener().open(blackboard); }},
                    {"dropped",
                        [blackboard](Window &window) {
                            QMimeData data;
                            data.setUrls({QUrl::fromLocalFile(blackboard)});
                            drop(window, data);
                        }},
                    {"the start card",
                        [](Window &window) {
                            window.firstSteps().card().open();
                            QTest::keyClick(&window.firstSteps().card(), Qt::Key_1);
                        }},
                    {"the first walk", [](Window &window) { window.firstSteps().learn(); }}},
            [](const SessionState &a, const SessionState &b) { return a.model == b.model; }};
    case SessionControl::text:
        return {{{"set", [](Window &window) { window.session().setText(QStringLiteral("x")); }},
                    {"typed",
                        [](Window &window) {
                            window.editSentence();
                            type(window, "y");
                        }},
                    {"typed in lines",
                        [](Window &window) {
                            window.editLines();
                            type(window, "z");
                        }},
                    {"a file", [text](Window &window) { window.opener().open(text); }},
                    {"dropped",
                        [](Window &window) {
                            QMimeData data;
                            data.setText(QStringLiteral("Dropped."));
                            drop(window, data);
                        }},
                    {"a second sentence", [](Window &window) { window.session().setPair(QStringLiteral("b")); }}},
            [](const SessionState &a, const SessionState &b) { return a.run.inputs == b.run.inputs; }};
    case SessionControl::generate:
        return {
            {{"asked", [](Window &window) { window.session().generate(2); }}, {"Ctrl+G", [](Window &window) { window.toggleGenerating(); }},
                {"dropped", [](Window &window) { window.session().clearGenerated(); }},
                {"used", [](Window &window) { window.session().useGeneratedAsText(); }}},
            [](const SessionState &a, const SessionState &b) { return a.run.generated == b.run.generated; }};
    case SessionControl::edits:
        return {{{"added", [](Window &window) { window.session().addEdit(maskOff()); }},
                    {"all dropped", [](Window &window) { window.session().resetEdits(); }},
                    {"the bar's Reset",
                        [](Window &window) {
                            for (QToolButton *button : window.findChild<EditsBar *>()->findChildren<QToolButton *>())
                                if (button->isVisible() && button->text().contains(QStringLiteral("Reset")))
                                    button->click();
                        }},
                    {"a number by keys",
                        [](Window &window) {
                            WalkView &canvas = walk(window, Stage::q);
                            canvas.setFocus();
                            QTest::keyClick(&canvas, Qt::Key_F2);
                            if (QWidget *field = window.focusWidget(); field != &canvas) {
                                type(window, "7");
                                QTest::keyClick(field, Qt::Key_Return);
                            }
                        }},
                    {"a double click",
                        [](Window &window) {
                            WalkView &canvas = walk(window, Stage::q);
                            QAccessibleInterface *part = QAccessible::queryAccessibleInterface(&canvas);
                            QAccessibleInterface *result = part->child(canvas.accessibleTables() - 1);
                            const QPoint middle = result->tableInterface()->cellAt(0, 0)->rect().center();
                            QTest::mouseDClick(&canvas, Qt::LeftButton, {}, canvas.mapFromGlobal(middle));
                            if (QWidget *field = window.focusWidget(); field != &canvas) {
                                type(window, "7");
                                QTest::keyClick(field, Qt::Key_Return);
                            }
                        }},
                    {"a switch of the dock",
                        [](Window &window) { window.dock().findChild<EditsPanel *>()->findChildren<QCheckBox *>().front()->click(); }}},
            [](const SessionState &a, const SessionState &b) { return a.run == b.run; }};
    case SessionControl::lab:
        return {{{"a mechanism", [](Window &window) { window.labState().add("dilated"); }},
                    {"a set", [](Window &window) { window.lab().setsButton().menu()->actions().last()->trigger(); }},
                    {"a seed", [](Window &window) { window.lab().controls().seed().setValue(9); }},
                    {"random numbers", [](Window &window) { Q_EMIT window.lab().controls().source().activated(1); }},
                    {"a parameter", [](Window &window) { window.labState().setParameter(mechanismNamed("local-window"), "reach", 3); }},
                    {"a pin",
                        [](Window &window) {
                            window.showWorkspace(Workspace::lab);
                            window.lab().cards().prepareNow();
                            QTest::keyClick(&window.lab().cards(), Qt::Key_P);
                        }},
                    {"Delete",
                        [](Window &window) {
                            window.showWorkspace(Workspace::lab);
                            window.lab().cards().prepareNow();
                            QTest::keyClick(&window.lab().cards(), Qt::Key_Delete);
                        }}},
            [](const SessionState &a, const SessionState &b) { return a.lab == b.lab; }};
    case SessionControl::workspace:
        return {{{"asked", [](Window &window) { window.showWorkspace(Workspace::heads); }},
                    {"Ctrl+3", [](Window &window) { QTest::keyClick(&window, Qt::Key_3, Qt::ControlModifier); }},
                    {"Ctrl+2", [](Window &window) { QTest::keyClick(&window, Qt::Key_2, Qt::ControlModifier); }},
                    {"the map", [](Window &window) { QTest::keyClick(&window, Qt::Key_M, Qt::ControlModifier); }},
                    {"the map, asked", [](Window &window) { window.walk().showMap(true); }}},
            [](const SessionState &a, const SessionState &b) { return a.workspace == b.workspace && a.map == b.map; }};
    case SessionControl::view:
        return {{{"asked", [](Window &window) { window.heads().showView(QStringLiteral("lines")); }},
                    {"a digit",
                        [](Window &window) {
                            window.showWorkspace(Workspace::heads);
                            window.currentView().setFocus();
                            QTest::keyClick(&window.currentView(), Qt::Key_2);
                        }},
                    {"compare", [](Window &window) { window.heads().startComparison(); }},
                    {"the switch", [](Window &window) { Q_EMIT window.heads().viewSwitch()->activated(1); }},
                    {"a row of the table", [](Window &window) { Q_EMIT window.heads().findChild<HeadTableView *>()->opened(); }}},
            [](const SessionState &a, const SessionState &b) { return a.view == b.view; }};
    case SessionControl::stage:
        return {{{"asked", [](Window &window) { window.selection().setStage(Stage::logits); }},
                    {"→",
                        [](Window &window) {
                            window.showWorkspace(Workspace::walk);
                            window.walk().canvas().setFocus();
                            QTest::keyClick(&window.walk().canvas(), Qt::Key_Right);
                        }},
                    {"a row of the rail", [](Window &window) { press(window.walk().rail().stages(), 0, 0, 0); }},
                    {"the slider", [](Window &window) { window.walk().rail().goTo(0); }},
                    {"a dot while presenting", [](Window &window) { Q_EMIT window.walk().rail().stages().clicked(1); }},
                    {"a clicker", [](Window &window) { window.step(1); }},
                    {"the map",
                        [](Window &window) {
                            window.walk().showMap(true);
                            window.walk().map().prepareNow();
                            press(window.walk().map(), 0, 1, 0);
                        }},
                    {"a cell in Heads",
                        [](Window &window) {
                            press(show(window, "heatmap"), 0, 2, 1); // Walk's stage has other columns
                        }}},
            [](const SessionState &a, const SessionState &b) { return a.stage == b.stage; }};
    case SessionControl::head:
        return {{{"asked", [](Window &window) { window.selection().setHead(2); }},
                    {"a layer", [](Window &window) { window.selection().setLayer(1); }},
                    {"with others",
                        [](Window &window) {
                            chooseHeads(window.selection(), {{0, 0}, {1, 1}});
                        }},
                    {"one more",
                        [](Window &window) {
                            toggleHead(window.selection(), {1, 2});
                        }},
                    {"a cell of the grid", [](Window &window) { show(window, "heatmap"), press(*window.heads().grid(), 0, 1, 1); }},
                    {"an arrow",
                        [](Window &window) {
                            View &view = show(window, "heatmap");
                            view.setFocus();
                            QTest::keyClick(&view, Qt::Key_Right);
                        }},
                    {"Page Down", [](Window &window) { QTest::keyClick(&window, Qt::Key_PageDown); }},
                    {"a clicker", [](Window &window) { show(window, "heatmap"), window.step(1); }},
                    {"a row of the table",
                        [](Window &window) {
                            auto *rows = show(window, "table").findChild<QTableView *>();
                            (void)QTest::qWaitFor([&] { return rows->model()->rowCount() > 3; }, 60000); // what is missing shows below
                            rows->setCurrentIndex(rows->model()->index(rows->currentIndex().row() == 3 ? 2 : 3, 0));
                        }},
                    {"a head of What if",
                        [](Window &window) {
                            auto &view = static_cast<WhatIfView &>(show(window, "what-if"));
                            view.startSweep();
                            (void)QTest::qWaitFor([&] { return view.isSettled(); }, 60000); // what is missing shows below
                            press(*view.canvas(), 1, 1, 2);
                        }},
                    {"a head of the lens",
                        [](Window &window) {
                            auto &view = static_cast<LensView &>(show(window, "lens"));
                            press(*view.canvas(), 2, 1, 2);
                        }},
                    {"the end of the walk", [](Window &window) { window.walk().rail().goTo(window.walk().rail().path().length() - 1); }}},
            [](const SessionState &a, const SessionState &b) {
                return a.layer == b.layer && a.head == b.head && a.pattern.others == b.pattern.others;
            }};
    case SessionControl::pattern:
        return {{{"a measure",
                     [](Window &window) {
                         PatternChoice choice = window.selection().pattern();
                         choice.measure = Measure::rollout;
                         window.selection().setPattern(choice);
                     }},
                    {"words",
                        [](Window &window) {
                            PatternChoice choice = window.selection().pattern();
                            choice.unit = TokenUnit::words;
                            window.selection().setPattern(choice);
                        }},
                    {"whose attention", [](Window &window) { window.selection().setFilter(PairFilter::aToB); }}},
            [](const SessionState &a, const SessionState &b) {
                PatternChoice choice = a.pattern;
                choice.others = b.pattern.others;
                return choice == b.pattern && a.filter == b.filter;
            }};
    }
    return {};
}

void PresetLocksTest::nothingGetsRound_data()
{
    QTest::addColumn<int>("control");
    for (const auto &control : kSessionControls)
        QTest::newRow(std::string(control.name).c_str()) << int(control.id);
}

void PresetLocksTest::nothingGetsRound()
{
    QFETCH(int, control);
    const auto locked = SessionControl(control);
    const auto teacher = newWindow();
    QVERIFY(teacher);
    teacher->session().generate(1);
    QTRY_VERIFY(!teacher->session().isBusy() && teacher->session().prompt().generated.size() == 1);
    Edit edit;
    edit.kind = Edit::Kind::scaleHead;
    edit.layer = 0;
    edit.head = 3;
    edit.value = 0.5F;
    teacher->session().addEdit(edit);
    QTRY_VERIFY(!teacher->session().isBusy());
    teacher->selection().setKey({Stage::k, 0, 1});
    teacher->heads().showView(QStringLiteral("text"));
    teacher->files().savePreset(path(QStringLiteral("locked.headscope")), QStringLiteral("Look."), {locked});
    teacher->files().savePreset(path(QStringLiteral("free.headscope")), QStringLiteral("Look."), {});
    const Lock lock = lockOf(locked);
    for (const bool isLocked : {true, false}) {
        const QString file = path(isLocked ? QStringLiteral("locked.headscope") : QStringLiteral("free.headscope"));
        const auto window = newWindow(file);
        QVERIFY(window);
        for (const Way &way : lock.ways) {
            const SessionState before = *window->work().state();
            way.go(*window);
            QTRY_VERIFY_WITH_TIMEOUT(!window->session().isBusy(), 60000);
            const bool isSame = lock.isSame(before, *window->work().state());
            QVERIFY2(isSame == isLocked,
                qPrintable(QLatin1String(way.name) + (isLocked ? QStringLiteral(" gets round") : QStringLiteral(" is no way"))));
            window->opener().openSession(file); // as it was
            QTRY_VERIFY_WITH_TIMEOUT(isStill(*window), 60000);
        }
    }
}

/// Whoever meets a lock is told, and how to get on.
void PresetLocksTest::whyIsSaid()
{
    auto window = newWindow();
    window->selection().setKey({Stage::weights, 0, 1});
    window->files().savePreset(path(QStringLiteral("a.headscope")), QStringLiteral("Look."), {SessionControl::head});
    window = newWindow(path(QStringLiteral("a.headscope")));
    QSignalSpy refused(&window->session().locks(), &ControlLocks::refused);
    auto *table = show(*window, "table").findChild<QTableView *>();
    QTRY_VERIFY_WITH_TIMEOUT(table->model()->rowCount() > 3, 60000);
    table->setCurrentIndex(table->model()->index(3, 0));
    QCOMPARE(refused.size(), 1);
    const auto labels = window->statusLine().findChildren<QLabel *>();
    QVERIFY(
        std::ranges::any_of(labels, [](const QLabel *label) { return label->text().contains(QStringLiteral("Locked by this preset")); }));
    QTRY_COMPARE(table->currentIndex().row(), 1); // the table shows what is looked at
    // A copy of one's own is free.
    window->files().saveAs(path(QStringLiteral("mine.headscope")));
    table->setCurrentIndex(table->model()->index(3, 0));
    QCOMPARE(window->selection().head(), 3);
}

/// What is not opened after all leaves the preset and its locks as they were.
void PresetLocksTest::aPresetThatIsNotOpenedKeepsThisOne()
{
    auto window = newWindow();
    window->files().savePreset(path(QStringLiteral("a.headscope")), QStringLiteral("Look."), {SessionControl::head});
    window->files().saveAs(path(QStringLiteral("gone.headscope")));
    QFile file(path(QStringLiteral("gone.headscope")));
    QVERIFY(file.open(QIODevice::ReadWrite));
    QByteArray content = file.readAll();
    content.replace("\"source\":\"built-in\",\"name\":\"storyteller\"", "\"source\":\"folder\",\"name\":\"/no/such/model\"");
    file.resize(0);
    file.seek(0);
    file.write(content);
    file.close();
    window = newWindow(path(QStringLiteral("a.headscope")));
    QVERIFY(window->opener().openSession(path(QStringLiteral("gone.headscope"))));
    QVERIFY(window->work().isWaiting());
    window->work().dismissNote();
    QVERIFY(window->files().preset());
    window->selection().setHead(3);
    QCOMPARE(window->selection().head(), 0);
}

QTEST_MAIN(PresetLocksTest)
#include "preset_locks_test.moc"
