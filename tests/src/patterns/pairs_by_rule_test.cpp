// The strongest pairs against sorting all numbers of a pattern.
#include "src/patterns/pairs_by_rule.h"

#include <QtTest>

#include <algorithm>
#include <cmath>
#include <random>
#include <set>

using namespace headscope;

namespace {

class Numbers : public Pattern {
public:
    Numbers(int rows, int columns, std::vector<float> numbers, bool causal, float beyond)
        : Pattern(eachToken(rows), eachToken(columns))
        , m_numbers(std::move(numbers))
        , m_causal(causal)
        , m_beyond(beyond)
    {
    }
    void block(int firstRow, int firstColumn, MutableMatrixView out) const override
    {
        for (int r = 0; r < out.rows; ++r)
            for (int c = 0; c < out.cols; ++c)
                out(r, c) = m_numbers[std::size_t(firstRow + r) * columnCount() + firstColumn + c];
    }
    int reach(int firstRow, int count) const override { return m_causal ? std::min(columnCount(), firstRow + count) : columnCount(); }
    float beyondReach() const override { return m_beyond; }
    std::string formula() const override { return "A"; }
    bool rowsSumToOne() const override { return false; }

private:
    std::vector<float> m_numbers;
    bool m_causal;
    float m_beyond;
};

std::shared_ptr<const Numbers> pattern(int rows, int columns, bool causal, bool scores, unsigned seed)
{
    std::mt19937 random(seed);
    std::normal_distribution<float> normal(0, 2);
    std::vector<float> numbers;
    for (int r = 0; r < rows; ++r)
        for (int c = 0; c < columns; ++c)
            numbers.push_back(causal && c > r ? (scores ? -INFINITY : 0.0f) : scores ? normal(random) : std::exp(normal(random) - 5));
    return std::make_shared<Numbers>(rows, columns, numbers, causal, scores ? -INFINITY : 0.0f);
}

std::vector<float> sortedNumbers(const Pattern &made, bool scores)
{
    std::vector<float> numbers(std::size_t(made.rowCount()) * made.columnCount());
    made.block(0, 0, {numbers.data(), made.rowCount(), made.columnCount(), made.columnCount()});
    std::erase_if(numbers, [&](float number) { return std::isinf(number) || (!scores && number == 0); });
    std::sort(numbers.begin(), numbers.end());
    return numbers;
}

} // namespace

class PairsByRuleTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void shareIsOfAllPairs_data();
    void shareIsOfAllPairs();
    void weightIsAThreshold();
    void filterLeavesOut();
    void neverMoreThanMost();
    void nothingToChoose();
    void stops();
};

void PairsByRuleTest::shareIsOfAllPairs_data()
{
    QTest::addColumn<int>("rows");
    QTest::addColumn<int>("columns");
    QTest::addColumn<bool>("causal");
    QTest::addColumn<bool>("scores");
    QTest::newRow("causal") << 150 << 150 << true << false;
    QTest::newRow("two texts") << 90 << 210 << false << false;
    QTest::newRow("scores") << 120 << 120 << true << true;
    QTest::newRow("one") << 1 << 1 << true << false;
}

