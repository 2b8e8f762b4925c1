// Pooled pictures, tiles and totals against plain loops over the whole pattern.
#include "src/patterns/pooled_pattern.h"

#include "src/tensor/missing_number.h"

#include <QtTest>

#include <cmath>
#include <limits>
#include <random>
#include <stdexcept>

using namespace headscope;

namespace {

constexpr float kInfinity = std::numeric_limits<float>::infinity();

// Numbers of a seed; `forbidden` above the diagonal when causal.
class GivenPattern : public Pattern {
public:
    GivenPattern(int rows, int columns, bool causal, float forbidden)
        : Pattern(eachToken(rows), eachToken(columns))
        , m_causal(causal)
        , m_forbidden(forbidden)
    {
        std::mt19937 random(7);
        std::normal_distribution<float> normal;
        for (int i = 0; i < rows * columns; ++i)
            values.push_back(causal && i % columns > i / columns ? forbidden : forbidden == 0 ? std::abs(normal(random)) : normal(random));
    }
    void block(int firstRow, int firstColumn, MutableMatrixView out) const override
    {
        if (m_causal && firstColumn + out.cols > reach(firstRow, out.rows))
            throw std::logic_error("asked for what is forbidden");
        for (int r = 0; r < out.rows; ++r)
            for (int c = 0; c < out.cols; ++c)
                out(r, c) = at(firstRow + r, firstColumn + c);
    }
    int reach(int firstRow, int rowCount) const override { return m_causal ? std::min(firstRow + rowCount, columnCount()) : columnCount(); }
    float beyondReach() const override { return m_forbidden; }
    std::string formula() const override { return "given"; }
    bool rowsSumToOne() const override { return false; }
    float at(int row, int column) const { return values[std::size_t(row) * std::size_t(columnCount()) + std::size_t(column)]; }

    std::vector<float> values;

private:
    bool m_causal;
    float m_forbidden;
};

// One cell of the picture, from its definition.
float plainPool(const GivenPattern &pattern, PoolRule rule, int firstRow, int endRow, int firstColumn, int endColumn)
{
    double sum = 0;
    int finite = 0;
    float largest = -kInfinity;
    for (int r = firstRow; r < std::min(endRow, pattern.rowCount()); ++r) {
        for (int c = firstColumn; c < std::min(endColumn, pattern.columnCount()); ++c) {
            const float value = pattern.at(r, c);
            if (!std::isfinite(value))
                continue;
            if (finite == 0 || std::abs(value) > std::abs(largest))
                largest = value;
            ++finite;
            sum += value;
        }
    }
    if (finite == 0)
        return -kInfinity;
    return rule == PoolRule::largest ? largest : static_cast<float>(rule == PoolRule::mean ? sum / finite : sum);
}

// Sums of some hundred numbers near 1 in single precision.
bool near(float a, float b)
{
    return a == b || std::abs(a - b) <= 1e-5f * std::max(1.0f, std::abs(b));
}

} // namespace

class PooledPatternTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void smallStaysAsItIs();
    void evenPartsEqualPlainSearch();
    void axesCoverEachIndexOnce();
    void maskedGivesWay();
    void undefinedShows();
    void nothing();
    void wholePatternEqualsPlainLoops_data();
    void wholePatternEqualsPlainLoops();
    void tilesEqualPlainLoops_data();
    void tilesEqualPlainLoops();
    void stopsAndThrows();
};

void PooledPatternTest::smallStaysAsItIs()
{
    const std::vector<float> values{1, -2, 3, 4, 5, -6};
    PatternPool pool(PoolRule::largest, PoolAxis::atMost(2, 8), PoolAxis::atMost(3, 8), 0);
    pool.addRows(0, {values.data(), 2, 3, 3, 1});
    QVERIFY(!pool.pools());
    QCOMPARE(pool.take(), values);
}

void PooledPatternTest::evenPartsEqualPlainSearch()
{
    constexpr int rows = 37;
    constexpr int columns = 53;
    constexpr int side = 10;
    const GivenPattern pattern(rows, columns, false, -kInfinity);
    PatternPool pool(PoolRule::largest, PoolAxis::atMost(rows, side), PoolAxis::atMost(columns, side), -kInfinity);
    for (int row = 0; row < rows; row += 4) // a cell's rows come in several calls
        pool.addRows(row, {pattern.values.data() + row * columns, std::min(4, rows - row), columns, columns, 1});
    QVERIFY(pool.pools());
    const std::vector<float> values = pool.take();
    for (int y = 0; y < side; ++y) {
        for (int x = 0; x < side; ++x) {
            float best = 0;
            for (int r = 0; r < rows; ++r)
                for (int c = 0; c < columns; ++c)
                    if (r * side / rows == y && c * side / columns == x && std::abs(pattern.at(r, c)) > std::abs(best))
                        best = pattern.at(r, c);
            QCOMPARE(values[std::size_t(y * side + x)], best);
        }
    }
}

