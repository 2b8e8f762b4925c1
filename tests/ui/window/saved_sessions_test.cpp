// What comes back with a session beside where one looked: the sides of the comparison, also of another model, and sweeps; where sessions
// are found again; and that saving loses nothing, wherever it cannot write.
#include "src/sessions/session_file.h"
#include "tests/src/formats/error_of.h"
#include "tests/support/model_folder.h"
#include "tests/ui/window/session_window.h"
#include "ui/theme/theme.h"
#include "ui/views/compare/compare_view.h"
#include "ui/views/heads/heads_workspace.h"
#include "ui/views/whatif/what_if_view.h"
#include "ui/widgets/notice_bar.h"
#include "ui/window/opener.h"
#include "ui/window/session_files.h"

#include <QAction>
#include <QDir>
#include <QMenu>
#include <QTemporaryDir>

#include <csignal>
#include <sys/resource.h>
#include <unistd.h>

using namespace headscope;

class SavedSessionsTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();
    void theComparisonComesBack();
    void aSideOfAnotherModelComesBack();
    void theSweepComesBack();
    void recentSessionsAreListed();
    void theOldFileIsNeverLost();
    void whereNothingCanBeWrittenNothingIsLost();

private:
    QString path(const QString &name) const { return m_folder->filePath(name); }
    QString write(const QString &name, const ModelFolder &folder);

    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<MainWindow> m_window;
};

void SavedSessionsTest::init()
{
    Appearance::instance().setAnimations(false);
    m_folder = std::make_unique<QTemporaryDir>();
    m_window = newWindow();
}

void SavedSessionsTest::cleanup()
{
    m_window.reset();
}

QString SavedSessionsTest::write(const QString &name, const ModelFolder &folder)
{
    QDir().mkpath(path(name));
    folder.write(path(name).toStdString());
    return path(name);
}

void SavedSessionsTest::theComparisonComesBack()
{
    MainWindow &window = *m_window;
    CompareView &compare = *window.heads().compare();
    window.selection().setKey({Stage::weights, 0, 1});
    compare.pinA();
    window.session().setText(QStringLiteral("The dog sat on the mat."));
    QTRY_VERIFY(!window.session().isBusy());
    window.selection().setKey({Stage::weights, 1, 0});
    compare.pinB();
    window.showWorkspace(Workspace::heads);
    window.heads().showView(QStringLiteral("compare"));
    const QImage saved = pictureOf(window);
    window.files().saveAs(path(QStringLiteral("a.headscope")));
    const auto other = newWindow({});
    QVERIFY(other->opener().openSession(path(QStringLiteral("a.headscope"))));
    QTRY_VERIFY_WITH_TIMEOUT(other->session().trace() && !other->work().isRestoring(), 60000);
    const CompareView &opened = *other->heads().compare();
    QVERIFY(opened.a() && opened.b());
    QCOMPARE(QString::fromStdString(opened.a()->trace->text()), QStringLiteral("The cat sat on the mat because it was tired."));
    QVERIFY(opened.b()->trace == other->session().trace()); // not run twice
    QVERIFY(pictureOf(*other) == saved);
    QVERIFY(sameBits(numbersOf(*other), numbersOf(window)));
}

