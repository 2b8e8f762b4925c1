#include "src/error.h"
#include "ui/session/built_in_models.h"

#include <QDir>
#include <QFileInfo>
#include <QTemporaryDir>
#include <QtTest>

using namespace headscope;

class BuiltInModelsTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void foundFromAnyWorkingDirectory();
    void resolvesNamesFoldersAndFilesInFolders();
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
