// The exponential and the error function of our own against the standard library's, over their whole range.

#include "src/ops/vector_math.h"

#include <QTest>

#include <bit>
#include <cmath>
#include <limits>

using namespace headscope;

class VectorMathTest : public QObject {
    Q_OBJECT

private slots:
    void exponential();
    void exponentialAtItsEnds();
    void logarithm();
    void errorFunction();
};

void VectorMathTest::exponential()
{
    double worst = 0; // in units of the last place of the exact result
    for (double x = -87.3; x < 88.3; x += 0.000173) {
        const auto argument = static_cast<float>(x);
        const double exact = std::exp(static_cast<double>(argument));
        const auto rounded = static_cast<float>(exact);
        const double unit = std::nextafter(rounded, std::numeric_limits<float>::infinity()) - static_cast<double>(rounded);
        worst = std::max(worst, std::abs(fastExp(argument) - exact) / unit);
    }
    qInfo("largest error of the exponential: %.2f ulp", worst);
    QVERIFY(worst <= 2);
}

void VectorMathTest::exponentialAtItsEnds()
{
    constexpr float infinity = std::numeric_limits<float>::infinity();
    QCOMPARE(fastExp(-infinity), 0.0f);
    QCOMPARE(fastExp(-1e30f), 0.0f);
    QCOMPARE(fastExp(-88.0f), 0.0f);
    QCOMPARE(fastExp(0.0f), 1.0f);
    QCOMPARE(fastExp(-0.0f), 1.0f);
    QVERIFY(std::isfinite(fastExp(infinity)) && fastExp(infinity) > 1e38f);
    QVERIFY(std::isnan(fastExp(std::numeric_limits<float>::quiet_NaN())));
}

void VectorMathTest::logarithm()
{
    double worst = 0; // of the larger of 1 and the logarithm
    for (double x = -125.9; x < 127; x += 0.00037) {
        const auto argument = static_cast<float>(std::exp2(x));
        const double exact = std::log2(static_cast<double>(argument));
        worst = std::max(worst, std::abs(fastLog2(argument) - exact) / std::max(1.0, std::abs(exact)));
    }
    qInfo("largest error of the logarithm: %.2e", worst);
    QVERIFY(worst <= 2e-7);
    for (int exponent = -126; exponent < 128; ++exponent)
        QCOMPARE(fastLog2(static_cast<float>(std::exp2(exponent))), static_cast<float>(exponent));
}

void VectorMathTest::errorFunction()
{
    double worst = 0;
    for (double x = -6; x < 6; x += 0.0000117) {
        const auto argument = static_cast<float>(x);
        worst = std::max(worst, std::abs(fastErf(argument) - std::erf(static_cast<double>(argument))));
    }
    qInfo("largest error of erf: %.2e", worst);
    QVERIFY(worst <= 5e-7);
    QVERIFY(std::isnan(fastErf(std::numeric_limits<float>::quiet_NaN())));
}

QTEST_APPLESS_MAIN(VectorMathTest)
#include "vector_math_test.moc"
