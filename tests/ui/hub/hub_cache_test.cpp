// The cache as huggingface_hub lays it out: found when Python wrote it, written as Python finds it.
#include "src/error.h"
#include "tests/ui/hub/fake_hub.h"
#include "ui/hub/hub_cache.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QTemporaryDir>
#include <QtTest>

#include <memory>

using namespace headscope;

namespace {

const QString kId = QStringLiteral("ada/tiny");
const QString kOld = QStringLiteral("1111111111111111111111111111111111111111");
const QString kNew = QStringLiteral("2222222222222222222222222222222222222222");

} // namespace

class HubCacheTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init();
    void paths();
    void completeness_data();
    void completeness();
    void linksAreRelativeAndReplaced();
    void revisions();
    void listing();
    void snapshotsById();
    void whatIsNoSnapshotHasNoId();
    void brokenCaches();
    void aFileInTheWay();
    void freeSpaceOfAFolderThatIsNotThereYet();

private:
    void write(const QString &path, const QByteArray &content);
    /// A snapshot of these files, each with its name as content.
    void addSnapshot(const QString &id, const QString &commit, const QString &names);

    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<HubCache> m_cache;
};

void HubCacheTest::init()
{
    m_folder = std::make_unique<QTemporaryDir>();
    m_cache = std::make_unique<HubCache>(m_folder->filePath(QStringLiteral("hub")));
}

void HubCacheTest::write(const QString &path, const QByteArray &content)
{
    QVERIFY(QDir().mkpath(QFileInfo(path).path()));
    QFile file(path);
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write(content);
}

void HubCacheTest::addSnapshot(const QString &id, const QString &commit, const QString &names)
{
    for (const QString &name : names.split(QLatin1Char(' '), Qt::SkipEmptyParts)) {
        const QString etag = QString(name).replace(QLatin1Char('/'), QLatin1Char('_'));
        write(m_cache->blobPath(id, etag), name.toUtf8());
        m_cache->link(id, commit, name, etag);
    }
}

void HubCacheTest::paths()
{
    const HubCache cache(QStringLiteral("/c"));
    QCOMPARE(cache.repositoryFolder(QStringLiteral("gpt2")), QStringLiteral("/c/models--gpt2"));
    QCOMPARE(cache.blobPath(kId, QStringLiteral("e7a9")), QStringLiteral("/c/models--ada--tiny/blobs/e7a9"));
    QCOMPARE(cache.snapshotFolder(kId, kOld), QStringLiteral("/c/models--ada--tiny/snapshots/") + kOld);
    QCOMPARE(cache.lockPath(kId, QStringLiteral("e7a9")), QStringLiteral("/c/.locks/models--ada--tiny/e7a9.lock"));
}

void HubCacheTest::completeness_data()
{
    QTest::addColumn<QString>("files");
    QTest::addColumn<bool>("complete");
    const auto row = [](const char *files, bool complete) { QTest::newRow(files) << QString::fromLatin1(files) << complete; };
    row("config.json model.safetensors", true);
    row("config.json pytorch_model.bin", true);
    row("model.gguf", true);
    row("config.json", false);
    row("model.safetensors", false);
    row("config.json tokenizer.json onnx/model.safetensors", false);
    row("config.json model.safetensors.index.json model-00001-of-00002.safetensors model-00002-of-00002.safetensors", true);
    row("config.json model.safetensors.index.json model-00002-of-00002.safetensors", false);
    row("config.json model-00001-of-00001.safetensors", false); // without its index nobody can read it
    row("config.json pytorch_model.bin.index.json pytorch_model-00001-of-00001.bin", true);
}

void HubCacheTest::completeness()
{
    QFETCH(QString, files);
    addSnapshot(kId, kOld, files);
    QTEST(HubCache::isComplete(m_cache->snapshotFolder(kId, kOld)), "complete");
}