void SavedSessionsTest::aSideOfAnotherModelComesBack()
{
    const QString model = write(QStringLiteral("model"), ModelFolder::blackboard());
    m_window = newWindow(model);
    MainWindow &window = *m_window;
    window.session().setText(QStringLiteral("w1 w2 w3"));
    QTRY_VERIFY(!window.session().isBusy());
    window.selection().setKey({Stage::weights, 0, 1});
    window.heads().compare()->pinA();
    window.session().openModel(QStringLiteral("storyteller"));
    QTRY_VERIFY(!window.session().isBusy());
    window.selection().setKey({Stage::weights, 1, 2});
    window.heads().compare()->pinB();
    window.showWorkspace(Workspace::heads);
    window.heads().showView(QStringLiteral("compare"));
    const QImage saved = pictureOf(window);
    const QString file = path(QStringLiteral("a.headscope"));
    window.files().saveAs(file);
    const SessionState state = readSession(file.toStdString());
    QVERIFY(state.a && state.a->model && state.a->model->source == ModelSource::folder && state.a->model->config.size() == 64);
    QVERIFY(state.b && !state.b->model);

    auto other = newWindow({});
    QVERIFY(other->opener().openSession(file));
    QTRY_VERIFY_WITH_TIMEOUT(other->session().trace() && !other->work().isRestoring(), 60000);
    QVERIFY2(other->notice().text().isEmpty(), qPrintable(other->notice().text()));
    const CompareView &compare = *other->heads().compare();
    QVERIFY(compare.a() && compare.b());
    QCOMPARE(compare.a()->trace->model().folder().string(), model.toStdString());
    QVERIFY(pictureOf(*other) == saved);
    QVERIFY(sameBits(numbersOf(*other), numbersOf(window)));
    QVERIFY(other->work().now() == window.work().now());
    // A model that is gone is told, and the other side is there all the same.
    QVERIFY(QDir().rename(model, path(QStringLiteral("moved"))));
    other = newWindow({});
    QVERIFY(other->opener().openSession(file));
    QTRY_VERIFY_WITH_TIMEOUT(other->session().trace() && !other->work().isRestoring(), 60000);
    QVERIFY2(other->notice().isError() && other->notice().text().contains(QStringLiteral("Side A of the comparison")),
        qPrintable(other->notice().text()));
    QVERIFY(!other->heads().compare()->a() && other->heads().compare()->b());
}

void SavedSessionsTest::theSweepComesBack()
{
    MainWindow &window = *m_window;
    window.showWorkspace(Workspace::heads);
    window.heads().showView(QStringLiteral("what-if"));
    auto &view = static_cast<WhatIfView &>(window.currentView());
    pictureOf(window);
    QVERIFY(view.chosen().at("swept") == ChoiceValue(false));
    view.kind()->setCurrentIndex(1); // from sentence B
    view.controls()->sentence()->setText(QStringLiteral("The dog sat on the mat because it was tired."));
    view.other().setText(view.controls()->sentence()->text());
    QTRY_VERIFY(view.other().trace() != nullptr);
    window.selection().pin(4, -1);
    pictureOf(window);
    view.startSweep();
    QTRY_VERIFY_WITH_TIMEOUT(!view.runner().isRunning(), 60000);
    const std::size_t places = view.runner().results().total;
    QVERIFY(places > 0 && view.runner().results().cells.size() == places);
    const QImage saved = pictureOf(window);
    window.files().saveAs(path(QStringLiteral("a.headscope")));
    const auto other = newWindow({});
    QVERIFY(other->opener().openSession(path(QStringLiteral("a.headscope"))));
    QTRY_VERIFY_WITH_TIMEOUT(other->session().trace() && !other->work().isRestoring(), 60000);
    const QImage opened = pictureOf(*other);
    auto &again = static_cast<WhatIfView &>(other->currentView());
    QCOMPARE(again.runner().results().cells.size(), places);
    QCOMPARE(again.runner().results().request.row, view.runner().results().request.row);
    QVERIFY(opened == saved);
    QVERIFY(sameBits(numbersOf(*other), numbersOf(window)));
}

void SavedSessionsTest::recentSessionsAreListed()
{
    const auto listed = [](MainWindow &window) {
        for (QMenu *menu : window.findChildren<QMenu *>()) {
            if (menu->title() != QStringLiteral("Recent Sess&ions"))
                continue;
            Q_EMIT menu->aboutToShow();
            return menu->actions();
        }
        return QList<QAction *>();
    };
    m_window->files().saveAs(path(QStringLiteral("one & two.headscope")));
    m_window->files().savePreset(path(QStringLiteral("lesson.headscope")), QStringLiteral("Look."), {});
    QList<QAction *> actions = listed(*m_window);
    QVERIFY(actions.size() >= 2);
    QCOMPARE(actions[0]->text(), QStringLiteral("&1  lesson.headscope"));
    QCOMPARE(actions[1]->text(), QStringLiteral("&2  one && two.headscope"));
    m_window->session().setText(QStringLiteral("Another."));
    QTRY_VERIFY(m_window->files().isModified());
    m_window->files().save();
    actions = listed(*m_window);
    QCOMPARE(actions[0]->text(), QStringLiteral("&1  one && two.headscope")); // the newest first
    actions[1]->trigger();
    QTRY_VERIFY_WITH_TIMEOUT(m_window->files().preset() && !m_window->work().isRestoring(), 60000);
    QVERIFY(QFile::remove(path(QStringLiteral("one & two.headscope"))));
    actions = listed(*m_window);
    QCOMPARE(actions[1]->text(), QStringLiteral("&2  one && two.headscope (not there any more)"));
    QVERIFY(!actions[1]->isEnabled());
}

