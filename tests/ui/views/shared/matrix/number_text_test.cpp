#include "ui/views/shared/matrix/number_text.h"

#include <QtTest>

#include <limits>
#include <vector>

using namespace headscope;

class NumberTextTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void minusIsAMinus();
    void exactReadsBack();
    void zeroHasNoSign();
    void wholeNumbersHaveNoDecimals();
    void largeAndTinyAreScientific();
};

namespace {

MatrixView row(const std::vector<float> &numbers)
{
    return {numbers.data(), 1, int(numbers.size()), std::ptrdiff_t(numbers.size()), 1};
}

} // namespace

void NumberTextTest::minusIsAMinus()
{
    QCOMPARE(numberText(-1.644, {2}), QStringLiteral("−1.64"));
    QCOMPARE(exactText(-0.5F), QStringLiteral("−0.5"));
    QCOMPARE(exactText(-std::numeric_limits<float>::infinity()), QStringLiteral("−∞"));
    QCOMPARE(numberText(std::numeric_limits<double>::quiet_NaN(), {2}), QStringLiteral("NaN"));
}

void NumberTextTest::exactReadsBack()
{
    for (const float value : {0.1F, -1.0F / 3, 3.4e38F, 1e-45F, 16777217.0F}) {
        const QString text = exactText(value).replace(QChar(0x2212), QLatin1Char('-'));
        QCOMPARE(text.toFloat(), value);
    }
}

void NumberTextTest::zeroHasNoSign()
{
    QCOMPARE(numberText(-0.004, {2}), QStringLiteral("0.00"));
    QCOMPARE(numberText(-0.006, {2}), QStringLiteral("−0.01"));
}

void NumberTextTest::wholeNumbersHaveNoDecimals()
{
    QCOMPARE(formatFor(row({1, -12, 0}), 2).decimals, 0);
    QCOMPARE(formatFor(row({1, 0.5F}), 2).decimals, 1);
    QCOMPARE(formatFor(row({1, 0.123F}), 2).decimals, 2);
    QCOMPARE(widestText(row({1, -12, 0}), {0}), 3);
}

void NumberTextTest::largeAndTinyAreScientific()
{
    QVERIFY(formatFor(row({1, 123456}), 2).scientific);
    QVERIFY(formatFor(row({1e-4F, 2e-5F}), 2).scientific);
    QVERIFY(!formatFor(row({0, 0}), 2).scientific);
    QCOMPARE(numberText(-123456, {2, true}), QStringLiteral("−1.2e5"));
}

QTEST_GUILESS_MAIN(NumberTextTest)
#include "number_text_test.moc"