void HubCacheTest::linksAreRelativeAndReplaced()
{
    addSnapshot(kId, kOld, QStringLiteral("config.json sub/deep/x.json"));
    const QString snapshot = m_cache->snapshotFolder(kId, kOld);
    QCOMPARE(linkTarget(snapshot + QStringLiteral("/config.json")), QStringLiteral("../../blobs/config.json"));
    QCOMPARE(linkTarget(snapshot + QStringLiteral("/sub/deep/x.json")), QStringLiteral("../../../../blobs/sub_deep_x.json"));
    // The whole cache can be moved.
    QVERIFY(QDir().rename(m_cache->folder(), m_folder->filePath(QStringLiteral("moved"))));
    QVERIFY(QFileInfo::exists(
        m_folder->filePath(QStringLiteral("moved/models--ada--tiny/snapshots/")) + kOld + QStringLiteral("/config.json")));

    write(m_cache->blobPath(kId, QStringLiteral("other")), "2");
    m_cache->link(kId, kOld, QStringLiteral("config.json"), QStringLiteral("other"));
    m_cache->link(kId, kOld, QStringLiteral("config.json"), QStringLiteral("other"));
    QCOMPARE(linkTarget(snapshot + QStringLiteral("/config.json")), QStringLiteral("../../blobs/other"));
}

void HubCacheTest::revisions()
{
    const auto written = [&](const char *name) {
        QFile file(m_cache->repositoryFolder(kId) + QStringLiteral("/refs/") + QString::fromLatin1(name));
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray("none");
    };
    m_cache->writeRevision(kId, QStringLiteral("main"), kOld);
    QCOMPARE(written("main"), kOld.toLatin1()); // Python compares it as it is: no newline
    m_cache->writeRevision(kId, QStringLiteral("main"), kNew);
    QCOMPARE(written("main"), kNew.toLatin1());
    m_cache->writeRevision(kId, QStringLiteral("refs/pr/1"), kOld);
    QCOMPARE(written("refs/pr/1"), kOld.toLatin1());
    m_cache->writeRevision(kId, kOld, kOld);
    QVERIFY(!QFileInfo::exists(m_cache->repositoryFolder(kId) + QStringLiteral("/refs/") + kOld));
}

void HubCacheTest::listing()
{
    QVERIFY(m_cache->models().isEmpty()); // no such folder
    addSnapshot(kId, kOld, QStringLiteral("config.json model.safetensors"));
    addSnapshot(kId, kNew, QStringLiteral("model.safetensors sub/x"));
    write(m_cache->snapshotFolder(kId, kNew) + QStringLiteral("/config.json"), R"({"model_type": "gpt2"})");
    m_cache->writeRevision(kId, QStringLiteral("main"), kNew);
    m_cache->writeRevision(kId, QStringLiteral("a"), kOld);
    addSnapshot(QStringLiteral("half"), kOld, QStringLiteral("config.json"));
    QVERIFY(QDir().mkpath(m_cache->folder() + QStringLiteral("/datasets--x--y/snapshots/1")));

    const QList<CachedModel> models = m_cache->models();
    QCOMPARE(models.size(), 2);
    QCOMPARE(models[0].id, kId);
    QCOMPARE(models[0].revision, QStringLiteral("main"));
    QCOMPARE(models[0].commit, kNew);
    QCOMPARE(models[0].modelType, QStringLiteral("gpt2"));
    QCOMPARE(models[0].bytes, qint64(strlen("model.safetensors") + strlen("sub/x") + strlen(R"({"model_type": "gpt2"})")));
    QCOMPARE(models[0].folder, m_cache->snapshotFolder(kId, kNew));
    QCOMPARE(models[1].revision, QStringLiteral("a"));
    QCOMPARE(models[1].modelType, QString()); // its config.json is no JSON
}

