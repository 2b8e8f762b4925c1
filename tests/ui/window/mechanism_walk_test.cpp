// A mechanism in the Walk, in the whole window: opened from the Lab, stepped by the window's keys, left again, kept in a session.
#include "tests/support/test.h"
#include "ui/theme/theme.h"
#include "ui/views/lab/lab_workspace.h"
#include "ui/views/mechanism/mechanism_page.h"
#include "ui/views/mechanism/mechanism_view.h"
#include "ui/views/panels/right_dock.h"
#include "ui/window/main_window.h"
#include "ui/window/presentation.h"
#include "ui/window/walk_workspace.h"
#include "ui/window/window_session.h"

#include <QtTest>

using namespace headscope;

class MechanismWalkTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup() { m_window.reset(); }
    void aCardOpensInTheWalk();
    void keysStepAndEscapeGoesBack();
    void theMapIsOfTheModel();
    void presentingStepsThroughIt();
    void sessionsKeepIt();

private:
    void open(const char *name);
    WalkWorkspace &walk() { return m_window->walk(); }

    std::unique_ptr<MainWindow> m_window;
};

void MechanismWalkTest::init()
{
    Appearance::instance().setAnimations(false);
    m_window = std::make_unique<MainWindow>(false);
    m_window->session().setText(QStringLiteral("The cat sat"));
    m_window->session().openModel(QStringLiteral("blackboard"));
    m_window->resize(1280, 800);
    m_window->show();
    QVERIFY(QTest::qWaitForWindowActive(m_window.get()));
    QTRY_VERIFY(m_window->session().trace() && !m_window->session().isBusy());
}

void MechanismWalkTest::open(const char *name)
{
    m_window->labState().open(name);
    QTRY_VERIFY(walk().mechanism().walk().content() && walk().mechanism().view().isSettled());
}

void MechanismWalkTest::aCardOpensInTheWalk()
{
    m_window->showWorkspace(Workspace::lab);
    Q_EMIT m_window->lab().openAsked(mechanismNamed("longformer"));
    QVERIFY(m_window->workspace() == Workspace::walk);
    QVERIFY(walk().isMechanismShown());
    QVERIFY(&m_window->currentView() == &walk().mechanism().view());
    QVERIFY(!m_window->dock().isVisible()); // it speaks of stages of the model
    QTRY_VERIFY(walk().mechanism().walk().content());
    QCOMPARE(walk().mechanism().walk().content()->names.queries.size(), std::size_t(3)); // the sentence's tokens
}

void MechanismWalkTest::keysStepAndEscapeGoesBack()
{
    open("full");
    StepWalk &steps = walk().mechanism().walk();
    const StageKey stage = m_window->selection().key();
    m_window->currentView().setFocus(Qt::OtherFocusReason);
    QTest::keyClick(&m_window->currentView(), Qt::Key_Right);
    QTest::keyClick(&m_window->currentView(), Qt::Key_Right);
    QCOMPARE(steps.step(), 2);
    QTest::keyClick(&m_window->currentView(), Qt::Key_End);
    QCOMPARE(steps.step(), steps.count() - 1);
    QVERIFY(m_window->selection().key() == stage); // the model's walk stays where it was
    steps.pin({1, 0});
    QTest::keyClick(&m_window->currentView(), Qt::Key_Escape);
    QCOMPARE(steps.pinned(), CellIndex());
    QVERIFY(walk().isMechanismShown());
    QTest::keyClick(&m_window->currentView(), Qt::Key_Escape);
    QVERIFY(!walk().isMechanismShown());
    QVERIFY(m_window->dock().isVisible());
}

void MechanismWalkTest::theMapIsOfTheModel()
{
    open("full");
    walk().showMap(true);
    QVERIFY(walk().isMapShown() && !walk().isMechanismShown());
}

void MechanismWalkTest::presentingStepsThroughIt()
{
    open("full");
    m_window->presentation().set(true, false);
    m_window->step(1); // a clicker's key
    QCOMPARE(walk().mechanism().walk().step(), 1);
    m_window->presentation().set(false);
}

void MechanismWalkTest::sessionsKeepIt()
{
    open("full");
    walk().mechanism().walk().setStep(3);
    const auto state = m_window->work().state();
    QVERIFY(state);
    auto other = std::make_unique<MainWindow>(false);
    other->show();
    other->work().open(*state, QString());
    QTRY_VERIFY(!other->work().isRestoring() && other->walk().mechanism().walk().content());
    QVERIFY(other->walk().isMechanismShown());
    QTRY_COMPARE(other->walk().mechanism().walk().step(), 3);
}

QTEST_MAIN(MechanismWalkTest)
#include "mechanism_walk_test.moc"
