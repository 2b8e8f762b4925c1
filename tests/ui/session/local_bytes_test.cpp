#include "ui/session/local_bytes.h"

#include <QTemporaryDir>
#include <QUrl>
#include <QtTest>

#include <filesystem>

using namespace headscope;

class LocalBytesTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
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
        // Not the file of the same name on this computer.
        QCOMPARE(nameIn(QUrl(QStringLiteral("file://server/share/a.txt"))), QStringLiteral("//server/share/a.txt"));
    }

    void foldersOfSuchNamesAreThere()
    {
        QTemporaryDir home;
        const std::string name = home.path().toStdString() + "/caf\xe9";
        QVERIFY(!isThere(fromLocalBytes(name)));
        QVERIFY(std::filesystem::create_directory(name));
        QVERIFY(isThere(fromLocalBytes(name)));
        std::filesystem::remove(name); // QTemporaryDir cannot name it
    }
};

QTEST_GUILESS_MAIN(LocalBytesTest)
#include "local_bytes_test.moc"
