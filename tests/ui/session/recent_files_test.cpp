// The list of models opened lately: newest first, short, remembered, and without those that have a place of their own.
#include "ui/session/recent_files.h"

#include "ui/session/built_in_models.h"

#include "ui/session/local_bytes.h"

#include <QSettings>
#include <QTemporaryDir>
#include <QtTest>

using namespace headscope;

class RecentFilesTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init();
    void newestComesFirstAndOnce();
    void builtInModelsAreNotListed();
    void staysShort();
    void isRemembered();
    void namesThatAreNotUtf8AreRemembered();
    void equalNamesAreToldApart();
    void twoWindowsKeepEachOthers();
    void foreignEntriesAreLeftOut();

private:
    QTemporaryDir m_home;
};

void RecentFilesTest::init()
{
    QCoreApplication::setOrganizationName(QStringLiteral("Headscope"));
    QSettings::setDefaultFormat(QSettings::IniFormat);
    QSettings::setPath(QSettings::IniFormat, QSettings::UserScope, m_home.path());
    QSettings().clear();
}

void RecentFilesTest::foreignEntriesAreLeftOut()
{
    QStringList paths{QString(), QString(5'000'000, QLatin1Char('x')), QStringLiteral("/m/a")};
    for (int i = 0; i < 100'000; ++i)
        paths << QStringLiteral("/m/%1").arg(i);
    QSettings().setValue(QStringLiteral("recentModels"), paths);
    const QStringList read = RecentModels(true).paths();
    QCOMPARE(read.size(), 10);
    QCOMPARE(read.first(), QStringLiteral("/m/a"));
    for (const QVariant &other : {QVariant(7), QVariant(QByteArray("\0\xff", 2)), QVariant(QStringLiteral("nan"))}) {
        QSettings().setValue(QStringLiteral("recentModels"), other);
        RecentModels recent(true);
        recent.add(QStringLiteral("/m/new"));
        QCOMPARE(recent.paths().first(), QStringLiteral("/m/new"));
    }
}

void RecentFilesTest::newestComesFirstAndOnce()
{
    RecentModels recent(false);
    recent.add(QStringLiteral("/m/gpt2"));
    recent.add(QStringLiteral("/m/bert"));
    recent.add(QStringLiteral("/m/gpt2"));
    QCOMPARE(recent.paths(), QStringList({QStringLiteral("/m/gpt2"), QStringLiteral("/m/bert")}));
    recent.clear();
    QVERIFY(recent.paths().isEmpty());
}

void RecentFilesTest::builtInModelsAreNotListed()
{
    RecentModels recent(false);
    recent.add(resolveModel(QStringLiteral("blackboard")));
    recent.add(QString());
    QVERIFY(recent.paths().isEmpty());
}

void RecentFilesTest::staysShort()
{
    RecentModels recent(false);
    for (int i = 0; i < 50; ++i)
        recent.add(QStringLiteral("/m/%1").arg(i));
    QCOMPARE(recent.paths().size(), qsizetype(10));
    QCOMPARE(recent.paths().first(), QStringLiteral("/m/49"));
}

void RecentFilesTest::isRemembered()
{
    RecentModels(true).add(QStringLiteral("/m/gpt2"));
    RecentModels(false).add(QStringLiteral("/m/other")); // a picture, a test
    QCOMPARE(RecentModels(true).paths(), QStringList(QStringLiteral("/m/gpt2")));
}

void RecentFilesTest::namesThatAreNotUtf8AreRemembered()
{
    const QString name = fromLocalBytes("/m/caf\xe9");
    RecentModels(true).add(name);
    RecentModels(true).add(QStringLiteral("/m/gpt2"));
    QSettings().sync();
    QCOMPARE(RecentModels(true).paths(), QStringList({QStringLiteral("/m/gpt2"), name}));
    QVERIFY(RecentModels(true).title(name).isValidUtf16()); // legible
}

void RecentFilesTest::equalNamesAreToldApart()
{
    RecentModels recent(false);
    recent.add(QStringLiteral("/home/a/model"));
    recent.add(QStringLiteral("/home/b/model"));
    recent.add(QStringLiteral("/home/b/gpt2"));
    QCOMPARE(recent.title(QStringLiteral("/home/a/model")), QStringLiteral("model (…/a)"));
    QCOMPARE(recent.title(QStringLiteral("/home/b/gpt2")), QStringLiteral("gpt2"));
}

void RecentFilesTest::twoWindowsKeepEachOthers()
{
    RecentModels one(true);
    RecentModels other(true);
    one.add(QStringLiteral("/m/gpt2"));
    other.add(QStringLiteral("/m/bert"));
    QCOMPARE(RecentModels(true).paths(), QStringList({QStringLiteral("/m/bert"), QStringLiteral("/m/gpt2")}));
}

QTEST_GUILESS_MAIN(RecentFilesTest)
#include "recent_files_test.moc"
