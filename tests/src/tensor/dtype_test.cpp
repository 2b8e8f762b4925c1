#include "src/tensor/dtype.h"

#include "src/formats/safetensors.h"
#include "tests/src/formats/error_of.h"

#include <QtTest>
#include <algorithm>
#include <cmath>
#include <cstring>
#include <limits>
#include <vector>

using namespace headscope;

namespace {

/// The definition, in double: (−1)^s · 2^(e−15) · (1 + m/1024), subnormal below e = 1.
double halfByDefinition(std::uint16_t half)
{
    const int exponent = half >> 10 & 31;
    const int mantissa = half & 1023;
    double value = 0;
    if (exponent == 31)
        value = mantissa ? std::numeric_limits<double>::quiet_NaN() : std::numeric_limits<double>::infinity();
    else if (exponent == 0)
        value = std::ldexp(mantissa, -24);
    else
        value = std::ldexp(1024 + mantissa, exponent - 25);
    return half & 0x8000 ? -value : value;
}

float largestIn(const std::vector<float> &values, std::size_t first, std::size_t count)
{
    float largest = 0;
    for (const float value : std::span(values).subspan(first, count))
        largest = std::max(largest, std::abs(value));
    return largest;
}

bool sameNumber(double a, double b)
{
    return (std::isnan(a) && std::isnan(b)) || (a == b && std::signbit(a) == std::signbit(b));
}

} // namespace

class DTypeTest : public QObject {
    Q_OBJECT

private slots:
    void everyHalf()
    {
        for (int bits = 0; bits < 65536; ++bits) {
            const auto half = static_cast<std::uint16_t>(bits);
            const float value = floatFromHalf(half);
            QVERIFY2(sameNumber(value, halfByDefinition(half)), qPrintable(QString::number(bits, 16)));
            if (std::isnan(value))
                QVERIFY(std::isnan(floatFromHalf(halfFromFloat(value))));
            else
                QCOMPARE(halfFromFloat(value), half);
        }
    }

    void roundsToNearestHalf()
    {
        // Between each two neighbouring positive halves: a bit below the middle, the middle (to even), a bit above.
        for (int bits = 0; bits < 0x7bff; ++bits) {
            const auto low = static_cast<std::uint16_t>(bits);
            const auto high = static_cast<std::uint16_t>(bits + 1);
            const float middle = (floatFromHalf(low) + floatFromHalf(high)) / 2; // exact: one bit more than a half has
            QCOMPARE(halfFromFloat(std::nextafter(middle, 0.0f)), low);
            QCOMPARE(halfFromFloat(middle), bits % 2 == 0 ? low : high);
            QCOMPARE(halfFromFloat(std::nextafter(middle, 1e6f)), high);
            QCOMPARE(halfFromFloat(-middle), static_cast<std::uint16_t>(0x8000 | (bits % 2 == 0 ? low : high)));
        }
        QCOMPARE(halfFromFloat(65519.0f), std::uint16_t{0x7bff});
        QCOMPARE(halfFromFloat(65520.0f), std::uint16_t{0x7c00}); // half way to 2^16: infinity
        QCOMPARE(halfFromFloat(1e30f), std::uint16_t{0x7c00});
        QCOMPARE(halfFromFloat(-std::numeric_limits<float>::infinity()), std::uint16_t{0xfc00});
        QCOMPARE(halfFromFloat(std::numeric_limits<float>::denorm_min()), std::uint16_t{0});
    }

    void everyBfloatIsTheUpperHalfOfAFloat()
    {
        for (std::uint32_t bits = 0; bits < 65536; ++bits) {
            const float value = floatFromBfloat(static_cast<std::uint16_t>(bits));
            QCOMPARE(std::bit_cast<std::uint32_t>(value) >> 16, bits);
            QCOMPARE(std::bit_cast<std::uint32_t>(value) & 0xffff, 0u);
        }
    }

    void convertsUnalignedBuffers()
    {
        const std::vector<float> wanted{1.5f, -2.0f, 0.0f, 1024.0f, 0.25f};
        for (const DType type : {DType::f32, DType::f16, DType::bf16}) {
            std::vector<std::byte> bytes(1 + wanted.size() * blockBytes(type));
            for (std::size_t i = 0; i < wanted.size(); ++i) {
                const std::uint16_t half = type == DType::f16 ? halfFromFloat(wanted[i])
                                                              : static_cast<std::uint16_t>(std::bit_cast<std::uint32_t>(wanted[i]) >> 16);
                const void *source = type == DType::f32 ? static_cast<const void *>(&wanted[i]) : &half;
                std::memcpy(bytes.data() + 1 + i * blockBytes(type), source, blockBytes(type));
            }
            std::vector<float> values(wanted.size());
            toFloats(type, std::span(bytes).subspan(1), values);
            QCOMPARE(values, wanted);
        }
        toFloats(DType::f16, {}, {});
    }

