// The list of models opened lately: newest first, short, remembered, and without those that have a place of their own.
#include "ui/session/recent_models.h"

#include "ui/session/built_in_models.h"

#include <QSettings>
#include <QTemporaryDir>
#include <QtTest>

using namespace headscope;

class RecentModelsTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init();
    void newestComesFirstAndOnce();
    void builtInModelsAreNotListed();
    void staysShort();
    void isRemembered();
    void equalNamesAreToldApart();
    void twoWindowsKeepEachOthers();

private:
    QTemporaryDir m_home;
};

void RecentModelsTest::init()
{
    QCoreApplication::setOrganizationName(QStringLiteral("Headscope"));
    QSettings::setDefaultFormat(QSettings::IniFormat);
    QSettings::setPath(QSettings::IniFormat, QSettings::UserScope, m_home.path());
    QSettings().clear();
}

void RecentModelsTest::newestComesFirstAndOnce()
{
    RecentModels recent(false);
    recent.add(QStringLiteral("/m/gpt2"));
    recent.add(QStringLiteral("/m/bert"));
    recent.add(QStringLiteral("/m/gpt2"));
    QCOMPARE(recent.paths(), QStringList({QStringLiteral("/m/gpt2"), QStringLiteral("/m/bert")}));
    recent.clear();
    QVERIFY(recent.paths().isEmpty());
}

void RecentModelsTest::builtInModelsAreNotListed()
{
    RecentModels recent(false);
    recent.add(resolveModel(QStringLiteral("blackboard")));
    recent.add(QString());
    QVERIFY(recent.paths().isEmpty());
}

void RecentModelsTest::staysShort()
{
    RecentModels recent(false);
    for (int i = 0; i < 50; ++i)
        recent.add(QStringLiteral("/m/%1").arg(i));
    QCOMPARE(recent.paths().size(), qsizetype(10));
    QCOMPARE(recent.paths().first(), QStringLiteral("/m/49"));
}

void RecentModelsTest::isRemembered()
{
    RecentModels(true).add(QStringLiteral("/m/gpt2"));
    RecentModels(false).add(QStringLiteral("/m/other")); // a picture, a test
    QCOMPARE(RecentModels(true).paths(), QStringList(QStringLiteral("/m/gpt2")));
}

void RecentModelsTest::equalNamesAreToldApart()
{
    RecentModels recent(false);
    recent.add(QStringLiteral("/home/a/model"));
    recent.add(QStringLiteral("/home/b/model"));
    recent.add(QStringLiteral("/home/b/gpt2"));
    QCOMPARE(recent.title(QStringLiteral("/home/a/model")), QStringLiteral("model (…/a)"));
    QCOMPARE(recent.title(QStringLiteral("/home/b/gpt2")), QStringLiteral("gpt2"));
}

void RecentModelsTest::twoWindowsKeepEachOthers()
{
    RecentModels one(true);
    RecentModels other(true);
    one.add(QStringLiteral("/m/gpt2"));
    other.add(QStringLiteral("/m/bert"));
    QCOMPARE(RecentModels(true).paths(), QStringList({QStringLiteral("/m/bert"), QStringLiteral("/m/gpt2")}));
}

QTEST_GUILESS_MAIN(RecentModelsTest)
#include "recent_models_test.moc"
