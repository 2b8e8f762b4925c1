#include "src/formats/zip_archive.h"

#include "tests/src/formats/error_of.h"
#include "tests/src/formats/zip_file.h"

#include <QtTest>

using namespace headscope;

namespace {

const std::string kWhere = "x.bin";

std::string_view textOf(std::span<const std::byte> bytes)
{
    return {reinterpret_cast<const char *>(bytes.data()), bytes.size()};
}

ZipArchive opened(const std::string &bytes)
{
    return ZipArchive(std::as_bytes(std::span(bytes)), kWhere);
}

} // namespace

class ZipArchiveTest : public QObject {
    Q_OBJECT

private slots:
    void entriesInPlace_data()
    {
        QTest::addColumn<bool>("zip64");
        QTest::newRow("zip") << false;
        QTest::newRow("zip64") << true;
    }

    void entriesInPlace()
    {
        QFETCH(bool, zip64);
        ZipBytes zip;
        zip.zip64 = zip64;
        zip.comment = "PK and more";
        const std::string bytes = zip.add("a/one", "first").add("a/none", "").add("two", std::string(1000, 'z')).bytes();
        const ZipArchive archive = opened(bytes);
        QCOMPARE(archive.entries().size(), std::size_t{3});
        QCOMPARE(textOf(archive.entries().at("a/one")), std::string_view("first"));
        QCOMPARE(archive.entries().at("a/none").size(), std::size_t{0});
        QCOMPARE(archive.entries().at("two").size(), std::size_t{1000});
        const std::byte *start = archive.entries().at("a/one").data();
        QVERIFY(start > reinterpret_cast<const std::byte *>(bytes.data())
            && start < reinterpret_cast<const std::byte *>(bytes.data() + bytes.size()));
        QVERIFY(ZipArchive::recognises(std::as_bytes(std::span(bytes))));
        QVERIFY(!ZipArchive::recognises({}));
    }

    void refusals()
    {
        const std::string good = ZipBytes().add("a", "first").bytes();
        QVERIFY_ERROR(opened(""), "list of contents, at its end, is missing");
        QVERIFY_ERROR(opened(good.substr(0, good.size() - 1)), "list of contents, at its end, is missing");
        QVERIFY_ERROR(opened(good.substr(3)), "x.bin: ");
        ZipBytes compressed;
        compressed.method = 8;
        compressed.add("a", "x");
        const std::string where = "x.bin";
        const std::string bytes = compressed.bytes();
        const ZipArchive archive(std::as_bytes(std::span(bytes)), where);
        QCOMPARE(archive.entries().size(), std::size_t{1});
        QVERIFY_ERROR(archive.requireStored(), "x.bin: the entry “a” is compressed");
        ZipBytes encrypted;
        encrypted.flags = 1;
        QVERIFY_ERROR(opened(encrypted.add("a", "x").bytes()), "the entry “a” is encrypted");
        ZipBytes renamed;
        renamed.localName = "b";
        QVERIFY_ERROR(opened(renamed.add("a", "x").bytes()), "another name");
        QVERIFY_ERROR(opened(ZipBytes().add("a", "x").add("a", "y").bytes()), "two entries “a”");
        std::string many = good;
        many[many.size() - 12] = '\x7f'; // entries
        QVERIFY_ERROR(opened(many), "claims 127 entries, more than");
        std::string far = good;
        far[far.size() - 4] = '\x7f'; // start of the list
        QVERIFY_ERROR(opened(far), "are needed");
    }

    void everyTruncationAndEveryChangedByteIsSafe()
    {
        ZipBytes zip;
        zip.zip64 = true;
        const std::string good = zip.add("a/one", "first").add("b", "second").bytes();
        for (std::size_t size = 0; size < good.size(); ++size)
            QVERIFY(!errorOf([&] { opened(good.substr(0, size)); }).isEmpty());
        for (std::size_t at = 0; at < good.size(); ++at)
            for (const char byte : {'\x00', '\xff', '\x01', '\x80'}) {
                std::string changed = good;
                changed[at] = byte;
                errorOf([&] {
                    const ZipArchive archive = opened(changed);
                    for (const auto &[name, content] : archive.entries())
                        QVERIFY(content.data() >= reinterpret_cast<const std::byte *>(changed.data()) && content.size() <= changed.size());
                });
            }
    }
};

QTEST_APPLESS_MAIN(ZipArchiveTest)
#include "zip_archive_test.moc"
