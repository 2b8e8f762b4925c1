// Pooling keeps the largest number of each block, its sign, and everything when nothing needs to be pooled.
#include "src/analysis/largest_pool.h"

#include <QtTest>

#include <cmath>
#include <limits>
#include <random>

using namespace headscope;

class LargestPoolTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void smallStaysAsItIs();
    void equalsPlainSearch();
    void maskedGivesWay();
    void nothing();
};

void LargestPoolTest::smallStaysAsItIs()
{
    const std::vector<float> values{1, -2, 3, 4, 5, -6};
    LargestPool pool(2, 3, 8, 8);
    pool.addRows(0, {values.data(), 2, 3, 3, 1});
    QVERIFY(!pool.pools());
    QCOMPARE(pool.take(), values);
}

void LargestPoolTest::equalsPlainSearch()
{
    constexpr int rows = 37;
    constexpr int cols = 53;
    constexpr int side = 10;
    std::mt19937 random(5);
    std::normal_distribution<float> normal;
    std::vector<float> values(rows * cols);
    for (float &value : values)
        value = normal(random);

    LargestPool pool(rows, cols, side, side);
    for (int row = 0; row < rows; row += 4)
        pool.addRows(row, {values.data() + row * cols, std::min(4, rows - row), cols, cols, 1});
    QVERIFY(pool.pools());
    QCOMPARE(pool.rows(), side);
    for (int y = 0; y < side; ++y) {
        for (int x = 0; x < side; ++x) {
            float best = 0;
            for (int r = 0; r < rows; ++r) {
                for (int c = 0; c < cols; ++c) {
                    if (r * side / rows == y && c * side / cols == x && std::abs(values[r * cols + c]) > std::abs(best))
                        best = values[r * cols + c];
                }
            }
            QCOMPARE(pool.view()(y, x), best);
        }
    }
}

void LargestPoolTest::maskedGivesWay()
{
    constexpr float infinity = std::numeric_limits<float>::infinity();
    const std::vector<float> values{-infinity, 0.0f, std::nanf(""), -infinity};
    LargestPool pool(1, 4, 1, 2);
    pool.addRows(0, {values.data(), 1, 4, 4, 1});
    QCOMPARE(pool.view()(0, 0), 0.0f);
    QCOMPARE(pool.view()(0, 1), -infinity);
}

void LargestPoolTest::nothing()
{
    LargestPool pool(0, 0, 4, 4);
    pool.addRows(0, {});
    QVERIFY(pool.take().empty());
}

QTEST_APPLESS_MAIN(LargestPoolTest)
#include "largest_pool_test.moc"
