// Two patterns on one alignment: every block is what a look at each cell gives, and the summary is that of the textbook's formulas.
#include "src/patterns/aligned_pattern.h"

#include <QtTest>

#include <array>
#include <cmath>
#include <limits>
#include <random>

using namespace headscope;

namespace {

constexpr float kForbidden = -std::numeric_limits<float>::infinity();

class GivenPattern : public Pattern {
public:
    GivenPattern(int rows, int columns, unsigned seed, bool masked)
        : Pattern(eachToken(rows), eachToken(columns))
    {
        std::mt19937 random(seed);
        for (int i = 0; i < rows * columns; ++i)
            numbers.push_back(masked && random() % 5 == 0 ? kForbidden : float(random() % 1000) / 1000);
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

std::vector<AlignedUnit> someAlignment(int a, int b, unsigned seed)
{
    std::mt19937 random(seed);
    std::vector<AlignedUnit> units;
    int i = 0, j = 0;
    while (i < a || j < b) {
        const unsigned kind = random() % 4;
        if (kind < 2 && i < a && j < b)
            units.push_back({i++, j++});
        else if (kind == 2 ? i < a : j >= b)
            units.push_back({i++, -1});
        else
            units.push_back({-1, j++});
    }
    return units;
}

bool same(float x, float y)
{
    return (std::isnan(x) && std::isnan(y)) || x == y;
}

} // namespace

class AlignedPatternTest : public QObject {
    Q_OBJECT

private slots:
    void blocks();
    void summary();
    void nothingInCommon();
};

void AlignedPatternTest::blocks()
{
    const auto a = std::make_shared<GivenPattern>(9, 7, 1, true);
    const auto b = std::make_shared<GivenPattern>(8, 10, 2, true);
    const auto axes = std::make_shared<AlignedAxes>(AlignedAxes{someAlignment(9, 8, 3), someAlignment(7, 10, 4)});
    using Shows = AlignedPattern::Shows;
    for (const Shows shows : {Shows::a, Shows::b, Shows::difference}) {
        const AlignedPattern pattern(shows, a, b, axes);
        const int rows = pattern.rowCount();
        const int columns = pattern.columnCount();
        QCOMPARE(rows, int(axes->rows.size()));
        for (const auto &[first, left, height, width] : std::vector<std::array<int, 4>>{
                 {0, 0, rows, columns}, {2, 3, 4, 5}, {rows - 1, columns - 1, 1, 1}, {1, 0, rows - 2, columns}}) {
            std::vector<float> numbers(std::size_t(height * width));
            pattern.block(first, left, {numbers.data(), height, width, width});
            for (int r = 0; r < height; ++r) {
                for (int c = 0; c < width; ++c) {
                    const AlignedUnit row = axes->rows[std::size_t(first + r)];
                    const AlignedUnit column = axes->columns[std::size_t(left + c)];
                    const float none = std::numeric_limits<float>::quiet_NaN();
                    const float ofA = row.a < 0 || column.a < 0 ? none : a->at(row.a, column.a);
                    const float ofB = row.b < 0 || column.b < 0 ? none : b->at(row.b, column.b);
                    float expected = shows == Shows::a ? ofA : shows == Shows::b ? ofB : ofB - ofA;
                    if (shows == Shows::difference && (std::isinf(ofA) || std::isinf(ofB)))
                        expected = ofA == ofB ? ofA : none;
                    QVERIFY(same(numbers[std::size_t(r * width + c)], expected));
                }
            }
        }
    }
}

void AlignedPatternTest::summary()
{
    const GivenPattern a(150, 12, 5, true);
    const GivenPattern b(140, 14, 6, true);
    const AlignedAxes axes{someAlignment(150, 140, 7), someAlignment(12, 14, 8)};
    std::vector<double> x, y;
    double largest = 0;
    for (const AlignedUnit &row : axes.rows)
        for (const AlignedUnit &column : axes.columns) {
            if (row.a < 0 || row.b < 0 || column.a < 0 || column.b < 0)
                continue;
            const double ofA = a.at(row.a, column.a), ofB = b.at(row.b, column.b);
            if (!std::isfinite(ofA) || !std::isfinite(ofB))
                continue;
            x.push_back(ofA);
            y.push_back(ofB);
            if (std::abs(ofB - ofA) > std::abs(largest))
                largest = ofB - ofA;
        }
    double meanX = 0, meanY = 0, difference = 0;
    for (std::size_t i = 0; i < x.size(); ++i) {
        meanX += x[i] / double(x.size());
        meanY += y[i] / double(x.size());
        difference += std::abs(y[i] - x[i]) / double(x.size());
    }
    double xx = 0, yy = 0, xy = 0;
    for (std::size_t i = 0; i < x.size(); ++i) {
        xx += (x[i] - meanX) * (x[i] - meanX);
        yy += (y[i] - meanY) * (y[i] - meanY);
        xy += (x[i] - meanX) * (y[i] - meanY);
    }
    const auto found = comparePatterns(a, b, axes);
    QVERIFY(found.has_value());
    QCOMPARE(found->cells, x.size());
    QVERIFY(std::abs(found->meanDifference - difference) < 1e-12);
    QCOMPARE(found->largestDifference, largest);
    QVERIFY(found->correlation && std::abs(*found->correlation - xy / std::sqrt(xx * yy)) < 1e-12);
    const AlignedUnit row = axes.rows[std::size_t(found->row)];
    const AlignedUnit column = axes.columns[std::size_t(found->column)];
    QCOMPARE(double(b.at(row.b, column.b)) - double(a.at(row.a, column.a)), largest);
    std::stop_source stop;
    stop.request_stop();
    QVERIFY(!comparePatterns(a, b, axes, stop.get_token()));
}

void AlignedPatternTest::nothingInCommon()
{
    const GivenPattern a(2, 2, 1, false);
    const auto found = comparePatterns(a, a, {{{0, -1}, {1, -1}, {-1, 0}, {-1, 1}}, {{0, 0}, {1, 1}}});
    QCOMPARE(found->cells, std::size_t(0));
    QCOMPARE(found->row, -1);
    QVERIFY(!found->correlation);
}

QTEST_APPLESS_MAIN(AlignedPatternTest)
#include "aligned_pattern_test.moc"