    void roundsDoublesToTheNearestFloat()
    {
        const std::vector<double> doubles{0.1, -1.0 - 0x1p-24 - 0x1p-40, 1e-300, -1e300, 1.5};
        std::vector<float> values(doubles.size());
        toFloats(DType::f64, std::as_bytes(std::span(doubles)), values);
        QCOMPARE(values, (std::vector<float>{0.1f, -1.0f - 0x1p-23f, 0.0f, -std::numeric_limits<float>::infinity(), 1.5f}));
    }

    // Blocks of random bytes and what the gguf Python package makes of them.
    void blocks_data()
    {
        QTest::addColumn<QByteArray>("name");
        for (const char *name : {"Q8_0", "Q4_0", "Q4_K", "Q6_K"})
            QTest::newRow(name) << QByteArray(name);
    }

    void blocks()
    {
        QFETCH(QByteArray, name);
        const auto file = SafetensorsFile::open(sourcePath("tests/reference/checkpoints/blocks.safetensors"));
        const StoredTensor *stored = file->find(name.toStdString() + ".bytes");
        const StoredTensor *recorded = file->find(name.toStdString() + ".values");
        QVERIFY(stored && recorded);
        const DType type = dtypeNamed(name.toStdString()).value();
        QCOMPARE(bytesOf(type, recorded->count()), stored->bytes.size());
        std::vector<float> wanted(recorded->count());
        toFloats(DType::f32, recorded->bytes, wanted);

        // One byte off any alignment, as in a mapped file.
        std::vector<std::byte> bytes(1);
        bytes.insert(bytes.end(), stored->bytes.begin(), stored->bytes.end());
        std::vector<float> values(wanted.size());
        toFloats(type, std::span(bytes).subspan(1), values);
        if (type != DType::q4_k) {
            QCOMPARE(values, wanted); // two products of numbers that floats hold
            return;
        }
        // A difference of two products: a processor that fuses it rounds once less, by half a step of the product at most.
        for (std::size_t i = 0; i < values.size(); ++i)
            QVERIFY2(std::abs(values[i] - wanted[i]) <= 6e-8f * largestIn(wanted, i / 32 * 32, 32) * 2, qPrintable(QString::number(i)));
    }

    void refusesPartsOfBlocks()
    {
        std::vector<std::byte> bytes(68);
        std::vector<float> values(64);
        QVERIFY_ERROR(bytesOf(DType::q8_0, 33), "33 numbers are no whole number of Q8_0 blocks of 32");
        QVERIFY_ERROR(bytesOf(DType::f64, std::size_t{1} << 62), "more than any file");
        QVERIFY_ERROR(toFloats(DType::q8_0, std::span(bytes).first(67), values), "67 bytes do not hold 64 numbers of type Q8_0");
        QVERIFY_ERROR(toFloats(DType::q8_0, bytes, std::span(values).first(63)), "68 bytes do not hold 63");
        QVERIFY_ERROR(toFloats(DType::q4_k, std::span(bytes).first(0), values), "0 bytes do not hold 64");
    }

    void refusesWrongLengthsAndTypes()
    {
        std::vector<std::byte> bytes(8);
        std::vector<float> values(2);
        QVERIFY_ERROR(toFloats(DType::f16, bytes, values), "8 bytes do not hold 2 numbers of type F16");
        QVERIFY_ERROR(toFloats(DType::f32, std::span(bytes).first(7), std::span(values).first(1)), "7 bytes");
        QVERIFY_ERROR(toFloats(DType::i32, bytes, values), "I32");
    }

    void names()
    {
        for (const char *name : {"F32", "F16", "BF16", "F64", "I64", "I32", "I16", "I8", "U64", "U32", "U16", "U8", "BOOL", "F8_E4M3",
                 "F8_E5M2", "Q8_0", "Q4_0", "Q4_K", "Q6_K"}) {
            const std::optional<DType> type = dtypeNamed(name);
            QVERIFY(type.has_value());
            QCOMPARE(nameOf(*type), std::string_view(name));
        }
        QCOMPARE(blockBytes(DType::f64), std::size_t{8});
        QCOMPARE(blockNumbers(DType::f64), std::size_t{1});
        QCOMPARE(blockBytes(DType::boolean), std::size_t{1});
        QCOMPARE(blockBytes(DType::q6_k), std::size_t{210});
        QCOMPARE(blockNumbers(DType::q6_k), std::size_t{256});
        QVERIFY(!dtypeNamed("f32"));
        QVERIFY(!dtypeNamed(""));
        for (const DType type : {DType::f32, DType::f16, DType::bf16, DType::f64, DType::q8_0, DType::q4_0, DType::q4_k, DType::q6_k})
            QVERIFY(convertsToFloat(type));
        for (const DType type : {DType::i64, DType::boolean, DType::f8e5m2})
            QVERIFY(!convertsToFloat(type));
    }
};

QTEST_APPLESS_MAIN(DTypeTest)
#include "dtype_test.moc"
