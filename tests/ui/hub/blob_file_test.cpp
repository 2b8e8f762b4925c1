// A blob grows, is checked, and gets its name only when it is right; what stops it is said in words.
#include "src/error.h"
#include "tests/ui/hub/fake_hub.h"
#include "ui/hub/blob_file.h"

#include <QFileInfo>
#include <QTemporaryDir>
#include <QtTest>

#include <memory>

#include <csignal>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/resource.h>
#include <unistd.h>

using namespace headscope;

namespace {

const QString kId = QStringLiteral("ada/tiny");

QString problemOf(const std::function<void()> &run)
{
    try {
        run();
        return {};
    } catch (const Error &error) {
        return QString::fromUtf8(error.what());
    }
}

} // namespace

class BlobFileTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init();
    void bothDigestsAreChecked_data();
    void bothDigestsAreChecked();
    void goesOnWhereItStopped();
    void tooMuchIsNotWritten();
    void whatIsLongerThanTheFileStartsAnew();
    void stopsReadingWhenAsked();
    void sizeKnownOnlyAtTheEnd();
    void anotherProgramHasTheLock();
    void aFullDisk();

private:
    HubFile large() const { return {QStringLiteral("model.safetensors"), m_content.size(), sha256Of(m_content)}; }
    QByteArray contentOf(const QString &path) const;
    QString partial(const HubFile &file) const { return m_cache->blobPath(kId, file.etag) + QStringLiteral(".incomplete"); }

    const QByteArray m_content = QByteArray("0123456789").repeated(500'000); // more than one chunk
    const std::stop_token m_never{};
    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<HubCache> m_cache;
};

void BlobFileTest::init()
{
    m_folder = std::make_unique<QTemporaryDir>();
    m_cache = std::make_unique<HubCache>(m_folder->path());
}

QByteArray BlobFileTest::contentOf(const QString &path) const
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

void BlobFileTest::bothDigestsAreChecked_data()
{
    QTest::addColumn<QString>("etag");
    QTest::addColumn<QString>("word"); // of the complaint when a byte is wrong; empty: nobody can know
    QTest::newRow("SHA-256") << sha256Of(m_content) << QStringLiteral("SHA-256 is wrong");
    QTest::newRow("SHA-256 in capitals") << sha256Of(m_content).toUpper() << QStringLiteral("SHA-256 is wrong");
    QTest::newRow("git") << gitSha1Of(m_content) << QStringLiteral("git SHA-1 is wrong");
    QTest::newRow("no digest") << QStringLiteral("abc-7") << QString();
}

void BlobFileTest::bothDigestsAreChecked()
{
    QFETCH(QString, etag);
    QFETCH(QString, word);
    const HubFile file{QStringLiteral("x"), m_content.size(), etag};
    {
        BlobFile blob(*m_cache, kId, file);
        blob.append(m_content.left(1'234'567));
        QVERIFY(!blob.isWhole());
        blob.append(m_content.mid(1'234'567));
        QVERIFY(blob.isWhole());
        QVERIFY(!QFileInfo::exists(m_cache->blobPath(kId, etag)));
        blob.commit();
    }
    QCOMPARE(contentOf(m_cache->blobPath(kId, etag)), m_content);
    QVERIFY(!QFileInfo::exists(partial(file)));

    QVERIFY(QFile::remove(m_cache->blobPath(kId, etag)));
    QByteArray wrong = m_content;
    wrong[1'000'000] = 'x';
    BlobFile blob(*m_cache, kId, file);
    blob.append(wrong);
    const QString problem = problemOf([&] { blob.commit(); });
    QVERIFY2(word.isEmpty() ? problem.isEmpty() : problem.contains(word), qPrintable(problem));
    QCOMPARE(QFileInfo::exists(m_cache->blobPath(kId, etag)), word.isEmpty());
    QVERIFY(!QFileInfo::exists(partial(file)));
}

