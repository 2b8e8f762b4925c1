#include "src/formats/byte_reader.h"

#include "tests/src/formats/error_of.h"

#include <QtTest>
#include <limits>

using namespace headscope;

class ByteReaderTest : public QObject {
    Q_OBJECT

private slots:
    void readsInOrderAndStopsAtTheEnd()
    {
        const std::string bytes("\x01\x02\x00\x00\x80"
                                "abc",
            8);
        const std::string where = "x";
        ByteReader reader(std::as_bytes(std::span(bytes)), where);
        QCOMPARE(reader.number<std::uint8_t>(), std::uint8_t{1});
        QCOMPARE(reader.number<std::int32_t>(), std::numeric_limits<std::int32_t>::min() + 2);
        QCOMPARE(reader.position(), std::size_t{5});
        QVERIFY_ERROR(reader.number<std::uint32_t>(), "x: at byte 5, 4 bytes are needed and 3 are left");
        QVERIFY_ERROR(reader.bytes(std::numeric_limits<std::uint64_t>::max()), "18446744073709551615 bytes are needed");
        QCOMPARE(reader.text(3), std::string_view("abc"));
        QCOMPARE(reader.left(), std::size_t{0});
        QCOMPARE(reader.text(0), std::string_view());
        QVERIFY_ERROR(reader.bytes(1), "1 bytes are needed and 0 are left");
    }
};

QTEST_APPLESS_MAIN(ByteReaderTest)
#include "byte_reader_test.moc"
