// The work that goes on is kept, offered again after a crash, and two windows keep each other's.
#include "src/sessions/session_file.h"
#include "ui/widgets/notice_bar.h"
#include "ui/widgets/offer_bar.h"
#include "ui/window/main_window.h"
#include "ui/window/window_session.h"

#include <QDir>
#include <QFile>
#include <QPushButton>
#include <QSessionManager>
#include <QTemporaryDir>
#include <QtTest>

#include <array>
#include <cstddef>
#include <memory>
#include <optional>

using namespace headscope;

class SessionKeeperTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init() { m_folder = std::make_unique<QTemporaryDir>(); }
    void whatOneDoesIsKeptAndOfferedAgain();
    void aCleanQuitLeavesNothing();
    void twoWindowsKeepEachOthers();
    void whatNobodyWantsGoes();
    void whatCannotBeReadIsToldAndKept();
    void beingToldToEndKeepsIt();
    void leavingTheDesktopKeepsIt();
    void theNewestIsWrittenWhateverIsOnItsWay();

private:
    std::unique_ptr<MainWindow> newWindow(const QString &text)
    {
        auto window = std::make_unique<MainWindow>(false);
        window->show();
        window->session().setText(text);
        window->session().openModel(QStringLiteral("blackboard"));
        window->keepWork(m_folder->path());
        if (!QTest::qWaitFor([&] { return window->session().trace() && !window->session().isBusy(); }, 60000))
            return nullptr;
        return window;
    }
    QStringList files() const { return QDir(m_folder->path()).entryList({QStringLiteral("*.headscope")}, QDir::Files); }
    /// The texts that are kept.
    QStringList texts() const
    {
        QStringList all;
        for (const QString &file : files())
            all << QString::fromStdString(*readSession(m_folder->filePath(file).toStdString()).run.inputOf(InputRole::text));
        all.sort();
        return all;
    }

    std::unique_ptr<QTemporaryDir> m_folder;
};

void SessionKeeperTest::whatOneDoesIsKeptAndOfferedAgain()
{
    auto window = newWindow(QStringLiteral("The cat sat"));
    QTRY_COMPARE(texts(), QStringList{QStringLiteral("The cat sat")});
    Edit edit;
    edit.kind = Edit::Kind::maskOff;
    window->session().addEdit(edit);
    window->selection().setKey({Stage::weights, 1, 1});
    QTRY_VERIFY_WITH_TIMEOUT(readSession(m_folder->filePath(files().front()).toStdString()).run.edits.size() == 1, 20000);
    window.reset(); // without being closed: as in a crash
    window = newWindow(QStringLiteral("Another sentence"));
    QVERIFY(window->offer().isVisible());
    QVERIFY2(window->offer().text().contains(QStringLiteral("The cat sat")), qPrintable(window->offer().text()));
    QVERIFY2(window->offer().text().contains(QStringLiteral("1 edit")), qPrintable(window->offer().text()));
    window->offer().acceptButton().click();
    QTRY_COMPARE(window->session().text(), QStringLiteral("The cat sat"));
    QTRY_VERIFY(!window->work().isRestoring());
    QVERIFY(window->session().edits() == Edits{edit});
    QVERIFY(window->selection().stage() == Stage::weights);
    QVERIFY(!window->offer().isVisible());
    QTRY_COMPARE(files().size(), 1); // the new process's own, once it is written
    QCOMPARE(texts(), QStringList{QStringLiteral("The cat sat")});
    QVERIFY(window->close());
    QVERIFY(files().isEmpty());
}

void SessionKeeperTest::aCleanQuitLeavesNothing()
{
    auto window = newWindow(QStringLiteral("The cat sat"));
    QTRY_COMPARE(files().size(), 1);
    QVERIFY(window->close());
    QVERIFY(QDir(m_folder->path()).isEmpty());
    window.reset();
    QVERIFY(!newWindow(QStringLiteral("x"))->offer().isVisible());
}

