#include "src/error.h"
#include "ui/session/built_in_models.h"
#include "ui/session/local_bytes.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QTemporaryDir>
#include <QtTest>

using namespace headscope;

class BuiltInModelsTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void foundFromAnyWorkingDirectory();
    void resolvesNamesFoldersAndFilesInFolders();
    void modelsInTheHubsCache();
    void revisionsInTheHubsCache();
    void foldersOfTheHubsCache();
    void ggufFilesOfAnyName();
    void namesThatAreNotUtf8();
    void unknownNamesAreRefusedInWords();

private:
    /// The message of the Error, or nothing.
    static QString problemOf(const QString &name)
    {
        try {
            resolveModel(name);
        } catch (const Error &error) {
            return QString::fromStdString(error.what());
        }
        return {};
    }
    /// A snapshot with a model in it, for a branch; empty: it could not be written.
    static QString addSnapshot(const QString &cache, char digit, const QString &branch)
    {
        const QString repository = cache + QStringLiteral("/models--ada--tiny");
        const QString commit(40, QLatin1Char(digit));
        const QString snapshot = repository + QStringLiteral("/snapshots/") + commit;
        QDir().mkpath(snapshot);
        QDir().mkpath(repository + QStringLiteral("/refs"));
        for (const char *name : {"config.json", "model.safetensors"}) {
            QFile file(snapshot + QLatin1Char('/') + QLatin1String(name));
            if (!file.open(QIODevice::WriteOnly))
                return {};
        }
        QFile ref(repository + QStringLiteral("/refs/") + branch);
        if (!ref.open(QIODevice::WriteOnly))
            return {};
        ref.write(commit.toLatin1());
        return snapshot;
    }
};

void BuiltInModelsTest::revisionsInTheHubsCache()
{
    QTemporaryDir cache;
    qputenv("HF_HUB_CACHE", QFile::encodeName(cache.path()));
    const QString one = addSnapshot(cache.path(), '1', QStringLiteral("main"));
    const QString two = addSnapshot(cache.path(), '2', QStringLiteral("v2"));
    QCOMPARE(resolveModel(QStringLiteral("ada/tiny")), one);
    QCOMPARE(resolveModel(QStringLiteral("ada/tiny@main")), one);
    QCOMPARE(resolveModel(QStringLiteral("ada/tiny@v2")), two);
    QCOMPARE(resolveModel(QStringLiteral("ada/tiny@") + QString(40, QLatin1Char('2'))), two);
    QVERIFY(problemOf(QStringLiteral("ada/tiny@v3")).contains(QStringLiteral("but not its revision “v3”. There are: main, v2")));
    // A link that leads nowhere: what there is is opened, and opening it says what is missing.
    QVERIFY(QFile::remove(two + QStringLiteral("/model.safetensors")));
    QVERIFY(QFile::link(QStringLiteral("gone"), two + QStringLiteral("/model.safetensors")));
    QCOMPARE(resolveModel(QStringLiteral("ada/tiny@v2")), two);
    QVERIFY(QDir().mkpath(cache.filePath(QStringLiteral("models--ada--empty"))));
    QVERIFY(problemOf(QStringLiteral("ada/empty")).contains(QStringLiteral("its download did not finish")));
    qunsetenv("HF_HUB_CACHE");
}

void BuiltInModelsTest::foldersOfTheHubsCache()
{
    QTemporaryDir cache;
    const QString one = addSnapshot(cache.path(), '1', QStringLiteral("main"));
    QCOMPARE(resolveModel(cache.filePath(QStringLiteral("models--ada--tiny"))), one);
    QCOMPARE(resolveModel(cache.filePath(QStringLiteral("models--ada--tiny/"))), one);
    QCOMPARE(resolveModel(one), one);
    const QString other = cache.filePath(QStringLiteral("models--ada--copied")); // no cache's folder, whatever its name
    QVERIFY(QDir().mkpath(other));
    QCOMPARE(resolveModel(other), other);
}

