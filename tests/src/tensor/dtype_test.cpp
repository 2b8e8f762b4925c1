#include "src/tensor/dtype.h"
#include "tests/src/formats/error_of.h"

#include <QtTest>
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
            std::vector<std::byte> bytes(1 + wanted.size() * sizeOf(type));
            for (std::size_t i = 0; i < wanted.size(); ++i) {
                const std::uint16_t half = type == DType::f16 ? halfFromFloat(wanted[i])
                                                              : static_cast<std::uint16_t>(std::bit_cast<std::uint32_t>(wanted[i]) >> 16);
                const void *source = type == DType::f32 ? static_cast<const void *>(&wanted[i]) : &half;
                std::memcpy(bytes.data() + 1 + i * sizeOf(type), source, sizeOf(type));
            }
            std::vector<float> values(wanted.size());
            toFloats(type, std::span(bytes).subspan(1), values);
            QCOMPARE(values, wanted);
        }
        toFloats(DType::f16, {}, {});
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
        for (const char *name :
            {"F32", "F16", "BF16", "F64", "I64", "I32", "I16", "I8", "U64", "U32", "U16", "U8", "BOOL", "F8_E4M3", "F8_E5M2"}) {
            const std::optional<DType> type = dtypeNamed(name);
            QVERIFY(type.has_value());
            QCOMPARE(nameOf(*type), std::string_view(name));
        }
        QCOMPARE(sizeOf(DType::f64), std::size_t{8});
        QCOMPARE(sizeOf(DType::boolean), std::size_t{1});
        QVERIFY(!dtypeNamed("f32"));
        QVERIFY(!dtypeNamed(""));
        QVERIFY(convertsToFloat(DType::bf16) && !convertsToFloat(DType::f64));
    }
};

QTEST_APPLESS_MAIN(DTypeTest)
#include "dtype_test.moc"