void PooledPatternTest::axesCoverEachIndexOnce()
{
    for (const PoolAxis &axis : {PoolAxis::atMost(10, 4), PoolAxis::atMost(3, 8), PoolAxis::steps(10, 4), PoolAxis::steps(1, 4),
             PoolAxis::steps(0, 2), PoolAxis::atMost(0, 2)}) {
        QCOMPARE(axis.first(0), 0);
        QCOMPARE(axis.first(axis.cells()), axis.count());
        for (int cell = 0; cell < axis.cells(); ++cell)
            for (int index = axis.first(cell); index < axis.first(cell + 1); ++index)
                QCOMPARE(axis.cellOf(index), cell);
    }
}

void PooledPatternTest::maskedGivesWay()
{
    const std::vector<float> values{-kInfinity, 0.0f, kMissingFloat, -kInfinity};
    PatternPool pool(PoolRule::largest, PoolAxis::atMost(1, 1), PoolAxis::atMost(4, 2), -kInfinity);
    pool.addRows(0, {values.data(), 1, 4, 4, 1});
    QCOMPARE(pool.take(), (std::vector<float>{0, -kInfinity}));
}

void PooledPatternTest::undefinedShows()
{
    constexpr float nan = std::numeric_limits<float>::quiet_NaN();
    const std::vector<float> values{1, nan, 3, kMissingFloat, -kInfinity, kInfinity, 2, -5};
    for (const PoolRuleInfo &rule : kPoolRules) {
        PatternPool pool(rule.id, PoolAxis::steps(1, 2), PoolAxis::steps(8, 2), 0);
        pool.addRows(0, {values.data(), 1, 8, 8, 1});
        const std::vector<float> cells = pool.take();
        QVERIFY(std::isnan(cells[0]));
        QCOMPARE(cells[1], 3.0f); // what is not there does not count
        QVERIFY(std::isinf(cells[2]) && cells[2] > 0);
        QVERIFY(std::isfinite(cells[3]));
    }
    PatternPool single(PoolRule::largest, PoolAxis::atMost(1, 8), PoolAxis::atMost(8, 8), 0);
    single.addRows(0, {values.data(), 1, 8, 8, 1});
    QVERIFY(std::isnan(single.take()[1]));
}

void PooledPatternTest::nothing()
{
    PatternPool pool(PoolRule::mean, PoolAxis::atMost(0, 4), PoolAxis::atMost(0, 4), 0);
    pool.addRows(0, {});
    QVERIFY(pool.take().empty());
    const auto pooled = poolPattern(GivenPattern(0, 0, false, 0), PoolRule::largest, 16, WithTotals::yes);
    QVERIFY(pooled && pooled->values.empty());
}

void PooledPatternTest::wholePatternEqualsPlainLoops_data()
{
    QTest::addColumn<int>("rows");
    QTest::addColumn<int>("columns");
    QTest::addColumn<bool>("causal");
    QTest::addColumn<bool>("scores");
    QTest::addColumn<int>("rule");
    QTest::addColumn<int>("most");
    for (int rule = 0; rule < int(kPoolRules.size()); ++rule) {
        for (const bool scores : {false, true}) {
            const char *what = scores ? "scores" : "weights";
            QTest::addRow("rule %d, %s, one cell", rule, what) << 1 << 1 << true << scores << rule << 8;
            QTest::addRow("rule %d, %s, exact", rule, what) << 70 << 70 << true << scores << rule << 128;
            QTest::addRow("rule %d, %s, pooled", rule, what) << 333 << 333 << true << scores << rule << 32;
            QTest::addRow("rule %d, %s, coarse", rule, what) << 333 << 333 << true << scores << rule << 3; // a cell has several blocks
            QTest::addRow("rule %d, %s, two texts", rule, what) << 30 << 200 << false << scores << rule << 64;
            QTest::addRow("rule %d, %s, shared out", rule, what) << 1500 << 1500 << true << scores << rule << 256; // over the threads
        }
    }
}

