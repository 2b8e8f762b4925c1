// What processes leave: found once, never while somebody works on it, and gone when it is not needed.
#include "ui/sessions/running_session.h"

#include "tests/src/formats/error_of.h"

#include <QDir>
#include <QTemporaryDir>
#include <QtTest>

#include <memory>

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
        session.remove(); // of nothing
        session.write("one");
        session.write("two");
        QCOMPARE(files(), 1);
        QCOMPARE(content(), QByteArray("two"));
        session.remove();
        QVERIFY(QDir(m_path).isEmpty());
    }

    void whatLivesIsNotOffered()
    {
        RunningSession one(m_path);
        RunningSession two(m_path);
        one.write("one");
        two.write("two");
        QVERIFY(!one.takeLeft() && !two.takeLeft() && !RunningSession(m_path).takeLeft());
        QCOMPARE(files(), 2);
    }

    void whatIsLeftIsOfferedOnce()
    {
        {
            RunningSession killed(m_path);
            killed.write("left");
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
        RunningSession(m_path).write("{");
        const RunningSession next(m_path);
        const QString name = next.takeLeft()->setAside();
        QVERIFY(QFile::exists(name));
        QVERIFY(!next.takeLeft());
    }

    void aFolderThatCannotBeMadeIsAnError()
    {
        QFile file(m_folder->filePath(QStringLiteral("file")));
        QVERIFY(file.open(QIODevice::WriteOnly));
        const QString said = errorOf([&] { RunningSession(file.fileName() + QStringLiteral("/below")).write("x"); });
        QVERIFY2(said.contains(QStringLiteral("save it with File > Save")), qPrintable(said));
    }

private:
    int files() const { return int(QDir(m_path).entryList({QStringLiteral("*.headscope")}, QDir::Files).size()); }
    QByteArray content() const
    {
        QFile file(QDir(m_path).filePath(QDir(m_path).entryList({QStringLiteral("*.headscope")}, QDir::Files).value(0)));
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
    }

    std::unique_ptr<QTemporaryDir> m_folder;
    QString m_path;
};

QTEST_MAIN(RunningSessionTest)
#include "running_session_test.moc"
