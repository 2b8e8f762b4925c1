#include "src/error.h"
#include "ui/session/built_in_models.h"

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
    void unknownNamesAreRefusedInWords();
};

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
    QVERIFY_EXCEPTION_THROWN(resolveModel(QStringLiteral("ada/tiny")), Error); // nothing in it yet
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
