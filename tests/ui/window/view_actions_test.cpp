// Export, Copy and Print of the view that is looked at: off with a reason while there is no picture; nothing of it costs a start.
#include "tests/ui/window/when_open.h"
#include "ui/print/print_dialog.h"
#include "ui/window/main_window.h"
#include "ui/window/status_line.h"
#include "ui/window/view_actions.h"
#include "ui/window/walk_workspace.h"

#include <QAction>
#include <QClipboard>
#include <QLabel>
#include <QMenu>
#include <QMenuBar>
#include <QTemporaryDir>
#include <QtTest>

#include <algorithm>
#include <memory>

using namespace headscope;

class ViewActionsTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup() { m_window.reset(); }
    void aStartKnowsNoPrinters(); // first: before anything is printed in this process
    void withoutAPictureTheySayWhy();
    void ctrlPPrintsWhatIsLookedAt();

private:
    QAction *action(const char *text) const;
    bool says(const QString &words) const;

    std::unique_ptr<MainWindow> m_window;
};

void ViewActionsTest::init()
{
    m_window = std::make_unique<MainWindow>(false);
    m_window->resize(1366, 700);
    m_window->show();
}

QAction *ViewActionsTest::action(const char *text) const
{
    const auto actions = m_window->findChildren<QAction *>();
    const auto found = std::ranges::find(actions, QString::fromUtf8(text), &QAction::text);
    return found == actions.end() ? nullptr : *found;
}

bool ViewActionsTest::says(const QString &words) const
{
    const auto labels = m_window->statusLine().findChildren<QLabel *>();
    return std::ranges::any_of(labels, [&](const QLabel *label) { return label->text().contains(words); });
}

void ViewActionsTest::aStartKnowsNoPrinters()
{
    QFile maps(QStringLiteral("/proc/self/maps"));
    if (!maps.open(QIODevice::ReadOnly))
        QSKIP("this system does not say which libraries are loaded");
    QVERIFY(!maps.readAll().contains("cupsprintersupport"));
}

void ViewActionsTest::withoutAPictureTheySayWhy()
{
    const QList<QAction *> actions{action("&Print…"), action("Copy &Picture"), action("Copy &Numbers")};
    const auto areOn = [&] { return std::ranges::all_of(actions, &QAction::isEnabled); };
    const auto say = [&](const char *what) {
        return std::ranges::all_of(
            actions, [&](QAction *one) { return !one->isEnabled() && one->toolTip().contains(QString::fromUtf8(what)); });
    };
    QVERIFY(!actions.contains(nullptr));
    QVERIFY(say("open a model"));
    const auto menus = m_window->menuBar()->findChildren<QMenu *>(); // where the reason is to be read
    QVERIFY(std::ranges::all_of(actions, [&](QAction *one) {
        return std::ranges::any_of(menus, [&](QMenu *menu) { return menu->actions().contains(one) && menu->toolTipsVisible(); });
    }));
    m_window->session().setText(QStringLiteral("The cat sat"));
    m_window->session().openModel(QStringLiteral("blackboard"));
    QTRY_VERIFY(m_window->session().trace() && areOn());
    QVERIFY(m_window->currentView().whyNoPicture().isEmpty());
    m_window->session().setText({});
    QTRY_VERIFY(say("type a sentence"));
    m_window->currentView().prepareNow();
    QVERIFY(!m_window->currentView().whyNoPicture().isEmpty());
    QGuiApplication::clipboard()->setText(QStringLiteral("what was there"));
    copyPictureOfView(*m_window);
    QVERIFY(says(QStringLiteral("Nothing was copied")));
    QCOMPARE(QGuiApplication::clipboard()->text(), QStringLiteral("what was there"));
    m_window->walk().showMap(true); // which is of the model alone
    QVERIFY(areOn());
}

void ViewActionsTest::ctrlPPrintsWhatIsLookedAt()
{
    QTemporaryDir folder;
    m_window->session().setText(QStringLiteral("The cat sat"));
    m_window->session().openModel(QStringLiteral("blackboard"));
    QTRY_VERIFY(m_window->session().trace() && !m_window->session().isBusy());
    QTRY_VERIFY(m_window->currentView().isSettled());
    m_window->activateWindow();
    bool came = false;
    whenOpen<PrintDialog>(m_window.get(), [&](PrintDialog *dialog) {
        came = true;
        dialog->saveTo(folder.filePath(QStringLiteral("page.pdf")));
    });
    QTest::keyClick(m_window.get(), Qt::Key_P, Qt::ControlModifier);
    QVERIFY(came);
    QFile pdf(folder.filePath(QStringLiteral("page.pdf")));
    QVERIFY(pdf.open(QIODevice::ReadOnly));
    QVERIFY(pdf.readAll().startsWith("%PDF-"));
    QVERIFY(says(QStringLiteral("page.pdf")));
    came = false;
    m_window->activateWindow();
    QVERIFY(QTest::qWaitForWindowActive(m_window.get()));
    whenOpen<PrintDialog>(m_window.get(), [&](PrintDialog *dialog) {
        came = true;
        dialog->reject();
    });
    QTest::keyClick(m_window.get(), Qt::Key_P, Qt::ControlModifier | Qt::ShiftModifier);
    QVERIFY(came);
}

QTEST_MAIN(ViewActionsTest)
#include "view_actions_test.moc"
