#include "src/formats/download_check.h"

#include "src/formats/json.h"
#include "src/formats/safetensors.h"
#include "tests/src/formats/error_of.h"

#include <QtTest>

using namespace headscope;

class DownloadCheckTest : public QObject {
    Q_OBJECT

private slots:
    void saysWhatWentWrong_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<QByteArray>("words");
        QTest::newRow("empty") << QByteArray() << QByteArray("the file is empty");
        QTest::newRow("pointer") << QByteArray("version https://git-lfs.github.com/spec/v1\noid sha256:4d7a\nsize 5\n")
                                 << QByteArray(
                                        "this is only a Git LFS pointer, a few lines of text in the place of the file. Run “git lfs pull”");
        QTest::newRow("page") << QByteArray("\n <!DOCTYPE HTML><html><body>Not found") << QByteArray("this is a web page");
        QTest::newRow("page without a type") << QByteArray("<HTML lang=en>") << QByteArray("this is a web page");
        QTest::newRow("server's message") << QByteArray("<?xml version='1.0'?><Error><Code>AccessDenied")
                                          << QByteArray("this is a web page");
        for (const char *answer : {"Entry not found", "Invalid username or password.", "Repository not found", R"({"error":"Access denied"})",
                 "Access to model org/name is restricted. You must be authenticated"})
            QTest::newRow(answer) << QByteArray(answer) << QByteArray("this is a server's answer that there was no such file or no right to it");
    }

    void saysWhatWentWrong()
    {
        QFETCH(QByteArray, bytes);
        QFETCH(QByteArray, words);
        const auto file = MappedFile::holding(std::as_bytes(std::span(bytes.constData(), static_cast<std::size_t>(bytes.size()))), "a/x");
        QVERIFY_ERROR(requireDownloaded(*file), ("a/x: " + words).constData());
        QVERIFY_ERROR(SafetensorsFile::read(file), words.constData());
    }

    void otherFilesPass()
    {
        for (const std::string text : {"{", "x", "version 2", "< html", "<htm"})
            QCOMPARE(errorOf([&] { requireDownloaded(*MappedFile::holding(std::as_bytes(std::span(text)), "x")); }), QString());
        QCOMPARE(errorOf([&] { requireNoPlaceholder(*MappedFile::holding({}, "x")); }), QString());
        const std::string vocabulary = "unauthorized\n" + std::string(2000, 'x'); // words, not an answer
        QCOMPARE(errorOf([&] { requireDownloaded(*MappedFile::holding(std::as_bytes(std::span(vocabulary)), "vocab.txt")); }), QString());
    }
};

QTEST_APPLESS_MAIN(DownloadCheckTest)
#include "download_check_test.moc"