void BuiltInModelsTest::ggufFilesOfAnyName()
{
    QTemporaryDir folder;
    const QString blob = folder.filePath(QStringLiteral("sha256-0123"));
    const auto write = [&](const char *content) {
        QFile file(blob);
        return file.open(QIODevice::WriteOnly) && file.write(content) > 0;
    };
    QVERIFY(write("GGUF\3"));
    QVERIFY(isModelFile(blob));
    QCOMPARE(resolveModel(blob), blob);
    QVERIFY(write("GGML"));
    QVERIFY(!isModelFile(blob));
    QVERIFY(problemOf(blob).contains(QStringLiteral("this file is not a model")));
}

void BuiltInModelsTest::namesThatAreNotUtf8()
{
    const std::string bytes = "caf\xe9 \xc3\xa9 \xf0\x9f\x98\x80 \xed\xa0\x80";
    QCOMPARE(toLocalBytes(fromLocalBytes(bytes)), bytes);
    QCOMPARE(fromLocalBytes("é \U0001F600"), QStringLiteral("é \U0001F600"));

    QTemporaryDir folder;
    const std::filesystem::path named = std::filesystem::path(folder.path().toStdString()) / "caf\xe9";
    std::error_code problem;
    std::filesystem::create_directory(named, problem);
    if (problem)
        QSKIP("this file system has no such names");
    QCOMPARE(pathOf(resolveModel(fromLocalBytes(named.string()))), named);
    QVERIFY(problemOf(fromLocalBytes(named.string() + "\xe8")).contains(QStringLiteral("there is no such model")));
}

void BuiltInModelsTest::foundFromAnyWorkingDirectory()
{
    const QString before = QDir::currentPath();
    QTemporaryDir elsewhere;
    QDir::setCurrent(elsewhere.path());
    const auto models = builtInModels();
    QDir::setCurrent(before);
    QCOMPARE(models.size(), 2);
    for (const BuiltInModel &model : models)
        QVERIFY(QFileInfo::exists(model.folder + QStringLiteral("/config.json")));
}

void BuiltInModelsTest::resolvesNamesFoldersAndFilesInFolders()
{
    const QString folder = resolveModel(QStringLiteral("Blackboard"));
    QCOMPARE(resolveModel(folder), folder);
    QCOMPARE(resolveModel(folder + QStringLiteral("/config.json")), folder);
}

void BuiltInModelsTest::modelsInTheHubsCache()
{
    QTemporaryDir cache;
    qputenv("HF_HUB_CACHE", QFile::encodeName(cache.path()));
    const QString snapshot = cache.filePath(QStringLiteral("models--ada--tiny/snapshots/") + QString(40, QLatin1Char('a')));
    QVERIFY(QDir().mkpath(snapshot));
    QCOMPARE(resolveModel(QStringLiteral("ada/tiny")), snapshot); // nothing in it yet: opening it says so
    for (const char *name : {"config.json", "model.safetensors"})
        QVERIFY(QFile(snapshot + QLatin1Char('/') + QLatin1String(name)).open(QIODevice::WriteOnly));
    QCOMPARE(resolveModel(QStringLiteral("ada/tiny")), snapshot);
    QVERIFY_EXCEPTION_THROWN(resolveModel(QStringLiteral("ada/other")), Error);
    // A folder of that name goes first.
    const QString before = QDir::currentPath();
    QTemporaryDir here;
    QVERIFY(QDir().mkpath(here.filePath(QStringLiteral("ada/tiny"))));
    QDir::setCurrent(here.path());
    const QString found = resolveModel(QStringLiteral("ada/tiny"));
    QDir::setCurrent(before);
    qunsetenv("HF_HUB_CACHE");
    QCOMPARE(QFileInfo(found).canonicalFilePath(), QFileInfo(here.filePath(QStringLiteral("ada/tiny"))).canonicalFilePath());
}

void BuiltInModelsTest::unknownNamesAreRefusedInWords()
{
    try {
        resolveModel(QStringLiteral("no-such-model"));
        QFAIL("accepted");
    } catch (const Error &error) {
        QVERIFY(QString::fromStdString(error.what()).contains(QStringLiteral("blackboard")));
    }
}

QTEST_GUILESS_MAIN(BuiltInModelsTest)
#include "built_in_models_test.moc"
