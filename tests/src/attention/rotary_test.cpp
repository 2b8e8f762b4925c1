#include "src/attention/rotary.h"

#include <QTest>

#include <cmath>

using namespace headscope;

class RotaryTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void frequencies();
    void turnsByHand_data();
    void turnsByHand();
    void dependsOnTheDistanceOnly();
    void otherChannelsStay();
};

void RotaryTest::frequencies()
{
    const std::vector<float> found = rotaryFrequencies(10000, 8);
    QCOMPARE(found.size(), std::size_t(4));
    for (int i = 0; i < 4; ++i)
        QVERIFY(std::abs(found[std::size_t(i)] - std::pow(10.0, -i)) < 1e-7 * std::pow(10.0, -i) + 1e-9); // 10000^(−2i/8)
}

void RotaryTest::turnsByHand_data()
{
    QTest::addColumn<bool>("neighbours");
    QTest::newRow("halves") << false;
    QTest::newRow("neighbours") << true;
}

void RotaryTest::turnsByHand()
{
    QFETCH(bool, neighbours);
    const Rotary rotary{4, neighbours ? RotaryPairing::neighbours : RotaryPairing::halves, {1.0f, 0.25f}, 2};
    std::vector<float> table(3 * 4);
    rotaryTable(rotary, {table.data(), 3, 4, 4});
    std::vector<float> x{1, 2, 3, 4};
    rotate(rotary, MatrixView{table.data(), 3, 4, 4, 1}.block(2, 0, 1, 4), 4, {x.data(), 1, 4, 4});

    // Position 2: the first pair turns by 2, the second by 0.5; sine and cosine count twice.
    const auto turned = [](double a, double b, double angle) {
        return std::pair(2 * (a * std::cos(angle) - b * std::sin(angle)), 2 * (b * std::cos(angle) + a * std::sin(angle)));
    };
    const auto first = neighbours ? turned(1, 2, 2) : turned(1, 3, 2);
    const auto second = neighbours ? turned(3, 4, 0.5) : turned(2, 4, 0.5);
    const std::vector<double> expected = neighbours ? std::vector<double>{first.first, first.second, second.first, second.second}
                                                    : std::vector<double>{first.first, second.first, first.second, second.second};
    for (std::size_t i = 0; i < 4; ++i)
        QVERIFY(std::abs(x[i] - expected[i]) < 1e-6); // a few roundings of numbers below 10

    for (int channel = 0; channel < 4; ++channel) {
        const RotaryPair pair = rotaryPair(rotary, channel, 2);
        QVERIFY(pair.first == channel || pair.second == channel);
        QCOMPARE(pair.second - pair.first, neighbours ? 1 : 2);
        const int index = neighbours ? channel / 2 : channel % 2;
        QCOMPARE(pair.cosine, table[std::size_t(8 + index)]);
        QCOMPARE(pair.sine, table[std::size_t(8 + 2 + index)]);
    }
}

void RotaryTest::dependsOnTheDistanceOnly()
{
    const Rotary rotary{6, RotaryPairing::halves, rotaryFrequencies(100, 6), 1};
    std::vector<float> table(40 * 6);
    rotaryTable(rotary, {table.data(), 40, 6, 6});
    const auto at = [&](std::vector<float> x, int position) {
        rotate(rotary, MatrixView{table.data(), 40, 6, 6, 1}.block(position, 0, 1, 6), 6, {x.data(), 1, 6, 6});
        return x;
    };
    const std::vector<float> q{0.3f, -1, 2, 0.5f, 1, -0.7f};
    const std::vector<float> k{1, 0.2f, -0.4f, 2, -1, 0.6f};
    const auto product = [&](int queryAt, int keyAt) {
        const std::vector<float> a = at(q, queryAt);
        const std::vector<float> b = at(k, keyAt);
        double sum = 0;
        for (std::size_t i = 0; i < 6; ++i)
            sum += static_cast<double>(a[i]) * b[i];
        return sum;
    };
    QVERIFY(std::abs(product(7, 3) - product(34, 30)) < 1e-5); // angles up to 34 radians in single precision
    QVERIFY(std::abs(product(7, 3) - product(7, 4)) > 0.1);
}

void RotaryTest::otherChannelsStay()
{
    const Rotary rotary{2, RotaryPairing::halves, {1.0f}, 1};
    std::vector<float> table(2 * 2);
    rotaryTable(rotary, {table.data(), 2, 2, 2});
    std::vector<float> x{1, 0, 5, 6, 0, 1, 7, 8}; // two heads of 4
    rotate(rotary, MatrixView{table.data(), 2, 2, 2, 1}.block(1, 0, 1, 2), 4, {x.data(), 1, 8, 8});
    QCOMPARE(x[0], std::cos(1.0f));
    QCOMPARE(x[1], std::sin(1.0f));
    QCOMPARE(x[4], -std::sin(1.0f));
    QCOMPARE(x[5], std::cos(1.0f));
    for (const std::size_t same : {2, 3, 6, 7})
        QCOMPARE(x[same], (std::vector<float>{1, 0, 5, 6, 0, 1, 7, 8}[same]));
}

QTEST_APPLESS_MAIN(RotaryTest)
#include "rotary_test.moc"