void SavedSessionsTest::theOldFileIsNeverLost()
{
    MainWindow &window = *m_window;
    const QString file = path(QStringLiteral("a.headscope"));
    window.files().saveAs(file);
    const auto content = [&] {
        QFile read(file);
        return read.open(QIODevice::ReadOnly) ? read.readAll() : QByteArray();
    };
    QTRY_VERIFY(!readSession(file.toStdString()).model.weights.empty()); // the last that is written into it by itself
    const QByteArray before = content();
    window.session().setText(QStringLiteral("Changed."));
    QTRY_VERIFY(!window.session().isBusy());
    // A full disk.
    rlimit limit{};
    getrlimit(RLIMIT_FSIZE, &limit);
    const auto old = std::signal(SIGXFSZ, SIG_IGN);
    const rlimit small{100, limit.rlim_max};
    setrlimit(RLIMIT_FSIZE, &small);
    window.files().save();
    setrlimit(RLIMIT_FSIZE, &limit);
    std::signal(SIGXFSZ, old);
    QVERIFY2(window.notice().isError(), qPrintable(window.notice().text()));
    QCOMPARE(content(), before);
    QCOMPARE(QDir(m_folder->path()).entryList(QDir::Files | QDir::Hidden), QStringList{QStringLiteral("a.headscope")}); // nothing half done
    // A name in no folder.
    const QString nowhere = path(QStringLiteral("no/such/b.headscope"));
    QVERIFY(!errorOf([&] { window.files().saveAs(nowhere); }).isEmpty());
    QCOMPARE(window.files().path(), file);
    // The files of the model that is open, and pipes.
    const QString model = write(QStringLiteral("model"), ModelFolder::blackboard());
    window.session().openModel(model);
    QTRY_VERIFY(!window.session().isBusy());
    QVERIFY(!errorOf([&] { window.files().saveAs(model + QStringLiteral("/config.json")); }).isEmpty());
    // A folder that may not be written.
    if (QFile::setPermissions(m_folder->path(), QFile::ReadOwner | QFile::ExeOwner) && ::geteuid() != 0) {
        window.files().save();
        QVERIFY(window.notice().isError());
        QCOMPARE(content(), before);
    }
    QFile::setPermissions(m_folder->path(), QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner);
    window.files().save();
    QVERIFY(content() != before);
}

/// Folders that nobody may write to, also not who may do all: one error that names the file, and the work stays as it is.
void SavedSessionsTest::whereNothingCanBeWrittenNothingIsLost()
{
    MainWindow &window = *m_window;
    const QString file = path(QStringLiteral("folder/a.headscope"));
    QVERIFY(QDir().mkpath(path(QStringLiteral("folder"))));
    window.files().saveAs(file);
    QTRY_VERIFY(!readSession(file.toStdString()).model.weights.empty());
    window.session().setText(QStringLiteral("Changed."));
    QTRY_VERIFY(window.files().isModified());
    for (const QString &nowhere : {QStringLiteral("/proc/a.headscope"), file + QStringLiteral("/below.headscope")}) {
        const QString said = errorOf([&] { window.files().saveAs(nowhere); });
        QVERIFY2(said.contains(nowhere), qPrintable(said));
        QCOMPARE(window.files().path(), file);
        QVERIFY(window.files().isModified());
    }
    // The folder went away: Save says so, and there is still something to save.
    QVERIFY(QDir().rename(path(QStringLiteral("folder")), path(QStringLiteral("moved"))));
    window.files().save();
    QVERIFY2(
        window.notice().isError() && window.notice().text().contains(QStringLiteral("a.headscope")), qPrintable(window.notice().text()));
    QVERIFY(window.files().isModified());
    QCOMPARE(QString::fromStdString(*readSession(path(QStringLiteral("moved/a.headscope")).toStdString()).run.inputOf(InputRole::text)),
        QStringLiteral("The cat sat on the mat because it was tired."));
}

QTEST_MAIN(SavedSessionsTest)
#include "saved_sessions_test.moc"