void SessionKeeperTest::twoWindowsKeepEachOthers()
{
    auto one = newWindow(QStringLiteral("one"));
    QTRY_COMPARE(files().size(), 1);
    auto two = newWindow(QStringLiteral("two"));
    QVERIFY(!two->offer().isVisible()); // one lives
    QTRY_COMPARE(texts(), (QStringList{QStringLiteral("one"), QStringLiteral("two")}));
    QVERIFY(one->close());
    QCOMPARE(texts(), QStringList{QStringLiteral("two")});
}

void SessionKeeperTest::whatNobodyWantsGoes()
{
    for (const char *text : {"one", "two"}) {
        const auto window = newWindow(QString::fromLatin1(text));
        window->offer().declineButton().setEnabled(true);
        QTRY_VERIFY(texts().contains(QString::fromLatin1(text)));
    }
    auto window = newWindow(QStringLiteral("three"));
    QVERIFY(window->offer().isVisible()); // one after the other
    window->offer().declineButton().click();
    QVERIFY(window->offer().isVisible());
    window->offer().declineButton().click();
    QVERIFY(!window->offer().isVisible());
    QTRY_COMPARE(texts(), QStringList{QStringLiteral("three")});
}

void SessionKeeperTest::whatCannotBeReadIsToldAndKept()
{
    QFile file(m_folder->filePath(QStringLiteral("x.headscope")));
    QVERIFY(file.open(QIODevice::WriteOnly) && file.write("{\"head") == 6);
    file.close();
    const auto window = std::make_unique<MainWindow>(false);
    window->keepWork(m_folder->path());
    QVERIFY(!window->offer().isVisible());
    QVERIFY2(window->notice().text().contains(QStringLiteral("x.headscope.unreadable")), qPrintable(window->notice().text()));
    QVERIFY(QFile::exists(m_folder->filePath(QStringLiteral("x.headscope.unreadable"))));
}

void SessionKeeperTest::beingToldToEndKeepsIt()
{
    auto window = newWindow(QStringLiteral("The cat sat"));
    window->session().setText(QStringLiteral("The dog sat"));
    QTRY_VERIFY(!window->session().isBusy());
    window->leaveQuietly(); // at once, whatever was written lately
    QVERIFY(window->close());
    QCOMPARE(texts(), QStringList{QStringLiteral("The dog sat")});
}

/// The session manager asks what is to be kept, and then closes the windows.
void SessionKeeperTest::leavingTheDesktopKeepsIt()
{
    auto window = newWindow(QStringLiteral("The cat sat"));
    window->session().setText(QStringLiteral("The dog sat"));
    QTRY_VERIFY(!window->session().isBusy());
    alignas(QSessionManager) std::array<std::byte, sizeof(QSessionManager)> nobody; // makes none but Qt, and nobody asks it here
    Q_EMIT qApp->commitDataRequest(reinterpret_cast<QSessionManager &>(nobody));
    QCOMPARE(texts(), QStringList{QStringLiteral("The dog sat")});
    QVERIFY(window->close()); // asks nothing
    QCOMPARE(texts(), QStringList{QStringLiteral("The dog sat")});
}

void SessionKeeperTest::theNewestIsWrittenWhateverIsOnItsWay()
{
    auto window = newWindow(QStringLiteral("0"));
    QTRY_COMPARE(files().size(), 1);
    for (int round = 1; round <= 3; ++round) {
        window->session().setText(QString(200'000, QLatin1Char('x')) + QString::number(round));
        QTRY_VERIFY(!window->session().isBusy());
        Q_EMIT window->work().changed(); // begins to write beside the window's thread
        window->session().setText(QString::number(round));
        window->leaveQuietly(); // and now the last that there is
        QCOMPARE(texts(), QStringList{QString::number(round)});
    }
    QVERIFY(window->close());
    window.reset();
    QCOMPARE(texts(), QStringList{QStringLiteral("3")});
}

QTEST_MAIN(SessionKeeperTest)
#include "session_keeper_test.moc"
