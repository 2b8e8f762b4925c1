#include "ui/session/text_file.h"

#include "tests/src/formats/error_of.h"
#include "ui/session/local_bytes.h"

#include <QTemporaryDir>
#include <QtTest>

#include <filesystem>
#include <fstream>
#include <sstream>
#include <sys/stat.h>

using namespace headscope;

class TextFileTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void encodings()
    {
        using namespace std::string_literals;
        QCOMPARE(textFrom("caf\xc3\xa9", "x"), "café"s);
        QCOMPARE(textFrom("\xef\xbb\xbf"
                          "café",
                     "x"),
            "café"s);
        QCOMPARE(textFrom("\xff\xfe"
                          "c\0\xe9\0"s,
                     "x"),
            "cé"s);
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
        const QString said = errorOf([&] { textFrom(bytes.toStdString(), "latin1.txt"); });
        QVERIFY2(said.startsWith(QStringLiteral("latin1.txt: the text is not in UTF-8: ")), qPrintable(said));
        QVERIFY2(said.contains(words) && said.contains(QStringLiteral("Save it as UTF-8")), qPrintable(said));
    }

    void filesWhoseNamesAreNotUtf8()
    {
        QTemporaryDir folder;
        const std::string name = folder.path().toStdString() + "/caf\xe9.txt";
        std::ofstream(name) << "one\ntwo\n";
        QCOMPARE(readTextFile(fromLocalBytes(name)), std::string("one\ntwo\n"));
        std::filesystem::remove(name); // QTemporaryDir cannot name it
    }

    void whatIsNoTextIsRefused()
    {
        QTemporaryDir folder;
        const std::string place = folder.path().toStdString();
        std::ofstream(place + "/binary") << std::string("PK\3\4\0\0", 6);
        QCOMPARE(::mkfifo((place + "/pipe").c_str(), 0600), 0);
        std::filesystem::create_symlink("nowhere", place + "/dangling");
        const std::vector<std::pair<QString, QString>> cases = {{QStringLiteral("binary"), QStringLiteral("this is not a text")},
            {QStringLiteral("pipe"), QStringLiteral("cannot be read")}, {QStringLiteral("dangling"), QStringLiteral("cannot be read")},
            {QStringLiteral("missing"), QStringLiteral("cannot be read")}, {QStringLiteral("."), QStringLiteral("cannot be read")}};
        for (const auto &[name, words] : cases) {
            const QString path = folder.filePath(name);
            const QString problem = errorOf([&] { readTextFile(path); });
            QVERIFY2(problem.contains(words) && problem.contains(name), qPrintable(name + QStringLiteral(": ") + problem));
        }
    }

    // Wherever a text is read, and without holding more than the limit.
    void theLimit()
    {
        std::istringstream most(std::string(kMostTextBytes, 'a'));
        QCOMPARE(readText(most, "x").size(), kMostTextBytes);
        std::istringstream more(std::string(kMostTextBytes + 1, 'a'));
        const QString problem = errorOf([&] { readText(more, "the pipe"); });
        QVERIFY2(problem.startsWith(QStringLiteral("the pipe: more than 10 MB of text")), qPrintable(problem));
        QTemporaryDir folder;
        const QString name = folder.filePath(QStringLiteral("large.txt"));
        std::ofstream(name.toStdString()) << std::string(kMostTextBytes + 1, 'a');
        QVERIFY(errorOf([&] { readTextFile(name); }).contains(QStringLiteral("more than 10 MB of text")));
    }
};

QTEST_GUILESS_MAIN(TextFileTest)
#include "text_file_test.moc"
