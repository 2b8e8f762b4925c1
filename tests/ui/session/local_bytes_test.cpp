#include "ui/session/local_bytes.h"

#include "src/error.h"

#include <QTemporaryDir>
#include <QUrl>
#include <QtTest>

#include <filesystem>

using namespace headscope;

class LocalBytesTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void texts()
    {
        using namespace std::string_literals;
        QCOMPARE(textFrom("caf\xc3\xa9", "x"), "café"s);
        QCOMPARE(textFrom("\xef\xbb\xbf" "café", "x"), "café"s);
        QCOMPARE(textFrom("\xff\xfe" "c\0\xe9\0"s, "x"), "cé"s);
        QCOMPARE(textFrom("\xfe\xff\0c\0\xe9"s, "x"), "cé"s);
        QCOMPARE(textFrom("", "x"), ""s);
    }

    void otherEncodingsAreRefused_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<QString>("words");
        QTest::newRow("Latin-1") << QByteArray("caf\xe9 au lait") << QStringLiteral("its byte 4 is 0xE9");
        QTest::newRow("at the end") << QByteArray("caf\xe9") << QStringLiteral("its byte 4 is 0xE9");
        QTest::newRow("half a pair in UTF-16") << QByteArray("\xff\xfe\x3d\xd8", 4) << QStringLiteral("its byte 1 is 0xED");
    }

    void otherEncodingsAreRefused()
    {
        QFETCH(QByteArray, bytes);
        QFETCH(QString, words);
        try {
            textFrom(bytes.toStdString(), "latin1.txt");
            QFAIL("accepted");
        } catch (const Error &error) {
            const QString said = QString::fromStdString(error.what());
            QVERIFY2(said.startsWith(QStringLiteral("latin1.txt: the text is not in UTF-8: ")), qPrintable(said));
            QVERIFY2(said.contains(words) && said.contains(QStringLiteral("Save it as UTF-8")), qPrintable(said));
        }
    }

    void namesLoseNoByte()
    {
        for (const std::string name : {"/m/gpt2", "/m/caf\xe9", "/m/\xff\xfe/\x80", "/m/café 100 %25#?", "/m/猫🐈", "/m/file:"}) {
            const QString text = fromLocalBytes(name);
            QCOMPARE(toLocalBytes(text), name);
            const QString stored = storedName(text);
            QVERIFY2(stored.isValidUtf16(), qPrintable(stored)); // what a settings file can hold
            QCOMPARE(nameOfStored(stored), text);
            QCOMPARE(stored == text, text.isValidUtf16()); // people's names stay readable
            // As a file manager drops it: every byte that is not plain ASCII is escaped.
            const QByteArray url = "file://" + QByteArray::fromStdString(name).toPercentEncoding("/");
            QCOMPARE(nameIn(QUrl::fromEncoded(url)), text);
        }
        QCOMPARE(nameIn(QUrl::fromLocalFile(QStringLiteral("/m/café 100 %25#?"))), QStringLiteral("/m/café 100 %25#?")); // as dialogs do
    }

    void foldersOfSuchNamesAreThere()
    {
        QTemporaryDir home;
        const std::string name = home.path().toStdString() + "/caf\xe9";
        QVERIFY(!isThere(fromLocalBytes(name)));
        QVERIFY(std::filesystem::create_directory(name));
        QVERIFY(isThere(fromLocalBytes(name)));
    }
};

QTEST_GUILESS_MAIN(LocalBytesTest)
#include "local_bytes_test.moc"
