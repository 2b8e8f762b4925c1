// Settings files that must not be read: a pipe would be waited for, gigabytes would be taken apart in memory.
#include "tests/fuzz/mutator.h"
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
    void everythingThatIsWrittenIsRead();
    void valuesOfOtherKindsAreRefused_data();
    void valuesOfOtherKindsAreRefused();
    void changedFiles();

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

void SettingsFileTest::everythingThatIsWrittenIsRead()
{
    const QStringList texts{QString(), QStringLiteral("@Variant(x"), QStringLiteral(" @DateTime("), QStringLiteral("a, @Variant(b"),
        QStringLiteral("a\"b\\"), QStringLiteral("\\"), QStringLiteral("a=b;c"), QStringLiteral("x\ny\rz"), QStringLiteral("漢字 1a2b"),
        QString(QChar(0)) + QStringLiteral("7"), QStringLiteral("\u4e00@Variant("), QStringLiteral("\u0140abc"),
        QStringLiteral("[General]"), QStringLiteral("100 %"), QStringLiteral("@"), QStringLiteral("@@")};
    {
        QSettings settings;
        for (int i = 0; i < texts.size(); ++i)
            settings.setValue(QStringLiteral("text%1").arg(i), texts[i]);
        settings.setValue(QStringLiteral("list"), texts);
        settings.setValue(QStringLiteral("one"), QStringList{QStringLiteral("@Variant(")});
        settings.setValue(QStringLiteral("none"), QStringList());
        settings.setValue(QStringLiteral("window/geometry"), QByteArray("\x01\xd9\0\xcb@Variant(,=\"\\", 16));
        settings.setValue(QStringLiteral("animations"), true);
        settings.setValue(QStringLiteral("mode"), 2);
    }
    QCOMPARE(prepareSettings(), QString());
    const QSettings settings;
    QCOMPARE(settings.value(QStringLiteral("list")).toStringList(), texts);
    for (int i = 0; i < texts.size(); ++i)
        QCOMPARE(settings.value(QStringLiteral("text%1").arg(i)).toString(), texts[i]);
}

void SettingsFileTest::valuesOfOtherKindsAreRefused_data()
{
    QTest::addColumn<QByteArray>("content");
    const QByteArray billion = QByteArrayLiteral("@Variant(\\0\\0\\0\\x9\\0\\x7f\\xff\\xff\\xff)"); // a list that claims so many entries
    QTest::newRow("a billion entries") << "x=" + billion;
    QTest::newRow("lists in lists") << "x=@Variant(" + QByteArray("\\0\\0\\0\\x9\\0\\0\\0\\0\\x1").repeated(50'000) + ")";
    QTest::newRow("in quotes") << "x=\"" + billion + '"';
    QTest::newRow("behind spaces") << "x=  \t" + billion;
    QTest::newRow("in a list") << "x=a, " + billion;
    QTest::newRow("in a list, quoted") << "x=\"a,b\", \"" + billion + '"';
    QTest::newRow("behind a key in quotes") << "\"a=b\"=" + billion;
    QTest::newRow("escaped") << "x=\\x40Variant(" + billion.mid(9);
    QTest::newRow("escaped at length") << "x=\\x1000000000000000040Variant(" + billion.mid(9);
    QTest::newRow("octal") << "x=\\100Variant(" + billion.mid(9);
    QTest::newRow("octal with a zero") << "x=\\0100Variant(" + billion.mid(9);
    QTest::newRow("letters escaped") << "x=@V\\x61riant(" + billion.mid(9);
    QTest::newRow("line goes on") << "x=\\\n" + billion;
    QTest::newRow("quotes go on") << "x=\"\n" + billion + '"';
    QTest::newRow("other line ends") << "a=b\rx=" + billion;
    QTest::newRow("date") << QByteArray("x=@DateTime(\\0\\0\\0\\x10\\0\\0)");
    QTest::newRow("rectangle") << QByteArray("x=@Rect(0 0 -1 99999999999)");
}

void SettingsFileTest::valuesOfOtherKindsAreRefused()
{
    QFETCH(QByteArray, content);
    QFile file(own());
    QVERIFY(file.open(QIODevice::WriteOnly) && file.write("[General]\n" + content + '\n') > 0);
    file.close();
    const QString problem = prepareSettings();
    QVERIFY2(problem.contains(own()) && problem.contains(QStringLiteral("does not write")), qPrintable(problem));
    QVERIFY(QSettings().allKeys().isEmpty());
}

// What is accepted is read as the window reads it.
void SettingsFileTest::changedFiles()
{
    const std::vector<std::string> seeds{
        "[General]\nanimations=true\nmodel=/a/b\nrecentModels=/a, \"/b,c\", @Invalid()\ntext=The \\x4e00 cat\n\n[window]\n"
        "body=@ByteArray(\\0\\0\\0\\xff\\0\\0\\0\\x1\\0\\0\\0\\x2\\0\\0\\x4\\0\\0\\0\\x1\\0)\n"};
    const std::vector<std::string> words{"@Variant(", "@DateTime(", "@ByteArray(", "@Rect(", "@@", "\\x40", "\\100", "\\\n", "\"", ", ",
        "=", "\n[x]\n", "\\0\\0\\0\\x9\\0\\x7f\\xff\\xff\\xff", "NaN", "-1", "99999999999999999999", ";", "%U4e00", "\r"};
    Mutator mutator(1, seeds, words);
    int accepted = 0;
    constexpr int rounds = 2000;
    for (int round = 0; round < rounds; ++round) {
        QCoreApplication::setApplicationName(QStringLiteral("Test%1").arg(round)); // QSettings remembers files that it has read
        QFile file(m_home->filePath(QStringLiteral("Headscope/Test%1.conf").arg(round)));
        const std::string bytes = mutator.next();
        QVERIFY(file.open(QIODevice::WriteOnly) && file.write(bytes.data(), qint64(bytes.size())) >= 0);
        file.close();
        QSettings::setDefaultFormat(QSettings::NativeFormat);
        if (!prepareSettings().isEmpty())
            continue;
        ++accepted;
        const QSettings settings;
        for (const QString &key : settings.allKeys()) {
            if (key.isEmpty())
                continue;
            const QVariant value = settings.value(key);
            const int kind = value.userType();
            QVERIFY2(!value.isValid() || kind == QMetaType::QString || kind == QMetaType::QStringList || kind == QMetaType::QByteArray
                    || kind == QMetaType::QVariantList,
                bytes.c_str());
            value.toString();
            value.toStringList();
            value.toInt();
        }
    }
    QVERIFY(accepted > rounds / 10 && accepted < rounds);
}

QTEST_GUILESS_MAIN(SettingsFileTest)
#include "settings_file_test.moc"
