// The strongest pairs are those that a plain sort of all numbers puts first.
#include "src/patterns/strongest_pairs.h"

#include <QtTest>

#include <algorithm>
#include <cmath>
#include <limits>
#include <random>

using namespace headscope;

namespace {

class GivenPattern : public Pattern {
public:
    GivenPattern(int rows, int columns, unsigned seed)
        : Pattern(eachToken(rows), eachToken(columns))
    {
        std::mt19937 random(seed);
        for (int i = 0; i < rows * columns; ++i)
            numbers.push_back(random() % 7 == 0 ? -std::numeric_limits<float>::infinity() : float(random() % 1000) / 1000); // many alike
    }
    void block(int firstRow, int firstColumn, MutableMatrixView out) const override
    {
        for (int r = 0; r < out.rows; ++r)
            for (int c = 0; c < out.cols; ++c)
                out(r, c) = at(firstRow + r, firstColumn + c);
    }
    float at(int row, int column) const { return numbers[std::size_t(row * columnCount() + column)]; }
    std::string formula() const override { return "given"; }
    bool rowsSumToOne() const override { return false; }

    std::vector<float> numbers;
};

std::vector<StrongPair> sorted(const GivenPattern &pattern)
{
    std::vector<StrongPair> all;
    for (int r = 0; r < pattern.rowCount(); ++r)
        for (int c = 0; c < pattern.columnCount(); ++c)
            if (pattern.at(r, c) > 0)
                all.push_back({r, c, pattern.at(r, c)});
    std::ranges::stable_sort(all, [](const StrongPair &a, const StrongPair &b) { return a.value > b.value; });
    return all;
}

} // namespace

class StrongestPairsTest : public QObject {
    Q_OBJECT

private slots:
    void asASortWouldFind_data();
    void asASortWouldFind();
    void thresholds();
    void stops();
};

void StrongestPairsTest::asASortWouldFind_data()
{
    QTest::addColumn<int>("rows");
    QTest::addColumn<int>("columns");
    QTest::addColumn<int>("most");
    QTest::newRow("none asked for") << 5 << 5 << 0;
    QTest::newRow("one") << 70 << 20 << 1;
    QTest::newRow("some, several blocks") << 200 << 31 << 77;
    QTest::newRow("more than there are") << 6 << 9 << 1000;
    QTest::newRow("no rows") << 0 << 9 << 10;
}

void StrongestPairsTest::asASortWouldFind()
{
    QFETCH(int, rows);
    QFETCH(int, columns);
    QFETCH(int, most);
    const GivenPattern pattern(rows, columns, 3);
    std::vector<StrongPair> expected = sorted(pattern);
    double total = 0;
    for (const StrongPair &pair : expected)
        total += double(pair.value);
    expected.resize(std::min(expected.size(), std::size_t(most)));
    const StrongestPairs found = strongestPairs(pattern, most);
    QVERIFY(found.pairs == expected);
    QVERIFY(std::abs(found.total - total) < 1e-9 * (1 + total));
}

void StrongestPairsTest::thresholds()
{
    StrongestPairs pairs;
    pairs.pairs = {{0, 0, 0.9F}, {1, 0, 0.6F}, {2, 0, 0.5F}, {3, 1, 0.25F}};
    pairs.total = 3;
    QCOMPARE(pairs.countFrom(0.5F), 3);
    QCOMPARE(pairs.countFrom(0.95F), 0);
    QCOMPARE(pairs.countFrom(0), 4);
    QCOMPARE(pairs.countOfShare(0.5), 2); // 0.9 + 0.6 = 1.5
    QCOMPARE(pairs.countOfShare(0.51), 3);
    QCOMPARE(pairs.countOfShare(1), 4); // the rest was not kept
    QVERIFY(std::abs(pairs.shareOf(2) - 0.5) < 1e-6);
    QCOMPARE(StrongestPairs().shareOf(3), 0.0);
}

void StrongestPairsTest::stops()
{
    std::stop_source stop;
    stop.request_stop();
    QVERIFY(strongestPairs(GivenPattern(100, 5, 1), 10, stop.get_token()).pairs.empty());
}

QTEST_APPLESS_MAIN(StrongestPairsTest)
#include "strongest_pairs_test.moc"
