// The variables of huggingface_hub, in its order.
#include "ui/hub/hub_environment.h"

#include <QFile>
#include <QTemporaryDir>
#include <QtTest>

using namespace headscope;

class HubEnvironmentTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void theCacheIsWherePythonLooks_data();
    void theCacheIsWherePythonLooks();
    void theEndpointLosesItsLastSlash();
    void tokens();
    void offline_data();
    void offline();

private:
    static QProcessEnvironment variables(const QString &text);
};

/// "A=1 B=2"
QProcessEnvironment HubEnvironmentTest::variables(const QString &text)
{
    QProcessEnvironment environment;
    environment.insert(QStringLiteral("HOME"), QStringLiteral("/home/ada"));
    for (const QString &pair : text.split(QLatin1Char(' '), Qt::SkipEmptyParts))
        environment.insert(pair.section(QLatin1Char('='), 0, 0), pair.section(QLatin1Char('='), 1));
    return environment;
}

void HubEnvironmentTest::theCacheIsWherePythonLooks_data()
{
    QTest::addColumn<QString>("given");
    QTest::addColumn<QString>("folder");
    QTest::newRow("nothing") << QString() << QStringLiteral("/home/ada/.cache/huggingface/hub");
    QTest::newRow("XDG") << QStringLiteral("XDG_CACHE_HOME=/x") << QStringLiteral("/x/huggingface/hub");
    QTest::newRow("HF_HOME") << QStringLiteral("XDG_CACHE_HOME=/x HF_HOME=/h") << QStringLiteral("/h/hub");
    QTest::newRow("old name") << QStringLiteral("HF_HOME=/h HUGGINGFACE_HUB_CACHE=/o") << QStringLiteral("/o");
    QTest::newRow("HF_HUB_CACHE") << QStringLiteral("HF_HOME=/h HUGGINGFACE_HUB_CACHE=/o HF_HUB_CACHE=/c/") << QStringLiteral("/c");
    QTest::newRow("tilde") << QStringLiteral("HF_HOME=~/models") << QStringLiteral("/home/ada/models/hub");
    QTest::newRow("variables") << QStringLiteral("DISK=/big HF_HOME=${DISK}/hf/$DISK") << QStringLiteral("/big/hf/big/hub");
    QTest::newRow("unknown variable") << QStringLiteral("HF_HOME=/h/$NOTHING") << QStringLiteral("/h/$NOTHING/hub");
    QTest::newRow("set to nothing") << QStringLiteral("HF_HOME= HF_HUB_CACHE=") << QStringLiteral("/home/ada/.cache/huggingface/hub");
}

void HubEnvironmentTest::theCacheIsWherePythonLooks()
{
    QFETCH(QString, given);
    QTEST(HubEnvironment::of(variables(given)).cacheFolder, "folder");
}

void HubEnvironmentTest::theEndpointLosesItsLastSlash()
{
    QCOMPARE(HubEnvironment::of(variables({})).endpoint, QStringLiteral("https://huggingface.co"));
    QCOMPARE(HubEnvironment::of(variables(QStringLiteral("HF_ENDPOINT=http://mirror:8080/hf//"))).endpoint,
        QStringLiteral("http://mirror:8080/hf"));
}

void HubEnvironmentTest::tokens()
{
    QTemporaryDir folder;
    QFile file(folder.filePath(QStringLiteral("token")));
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write(" hf_file\n");
    file.close();
    const QString home = QStringLiteral("HF_HOME=") + folder.path();

    QCOMPARE(HubEnvironment::of(variables({})).token, QString());
    HubEnvironment environment = HubEnvironment::of(variables(home));
    QCOMPARE(environment.token, QStringLiteral("hf_file"));
    QCOMPARE(environment.tokenSource, file.fileName());
    environment = HubEnvironment::of(variables(home + QStringLiteral(" HUGGING_FACE_HUB_TOKEN=hf_old")));
    QCOMPARE(environment.token, QStringLiteral("hf_old"));
    environment = HubEnvironment::of(variables(home + QStringLiteral(" HF_TOKEN=hf_new HUGGING_FACE_HUB_TOKEN=hf_old")));
    QCOMPARE(environment.token, QStringLiteral("hf_new"));
    QCOMPARE(environment.tokenSource, QStringLiteral("HF_TOKEN"));
    environment = HubEnvironment::of(variables(QStringLiteral("HF_TOKEN_PATH=") + file.fileName()));
    QCOMPARE(environment.token, QStringLiteral("hf_file"));
    QCOMPARE(HubEnvironment::of(variables(home + QStringLiteral(" HF_HUB_DISABLE_IMPLICIT_TOKEN=1"))).token, QString());
}

void HubEnvironmentTest::offline_data()
{
    QTest::addColumn<QString>("given");
    QTest::addColumn<bool>("offline");
    QTest::newRow("nothing") << QString() << false;
    QTest::newRow("1") << QStringLiteral("HF_HUB_OFFLINE=1") << true;
    QTest::newRow("yes") << QStringLiteral("HF_HUB_OFFLINE=yes") << true;
    QTest::newRow("0") << QStringLiteral("HF_HUB_OFFLINE=0") << false;
    QTest::newRow("transformers") << QStringLiteral("TRANSFORMERS_OFFLINE=TRUE") << true;
}

void HubEnvironmentTest::offline()
{
    QFETCH(QString, given);
    QTEST(HubEnvironment::of(variables(given)).offline, "offline");
}

QTEST_GUILESS_MAIN(HubEnvironmentTest)
#include "hub_environment_test.moc"
