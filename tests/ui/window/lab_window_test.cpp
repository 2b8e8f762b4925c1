// The Lab in the window: its key, its room, what is remembered of it and what sessions keep.
#include "src/error.h"
#include "src/sessions/session_file.h"
#include "tests/ui/window/session_window.h"
#include "ui/theme/theme.h"
#include "ui/views/lab/lab_workspace.h"
#include "ui/views/panels/right_dock.h"
#include "ui/window/presentation.h"
#include "ui/window/top_bar.h"

#include <QSettings>
#include <QSpinBox>
#include <QTemporaryDir>
#include <QtTest>

#include <memory>

using namespace headscope;

class LabWindowTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init();
    void theKeyOpensIt();
    void presented();
    void itIsRemembered();
    void spoiledSettingsDoNoHarm();
    void sessionsKeepIt();
    void wrongSessionsAreRefused();

private:
    std::unique_ptr<QTemporaryDir> m_home;
};

void LabWindowTest::init()
{
    m_home = std::make_unique<QTemporaryDir>();
    QCoreApplication::setOrganizationName(QStringLiteral("Headscope"));
    QSettings::setDefaultFormat(QSettings::IniFormat);
    QSettings::setPath(QSettings::IniFormat, QSettings::UserScope, m_home->path());
}

void LabWindowTest::theKeyOpensIt()
{
    MainWindow window(false);
    window.openRemembered();
    window.show();
    QTRY_VERIFY(window.session().trace());
    QTest::keyClick(&window, Qt::Key_3, Qt::ControlModifier);
    QVERIFY(window.workspace() == Workspace::lab);
    QVERIFY(window.lab().isVisible());
    QVERIFY(!window.dock().isVisible());
    QCOMPARE(&window.currentView(), static_cast<View *>(&window.lab().cards()));
    QTRY_VERIFY(isStill(window));
    const std::string first = window.labState().choices().selected;
    QTest::keyClick(&window.currentView(), Qt::Key_Right);
    QVERIFY(window.labState().choices().selected != first);
    window.step(-1);
    QCOMPARE(window.labState().choices().selected, first);
    QTest::keyClick(&window, Qt::Key_1, Qt::ControlModifier);
    QVERIFY(window.workspace() == Workspace::walk);
    QVERIFY(window.dock().isVisible());
}

void LabWindowTest::presented()
{
    MainWindow window(false);
    window.openRemembered();
    window.show();
    QTRY_VERIFY(window.session().trace());
    window.showWorkspace(Workspace::lab);
    window.presentation().set(true, false);
    QVERIFY(!window.dock().isVisible());
    QVERIFY(!window.lab().controls().isVisible());
    QTRY_VERIFY(isStill(window));
    window.presentation().set(false);
    QVERIFY(!window.dock().isVisible());
    window.showWorkspace(Workspace::heads);
    QVERIFY(window.dock().isVisible());
}

void LabWindowTest::itIsRemembered()
{
    LabChoices chosen;
    {
        MainWindow window(true);
        window.openRemembered();
        window.show();
        QTRY_VERIFY(window.session().trace());
        window.showWorkspace(Workspace::lab);
        window.labState().setMechanisms({"full", "longformer"});
        window.labState().setPinned("longformer", true);
        window.labState().setParameter(mechanismNamed("longformer"), "reach", 4);
        window.labState().setSource(LabSource::random);
        window.labState().setSeed(12);
        chosen = window.labState().choices();
        window.close();
    }
    MainWindow window(true);
    window.openRemembered();
    QVERIFY(window.workspace() == Workspace::lab);
    QVERIFY(window.labState().choices() == chosen);
}

void LabWindowTest::spoiledSettingsDoNoHarm()
{
    for (const char *spoiled : {"{", "{}", "7", "magic"}) {
        QSettings().setValue(QStringLiteral("lab"), QString::fromLatin1(spoiled));
        MainWindow window(true);
        window.openRemembered();
        QVERIFY(window.labState().choices() == LabState::defaultChoices());
    }
    QSettings().setValue(QStringLiteral("workspace"), 77);
    MainWindow window(true);
    window.openRemembered();
    QVERIFY(window.workspace() == Workspace::lab);
}

void LabWindowTest::sessionsKeepIt()
{
    MainWindow window(false);
    window.openRemembered();
    window.show();
    QTRY_VERIFY(window.session().trace() && !window.session().isBusy());
    window.showWorkspace(Workspace::lab);
    window.labState().setMechanisms({"hard", "top-k"});
    window.labState().setCausal(true);
    const SessionState saved = *window.work().state();
    QVERIFY(saved.workspace == Workspace::lab && saved.lab);
    const SessionState read = parseSession(sessionJson(saved), "x.headscope");
    window.showWorkspace(Workspace::walk);
    window.labState().choose(LabState::defaultChoices());
    window.work().open(read, QString());
    QTRY_VERIFY(isStill(window) && window.workspace() == Workspace::lab);
    QVERIFY(window.labState().choices() == *saved.lab);
    SessionState older = read; // of version 1
    older.lab.reset();
    window.work().open(older, QString());
    QTRY_VERIFY(isStill(window) && window.labState().choices() == LabState::defaultChoices());
}

void LabWindowTest::wrongSessionsAreRefused()
{
    MainWindow window(false);
    window.openRemembered();
    window.show();
    QTRY_VERIFY(window.session().trace() && !window.session().isBusy());
    SessionState wrong = *window.work().state();
    wrong.lab->mechanisms.push_back({"magic"});
    wrong.lab->causal = true;
    try {
        window.work().open(wrong, QStringLiteral("wrong.headscope"));
        QFAIL("a session with a mechanism that there is not was opened");
    } catch (const Error &error) {
        QVERIFY(std::string(error.what()).find("magic") != std::string::npos);
        QVERIFY(std::string(error.what()).find("lab") != std::string::npos);
    }
    QVERIFY(!window.labState().choices().causal);
}

QTEST_MAIN(LabWindowTest)
#include "lab_window_test.moc"
