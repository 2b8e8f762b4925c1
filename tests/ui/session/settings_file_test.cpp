// Settings files that must not be read: a pipe would be waited for, gigabytes would be taken apart in memory.
#include "ui/session/settings_file.h"

#include <QDir>
#include <QFile>
#include <QSettings>
#include <QTemporaryDir>
#include <QtTest>

#include <functional>

#include <sys/stat.h>

using namespace headscope;

class SettingsFileTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();
    void plainFilesAreUsed();
    void othersAreRefused_data();
    void othersAreRefused();

private:
    QString own() const { return m_home->filePath(QStringLiteral("Headscope/Test.conf")); }
    QString makers() const { return m_home->filePath(QStringLiteral("Headscope.conf")); }

    std::unique_ptr<QTemporaryDir> m_home;
};

void SettingsFileTest::init()
{
    m_home = std::make_unique<QTemporaryDir>();
    qputenv("XDG_CONFIG_HOME", m_home->path().toLocal8Bit());
    QSettings::setPath(QSettings::NativeFormat, QSettings::UserScope, m_home->path());
    QCoreApplication::setOrganizationName(QStringLiteral("Headscope"));
    QCoreApplication::setApplicationName(QStringLiteral("Test"));
    QDir().mkpath(m_home->filePath(QStringLiteral("Headscope")));
}

void SettingsFileTest::cleanup()
{
    QSettings::setDefaultFormat(QSettings::NativeFormat);
}

void SettingsFileTest::plainFilesAreUsed()
{
    QCOMPARE(prepareSettings(), QString());
    QSettings().setValue(QStringLiteral("text"), QStringLiteral("kept"));
    QCOMPARE(prepareSettings(), QString());
    QVERIFY(QFile::exists(own()));
    QCOMPARE(QSettings().value(QStringLiteral("text")).toString(), QStringLiteral("kept"));
}

void SettingsFileTest::othersAreRefused_data()
{
    QTest::addColumn<bool>("isMakers"); ///< the file that all applications of one maker share
    QTest::addColumn<QString>("kind");
    for (const bool isMakers : {false, true})
        for (const char *kind : {"pipe", "folder", "device", "dangling link", "large"})
            QTest::addRow("%s%s", kind, isMakers ? ", the makers'" : "") << isMakers << QString::fromLatin1(kind);
}

void SettingsFileTest::othersAreRefused()
{
    QFETCH(bool, isMakers);
    QFETCH(QString, kind);
    const QString path = isMakers ? makers() : own();
    const QByteArray name = QFile::encodeName(path);
    if (kind == QLatin1String("pipe"))
        QCOMPARE(::mkfifo(name.constData(), 0600), 0);
    else if (kind == QLatin1String("folder"))
        QVERIFY(QDir().mkpath(path));
    else if (kind == QLatin1String("device"))
        QVERIFY(QFile::link(QStringLiteral("/dev/zero"), path));
    else if (kind == QLatin1String("dangling link"))
        QVERIFY(QFile::link(m_home->filePath(QStringLiteral("nothing")), path));
    QFile file(path);
    if (kind == QLatin1String("large")) {
        QVERIFY(file.open(QIODevice::WriteOnly));
        QVERIFY(file.resize(20'000'000));
    }
    const QString problem = prepareSettings();
    QVERIFY2(problem.contains(path), qPrintable(problem));
    QVERIFY(problem.contains(kind == QLatin1String("large") ? QStringLiteral("larger than") : QStringLiteral("not a regular file")));
    // Neither read nor written: this comes back, and the file stays.
    QSettings().setValue(QStringLiteral("text"), QStringLiteral("lost"));
    QCOMPARE(QSettings().value(QStringLiteral("text"), QStringLiteral("none")).toString(), QStringLiteral("none"));
    if (kind == QLatin1String("large"))
        QCOMPARE(QFileInfo(path).size(), 20'000'000);
}

QTEST_GUILESS_MAIN(SettingsFileTest)
#include "settings_file_test.moc"