void HubCacheTest::snapshotsById()
{
    QCOMPARE(m_cache->snapshotOf(kId), QString());
    addSnapshot(kId, kOld, QStringLiteral("config.json model.safetensors"));
    QCOMPARE(m_cache->snapshotOf(kId), m_cache->snapshotFolder(kId, kOld)); // loaded by commit: there is no "main"
    addSnapshot(kId, kNew, QStringLiteral("config.json"));
    m_cache->writeRevision(kId, QStringLiteral("main"), kNew);
    QCOMPARE(m_cache->snapshotOf(kId), m_cache->snapshotFolder(kId, kOld)); // the newest is half loaded
    addSnapshot(kId, kNew, QStringLiteral("model.safetensors"));
    QCOMPARE(m_cache->snapshotOf(kId), m_cache->snapshotFolder(kId, kNew));
    QCOMPARE(m_cache->snapshotOf(kId, kOld), m_cache->snapshotFolder(kId, kOld));
    QCOMPARE(m_cache->snapshotOf(kId, QStringLiteral("v9")), QString());
    QCOMPARE(m_cache->snapshotOf(kId, QStringLiteral("../snapshots/") + kNew), QString());
    QCOMPARE(m_cache->snapshotOf(QStringLiteral("../x")), QString());
    QCOMPARE(m_cache->snapshotOf(QStringLiteral("some/folder/deep")), QString());
}

void HubCacheTest::whatIsNoSnapshotHasNoId()
{
    QCOMPARE(HubCache::idOf(m_cache->snapshotFolder(kId, kOld)), kId);
    QCOMPARE(HubCache::idOf(m_cache->snapshotFolder(QStringLiteral("gpt2"), kOld) + QLatin1Char('/')), QStringLiteral("gpt2"));
    QCOMPARE(HubCache::idOf(QStringLiteral("/home/ada/gpt2")), QString());
    QCOMPARE(HubCache::idOf(QStringLiteral("/")), QString());
    QCOMPARE(HubCache::idOf(m_cache->repositoryFolder(kId)), QString());
}

void HubCacheTest::brokenCaches()
{
    addSnapshot(kId, kOld, QStringLiteral("config.json model.safetensors"));
    const QString repository = m_cache->repositoryFolder(kId);
    write(repository + QStringLiteral("/refs/main"), QByteArray(100'000, 'x'));
    write(repository + QStringLiteral("/refs/other"), "../../../etc");
    QCOMPARE(m_cache->models().size(), 1);
    QCOMPARE(m_cache->snapshotOf(kId), m_cache->snapshotFolder(kId, kOld));
    QCOMPARE(m_cache->snapshotOf(kId, QStringLiteral("other")), QString());
    QVERIFY(QFile::remove(m_cache->blobPath(kId, QStringLiteral("model.safetensors")))); // its link leads nowhere
    QVERIFY(m_cache->models().isEmpty());
    QCOMPARE(m_cache->snapshotOf(kId), QString());
    // A link that leads to itself, and one that leads up: neither is followed for ever.
    QVERIFY(QFile::link(QStringLiteral("loop.gguf"), m_cache->snapshotFolder(kId, kOld) + QStringLiteral("/loop.gguf")));
    QVERIFY(QFile::link(QStringLiteral(".."), m_cache->snapshotFolder(kId, kOld) + QStringLiteral("/up")));
    QVERIFY(m_cache->models().isEmpty());
}

void HubCacheTest::aFileInTheWay()
{
    const HubCache cache(m_folder->filePath(QStringLiteral("file/hub")));
    write(m_folder->filePath(QStringLiteral("file")), "I am in the way");
    QVERIFY_EXCEPTION_THROWN(cache.prepare(kId), Error);
    QVERIFY_EXCEPTION_THROWN(cache.writeRevision(kId, QStringLiteral("main"), kOld), Error);
    QVERIFY_EXCEPTION_THROWN(cache.link(kId, kOld, QStringLiteral("x"), QStringLiteral("y")), Error);
}

void HubCacheTest::freeSpaceOfAFolderThatIsNotThereYet()
{
    QVERIFY(!QFileInfo::exists(m_cache->folder()));
    QVERIFY(m_cache->bytesAvailable() > 0);
}

QTEST_GUILESS_MAIN(HubCacheTest)
#include "hub_cache_test.moc"
