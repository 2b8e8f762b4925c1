// What processes leave: found once, never while somebody works on it, and gone when it is not needed.
#include "ui/sessions/running_session.h"

#include "src/sessions/session_file.h"
#include "tests/src/formats/error_of.h"

#include <QDir>
#include <QTemporaryDir>
#include <QtTest>

#include <memory>
#include <string>
#include <thread>
#include <vector>

using namespace headscope;

class RunningSessionTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        m_folder = std::make_unique<QTemporaryDir>();
        m_path = m_folder->filePath(QStringLiteral("not/there/yet"));
    }

    void nothingIsLeftByWhoEndsAsItShould()
    {
        RunningSession session(m_path);
        QVERIFY(!QDir(m_path).exists());
        session.remove(1); // of nothing
        session.write(of("one"), 2);
        session.write(of("two"), 3);
        QCOMPARE(files(), 1);
        QCOMPARE(text(), std::string("two"));
        session.remove(4);
        QVERIFY(QDir(m_path).isEmpty());
    }

    /// Whichever thread is the slower one.
    void theOlderNeverTakesThePlaceOfTheNewer()
    {
        RunningSession session(m_path);
        session.write(of("newer"), 2);
        session.write(of("older"), 1);
        QCOMPARE(text(), std::string("newer"));
        std::vector<std::thread> threads;
        for (int number = 20; number > 2; --number)
            threads.emplace_back([&session, number] { session.write(of(std::to_string(number)), quint64(number)); });
        for (std::thread &thread : threads)
            thread.join();
        QCOMPARE(text(), std::string("20"));
        session.remove(22);
        session.write(of("late"), 21); // begun before the end
        QVERIFY(QDir(m_path).isEmpty());
    }

    void whatLivesIsNotOffered()
    {
        RunningSession one(m_path);
        RunningSession two(m_path);
        one.write(of("one"), 1);
        two.write(of("two"), 1);
        QVERIFY(!one.takeLeft() && !two.takeLeft() && !RunningSession(m_path).takeLeft());
        QCOMPARE(files(), 2);
    }

    void whatIsLeftIsOfferedOnce()
    {
        {
            RunningSession killed(m_path);
            killed.write(of("left"), 1);
        } // its lock goes with it, as with a process
        RunningSession next(m_path);
        auto left = next.takeLeft();
        QVERIFY(left && left->written.isValid());
        QVERIFY(!next.takeLeft() && !RunningSession(m_path).takeLeft()); // it is being offered
        left.reset();
        left = next.takeLeft(); // and again, when nobody decided
        QVERIFY(left);
        left->remove();
        left.reset();
        QVERIFY(!next.takeLeft());
        QVERIFY(QDir(m_path).isEmpty());
    }

    void whatCannotBeReadIsSetAside()
    {
        RunningSession(m_path).write({}, 1);
        const RunningSession next(m_path);
        const QString name = next.takeLeft()->setAside();
        QVERIFY(QFile::exists(name));
        QVERIFY(!next.takeLeft());
    }

    void aFolderThatCannotBeMadeIsAnError()
    {
        QFile file(m_folder->filePath(QStringLiteral("file")));
        QVERIFY(file.open(QIODevice::WriteOnly));
        const QString said = errorOf([&] { RunningSession(file.fileName() + QStringLiteral("/below")).write({}, 1); });
        QVERIFY2(said.contains(QStringLiteral("save it with File > Save")), qPrintable(said));
    }

private:
    int files() const { return int(QDir(m_path).entryList({QStringLiteral("*.headscope")}, QDir::Files).size()); }
    static SessionState of(const std::string &text)
    {
        SessionState state;
        state.model.name = "blackboard";
        state.run.inputs = {{InputRole::text, text}};
        return state;
    }
    std::string text() const
    {
        const QString name = QDir(m_path).entryList({QStringLiteral("*.headscope")}, QDir::Files).value(0);
        return *readSession((m_path + QLatin1Char('/') + name).toStdString()).run.inputOf(InputRole::text);
    }

    std::unique_ptr<QTemporaryDir> m_folder;
    QString m_path;
};

QTEST_MAIN(RunningSessionTest)
#include "running_session_test.moc"