void BlobFileTest::goesOnWhereItStopped()
{
    BlobFile(*m_cache, kId, large()).append(m_content.left(3'000'001));
    BlobFile blob(*m_cache, kId, large());
    QCOMPARE(blob.size(), 0);
    blob.readExisting(m_never);
    QCOMPARE(blob.size(), 3'000'001);
    blob.append(m_content.mid(3'000'001));
    blob.commit();
    QCOMPARE(contentOf(m_cache->blobPath(kId, large().etag)), m_content);
}

void BlobFileTest::tooMuchIsNotWritten()
{
    BlobFile blob(*m_cache, kId, large());
    blob.append(m_content);
    const QString problem = problemOf([&] { blob.append("x"); });
    QVERIFY2(problem.contains(QStringLiteral("more than")), qPrintable(problem));
    QCOMPARE(QFileInfo(partial(large())).size(), m_content.size());
}

void BlobFileTest::whatIsLongerThanTheFileStartsAnew()
{
    HubFile longer = large();
    longer.size += 5;
    BlobFile(*m_cache, kId, longer).append(m_content + "12345");
    BlobFile blob(*m_cache, kId, large());
    blob.readExisting(m_never);
    QCOMPARE(blob.size(), 0);
    blob.append(m_content);
    blob.commit();
    QCOMPARE(contentOf(m_cache->blobPath(kId, large().etag)), m_content);
}

void BlobFileTest::stopsReadingWhenAsked()
{
    BlobFile(*m_cache, kId, large()).append(m_content);
    std::stop_source stop;
    stop.request_stop();
    BlobFile blob(*m_cache, kId, large());
    blob.readExisting(stop.get_token());
    QVERIFY(!blob.isWhole());
}

void BlobFileTest::sizeKnownOnlyAtTheEnd()
{
    BlobFile blob(*m_cache, kId, {QStringLiteral("x"), -1, gitSha1Of(m_content)});
    blob.append(m_content);
    QVERIFY(!blob.isWhole());
    blob.setExpectedSize(blob.size());
    blob.readExisting(m_never);
    QVERIFY(blob.isWhole());
    QCOMPARE(problemOf([&] { blob.commit(); }), QString());
}

void BlobFileTest::anotherProgramHasTheLock()
{
    m_cache->prepare(kId);
    // As Python's filelock takes it.
    const int lock = ::open(QFile::encodeName(m_cache->lockPath(kId, large().etag)).constData(), O_RDWR | O_CREAT, 0664);
    QCOMPARE(::flock(lock, LOCK_EX | LOCK_NB), 0);
    const QString problem = problemOf([&] { BlobFile(*m_cache, kId, large()); });
    QVERIFY2(problem.contains(QStringLiteral("another program")), qPrintable(problem));
    ::close(lock);
    QCOMPARE(problemOf([&] { BlobFile(*m_cache, kId, large()); }), QString());
}

void BlobFileTest::aFullDisk()
{
    // A limit on this process's files stands for the disk's end: writing fails in the same place.
    std::signal(SIGXFSZ, SIG_IGN);
    rlimit before{};
    getrlimit(RLIMIT_FSIZE, &before);
    const rlimit limit{1'000'000, before.rlim_max};
    QString problem;
    {
        BlobFile blob(*m_cache, kId, large());
        setrlimit(RLIMIT_FSIZE, &limit);
        problem = problemOf([&] { blob.append(m_content); });
        setrlimit(RLIMIT_FSIZE, &before);
    }
    QVERIFY2(problem.contains(QStringLiteral("Make room and resume")), qPrintable(problem));
    BlobFile blob(*m_cache, kId, large());
    blob.readExisting(m_never);
    QVERIFY(blob.size() <= 1'000'000);
    blob.append(m_content.mid(blob.size()));
    QCOMPARE(problemOf([&] { blob.commit(); }), QString());
}

QTEST_GUILESS_MAIN(BlobFileTest)
#include "blob_file_test.moc"
