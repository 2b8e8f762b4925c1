// Ticks are round and where their numbers are; digits say what they should; labels are spread as near to their wishes as can be.
#include "ui/views/shared/charts/chart_axis.h"
#include "ui/views/shared/charts/label_spread.h"

#include <QtTest>

#include <algorithm>
#include <cmath>
#include <random>

using namespace headscope;

class ChartAxisTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void linearTicksAreRound();
    void logTicksArePowers();
    void fewDecadesGetMore();
    void positionsAreShares();
    void digits_data();
    void digits();
    void labelsStayWhereTheyFit();
    void labelsNeverTouch();
    void labelsAreAsNearAsTheyCanBe();
};

void ChartAxisTest::linearTicksAreRound()
{
    const ChartAxis axis = fittedAxis({}, 0.03, 0.87);
    QCOMPARE(axis.low, 0.0);
    QVERIFY(std::abs(axis.high - 1) < 1e-12);
    const auto ticks = axisTicks(axis, 6);
    QCOMPARE(ticks.size(), std::size_t(6));
    for (std::size_t i = 0; i < ticks.size(); ++i)
        QVERIFY(std::abs(ticks[i] - 0.2 * double(i)) < 1e-12);
    QVERIFY(axisTicks(axis, 3).size() <= 3);
    QCOMPARE(axisTicks({.unit = AxisUnit::count, .high = 3}, 20).size(), std::size_t(4)); // nothing is counted in halves
}

void ChartAxisTest::logTicksArePowers()
{
    const ChartAxis axis = fittedAxis({.base = 2}, 64, 32768);
    QCOMPARE(axisTicks(axis, 20).size(), std::size_t(10));
    const auto few = axisTicks(axis, 5);
    QVERIFY(few.size() <= 5 && few.size() >= 2);
    QCOMPARE(few.back(), 32768.0);
    for (const double tick : few)
        QCOMPARE(std::log2(tick), std::round(std::log2(tick)));
}

void ChartAxisTest::fewDecadesGetMore()
{
    const auto ticks = axisTicks(fittedAxis({.base = 10}, 0.3, 4), 9);
    QVERIFY(ticks.size() >= 3);
    QVERIFY(std::ranges::is_sorted(ticks));
    for (const double tick : ticks)
        QVERIFY(tick >= 0.3 && tick <= 4);
}

void ChartAxisTest::positionsAreShares()
{
    const ChartAxis axis{.base = 10, .low = 1, .high = 100};
    QVERIFY(std::abs(axis.position(10) - 0.5) < 1e-12);
    QVERIFY(!axis.canShow(0) && !axis.canShow(NAN) && axis.canShow(1e-9));
    const ChartAxis linear{.low = -1, .high = 3};
    QCOMPARE(linear.position(0), 0.25);
    QVERIFY(linear.canShow(-5));
    const ChartAxis same = fittedAxis({.base = 10}, 5, 5);
    QVERIFY(same.low < 5 && same.high > 5);
    const ChartAxis flat = fittedAxis({}, 2, 2);
    QVERIFY(flat.low <= 2 && flat.high > 2);
}

void ChartAxisTest::digits_data()
{
    QTest::addColumn<double>("value");
    QTest::addColumn<int>("unit");
    QTest::addColumn<QString>("tick");
    QTest::addColumn<QString>("read");
    const auto row = [](double value, AxisUnit unit, const char *tick, const char *read) {
        QTest::addRow("%g %d", value, int(unit)) << value << int(unit) << QString::fromUtf8(tick) << QString::fromUtf8(read);
    };
    row(0, AxisUnit::number, "0", "0");
    row(-0.2, AxisUnit::number, "−0.2", "−0.2");
    row(2.5e-7, AxisUnit::number, "2.5 · 10^−7", "2.5 · 10^−7");
    row(0.001, AxisUnit::number, "0.001", "0.001");
    row(512, AxisUnit::count, "512", "512");
    row(32768, AxisUnit::count, "32k", "32,768");
    row(5000, AxisUnit::count, "5k", "5,000");
    row(1e6, AxisUnit::count, "10⁶", "10⁶");
    row(2.5e9, AxisUnit::count, "2.5 · 10⁹", "2.5 · 10⁹");
    row(0.001, AxisUnit::seconds, "1 ms", "1 ms");
    row(0.0234, AxisUnit::seconds, "23.4 ms", "23.4 ms");
    row(10, AxisUnit::seconds, "10 s", "10 s");
    row(2e-5, AxisUnit::seconds, "20 µs", "20 µs");
    row(4.2e6, AxisUnit::bytes, "4.2 MB", "4.2 MB");
    row(800, AxisUnit::bytes, "800 B", "800 B");
    row(0.4, AxisUnit::share, "40 %", "40 %");
}

void ChartAxisTest::digits()
{
    QFETCH(double, value);
    QFETCH(int, unit);
    QTEST(tickText(value, AxisUnit(unit)), "tick");
    QTEST(valueText(value, AxisUnit(unit)), "read");
}

void ChartAxisTest::labelsStayWhereTheyFit()
{
    const std::vector<double> wished{30, 90, 60};
    QCOMPARE(spreadLabels(wished, 16, 0, 200), wished);
}

void ChartAxisTest::labelsNeverTouch()
{
    std::mt19937 random(7);
    std::uniform_real_distribution<double> place(0, 300);
    for (int round = 0; round < 200; ++round) {
        std::vector<double> wished(std::size_t(round % 18));
        std::ranges::generate(wished, [&] { return std::round(place(random) / 20) * 20; });
        std::vector<double> places = spreadLabels(wished, 16, 10, 290);
        for (std::size_t i = 0; i < places.size(); ++i) {
            QVERIFY(places[i] >= 18 - 1e-9);
            QVERIFY(places[i] <= (places.size() <= 17 ? 282 + 1e-9 : INFINITY));
            for (std::size_t j = 0; j < i; ++j) {
                QVERIFY(std::abs(places[i] - places[j]) >= 16 - 1e-9);
                QVERIFY(wished[j] == wished[i] || (places[j] < places[i]) == (wished[j] < wished[i]));
            }
        }
    }
}

void ChartAxisTest::labelsAreAsNearAsTheyCanBe()
{
    // Three that wish for one place are spread evenly around it; one at the edge pushes the next.
    QCOMPARE(spreadLabels(std::vector<double>{50, 50, 50}, 10, 0, 100), (std::vector<double>{40, 50, 60}));
    QCOMPARE(spreadLabels(std::vector<double>{1, 4}, 10, 0, 100), (std::vector<double>{5, 15}));
    QCOMPARE(spreadLabels(std::vector<double>{99, 99}, 10, 0, 100), (std::vector<double>{85, 95}));
}

QTEST_APPLESS_MAIN(ChartAxisTest)
#include "chart_axis_test.moc"