void PairsByRuleTest::shareIsOfAllPairs()
{
    QFETCH(int, rows);
    QFETCH(int, columns);
    QFETCH(bool, causal);
    QFETCH(bool, scores);
    const auto made = pattern(rows, columns, causal, scores, 3);
    const std::vector<float> all = sortedNumbers(*made, scores);
    for (const double share : {0.001, 0.05, 0.5, 1.0}) {
        const auto found = pairsByRule(*made, {PairRule::Kind::share, share}, 1'000'000);
        QVERIFY(found);
        QCOMPARE(found->possible, std::int64_t(all.size()));
        const auto wanted = std::size_t(std::ceil(share * double(all.size())));
        // Numbers within 0.8 % of the threshold stay or go together.
        const float threshold = all[all.size() - wanted];
        const float slack = std::abs(threshold) * 0.01f;
        const auto atLeast = [&](float number) { return std::size_t(all.end() - std::lower_bound(all.begin(), all.end(), number)); };
        QVERIFY(found->pairs.size() <= std::max<std::size_t>(wanted, atLeast(all.back() - std::abs(all.back()) * 0.01f)));
        QVERIFY(found->pairs.size() + 1 >= std::min(wanted, atLeast(threshold + slack)));
        // They are the largest: exactly those from the threshold on.
        QCOMPARE(found->pairs.size(), atLeast(found->threshold));
        QVERIFY(std::is_sorted(found->pairs.begin(), found->pairs.end(), [](auto &a, auto &b) { return a.weight < b.weight; }));
        for (const RuledPair &pair : found->pairs) {
            float number = 0;
            made->block(pair.row, pair.column, {&number, 1, 1, 1});
            QCOMPARE(pair.weight, number);
        }
        QCOMPARE(found->largest, all.back());
        QCOMPARE(found->smallest, all.front());
        QVERIFY(!found->cut);
    }
}

void PairsByRuleTest::weightIsAThreshold()
{
    const auto made = pattern(100, 100, true, false, 4);
    const std::vector<float> all = sortedNumbers(*made, false);
    for (const double weight : {0.0, 0.01, 0.1, 100.0}) {
        const auto found = pairsByRule(*made, {PairRule::Kind::weight, weight}, 1'000'000);
        QCOMPARE(
            found->pairs.size(), std::size_t(std::count_if(all.begin(), all.end(), [&](float number) { return number >= float(weight); })));
    }
}

void PairsByRuleTest::filterLeavesOut()
{
    const auto made = pattern(40, 40, false, false, 5);
    std::vector<char> rows(40);
    std::vector<char> columns(40);
    for (int i = 0; i < 40; ++i) {
        rows[i] = i < 20;
        columns[i] = i >= 30;
    }
    const auto found = pairsByRule(*made, {PairRule::Kind::share, 1}, 1'000'000, rows, columns);
    QCOMPARE(found->pairs.size(), std::size_t(200));
    QCOMPARE(found->possible, std::int64_t(200));
    for (const RuledPair &pair : found->pairs)
        QVERIFY(pair.row < 20 && pair.column >= 30);
}

void PairsByRuleTest::neverMoreThanMost()
{
    const auto made = pattern(100, 100, false, false, 6);
    const auto found = pairsByRule(*made, {PairRule::Kind::share, 1}, 500);
    QVERIFY(found->pairs.size() <= 500);
    QVERIFY(found->pairs.size() > 400);
    QVERIFY(found->cut);
    QVERIFY(!pairsByRule(*made, {PairRule::Kind::share, 0.01}, 500)->cut);
    // All alike: the bin is larger than allowed, some of it still shows.
    const auto even = std::make_shared<Numbers>(50, 50, std::vector<float>(2500, 0.02f), false, 0.0f);
    const auto some = pairsByRule(*even, {PairRule::Kind::share, 1}, 100);
    QCOMPARE(some->pairs.size(), std::size_t(100));
    QVERIFY(some->cut);
}

void PairsByRuleTest::nothingToChoose()
{
    const Numbers zeros(3, 3, std::vector<float>(9, 0.0f), false, 0.0f);
    const auto found = pairsByRule(zeros, {}, 100);
    QVERIFY(found->pairs.empty());
    QCOMPARE(found->possible, std::int64_t(0));
    const Numbers empty(0, 0, {}, false, 0.0f);
    QVERIFY(pairsByRule(empty, {}, 100)->pairs.empty());
}

void PairsByRuleTest::stops()
{
    std::stop_source stop;
    stop.request_stop();
    QVERIFY(!pairsByRule(*pattern(100, 100, false, false, 6), {}, 100, {}, {}, stop.get_token()));
}

QTEST_APPLESS_MAIN(PairsByRuleTest)
#include "pairs_by_rule_test.moc"