void PooledPatternTest::wholePatternEqualsPlainLoops()
{
    QFETCH(int, rows);
    QFETCH(int, columns);
    QFETCH(bool, causal);
    QFETCH(bool, scores);
    QFETCH(int, rule);
    QFETCH(int, most);
    const GivenPattern pattern(rows, columns, causal, scores ? -kInfinity : 0);
    const auto pooled = poolPattern(pattern, PoolRule(rule), most, scores ? WithTotals::no : WithTotals::yes);
    QVERIFY(pooled);
    const int step = pooled->step;
    QVERIFY(step == 1 || (std::max(rows, columns) > most && (std::max(rows, columns) + step / 2 - 1) / (step / 2) > most));
    QCOMPARE(pooled->rows, (rows + step - 1) / step);
    QCOMPARE(pooled->columns, (columns + step - 1) / step);
    for (int y = 0; y < pooled->rows; ++y) {
        for (int x = 0; x < pooled->columns; ++x) {
            const float seen = pooled->values[std::size_t(y) * std::size_t(pooled->columns) + std::size_t(x)];
            const float expected = plainPool(pattern, PoolRule(rule), y * step, (y + 1) * step, x * step, (x + 1) * step);
            QVERIFY2(near(seen, expected), qPrintable(QStringLiteral("[%1, %2]: %3, not %4").arg(y).arg(x).arg(seen).arg(expected)));
        }
    }
    float low = kInfinity;
    float high = -kInfinity;
    for (const float value : pattern.values) {
        low = std::isfinite(value) ? std::min(low, value) : low;
        high = std::isfinite(value) ? std::max(high, value) : high;
    }
    QCOMPARE(pooled->smallest, low);
    QCOMPARE(pooled->largest, high);
    if (scores)
        return;
    std::vector<double> received(static_cast<std::size_t>(columns));
    for (int r = 0; r < rows; ++r) {
        double sum = 0;
        double entropy = 0;
        for (int c = 0; c < columns; ++c) {
            const double weight = pattern.at(r, c);
            sum += weight;
            received[std::size_t(c)] += weight;
            entropy -= weight > 0 ? weight * std::log2(weight) : 0;
        }
        QVERIFY(std::abs(pooled->totals.rowSums[std::size_t(r)] - sum) < 1e-9 * columns); // sums are in double
        QVERIFY(std::abs(pooled->totals.rowEntropy[std::size_t(r)] - entropy) < 1e-6 * columns); // logarithms are not
    }
    for (int c = 0; c < columns; ++c)
        QVERIFY(std::abs(pooled->totals.received[std::size_t(c)] - received[std::size_t(c)]) < 1e-9 * rows);
}

void PooledPatternTest::tilesEqualPlainLoops_data()
{
    QTest::addColumn<bool>("scores");
    QTest::addColumn<int>("rule");
    for (int rule = 0; rule < int(kPoolRules.size()); ++rule)
        for (const bool scores : {false, true})
            QTest::addRow("rule %d, %s", rule, scores ? "scores" : "weights") << scores << rule;
}

void PooledPatternTest::tilesEqualPlainLoops()
{
    QFETCH(bool, scores);
    QFETCH(int, rule);
    constexpr int side = 700; // not a multiple of a tile at any level
    const GivenPattern pattern(side, side, true, scores ? -kInfinity : 0);
    for (const PatternTile &tile :
        {PatternTile{0, 0, 0}, {0, 2, 1}, {0, 0, 2}, {0, 2, 2}, {1, 0, 0}, {1, 1, 0}, {1, 0, 1}, {3, 0, 0}, {0, 3, 3}}) {
        const auto numbers = tileNumbers(pattern, PoolRule(rule), tile);
        QVERIFY(numbers);
        const int step = 1 << tile.level;
        const auto cells
            = [&](int place) { return std::clamp((side + step - 1) / step - place * PatternTile::kSide, 0, PatternTile::kSide); };
        QCOMPARE(numbers->rows, cells(tile.row));
        QCOMPARE(numbers->columns, cells(tile.column));
        for (int r = 0; r < numbers->rows; ++r) {
            for (int c = 0; c < numbers->columns; ++c) {
                const int row = (tile.row * PatternTile::kSide + r) * step;
                const int column = (tile.column * PatternTile::kSide + c) * step;
                const float expected = plainPool(pattern, PoolRule(rule), row, row + step, column, column + step);
                QVERIFY(near(numbers->values[std::size_t(r) * std::size_t(numbers->columns) + std::size_t(c)], expected));
            }
        }
    }
}

void PooledPatternTest::stopsAndThrows()
{
    std::stop_source source;
    source.request_stop();
    const GivenPattern pattern(1500, 1500, true, 0);
    QVERIFY(!poolPattern(pattern, PoolRule::largest, 64, WithTotals::no, source.get_token()));
    QVERIFY(!tileNumbers(pattern, PoolRule::largest, {}, source.get_token()));

    class Broken : public GivenPattern {
    public:
        using GivenPattern::GivenPattern;
        void block(int, int, MutableMatrixView) const override { throw std::runtime_error("broken"); }
    };
    QVERIFY_EXCEPTION_THROWN(poolPattern(Broken(1500, 1500, true, 0), PoolRule::largest, 64, WithTotals::no), std::runtime_error);
}

QTEST_APPLESS_MAIN(PooledPatternTest)
#include "pooled_pattern_test.moc"
