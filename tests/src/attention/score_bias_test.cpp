// Buckets and slopes against what transformers 5.23 gives (T5Attention._relative_position_bucket, bloom's build_alibi_tensor).
#include "src/attention/score_bias.h"

#include <QTest>

using namespace headscope;

class ScoreBiasTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void buckets_data();
    void buckets();
    void slopes();
    void biasesByDistance();
};

namespace {

// Where a new bucket begins, from distance −140 to 140.
using Runs = std::vector<std::pair<int, int>>;

} // namespace

void ScoreBiasTest::buckets_data()
{
    QTest::addColumn<bool>("bothSides");
    QTest::addColumn<int>("count");
    QTest::addColumn<int>("maxDistance");
    QTest::addColumn<Runs>("runs");
    QTest::newRow("encoder") << true << 32 << 128
                             << Runs{{-140, 15}, {-90, 14}, {-63, 13}, {-45, 12}, {-31, 11}, {-22, 10}, {-15, 9}, {-11, 8}, {-7, 7},
                                    {-6, 6}, {-5, 5}, {-4, 4}, {-3, 3}, {-2, 2}, {-1, 1}, {0, 0}, {1, 17}, {2, 18}, {3, 19}, {4, 20},
                                    {5, 21}, {6, 22}, {7, 23}, {8, 24}, {12, 25}, {16, 26}, {23, 27}, {32, 28}, {46, 29}, {64, 30},
                                    {91, 31}};
    QTest::newRow("decoder") << false << 32 << 128
                             << Runs{{-140, 31}, {-112, 30}, {-98, 29}, {-86, 28}, {-76, 27}, {-66, 26}, {-58, 25}, {-51, 24}, {-45, 23},
                                    {-39, 22}, {-34, 21}, {-30, 20}, {-26, 19}, {-23, 18}, {-20, 17}, {-18, 16}, {-15, 15}, {-14, 14},
                                    {-13, 13}, {-12, 12}, {-11, 11}, {-10, 10}, {-9, 9}, {-8, 8}, {-7, 7}, {-6, 6}, {-5, 5}, {-4, 4},
                                    {-3, 3}, {-2, 2}, {-1, 1}, {0, 0}};
    QTest::newRow("few") << true << 10 << 20 << Runs{{-140, 4}, {-9, 3}, {-4, 2}, {-1, 1}, {0, 0}, {1, 6}, {2, 7}, {5, 8}, {10, 9}};
    QTest::newRow("odd") << false << 9 << 17 << Runs{{-140, 8}, {-12, 7}, {-9, 6}, {-7, 5}, {-5, 4}, {-3, 3}, {-2, 2}, {-1, 1}, {0, 0}};
}

void ScoreBiasTest::buckets()
{
    QFETCH(bool, bothSides);
    QFETCH(int, count);
    QFETCH(int, maxDistance);
    QFETCH(Runs, runs);
    std::size_t run = 0;
    for (int distance = -140; distance <= 140; ++distance) {
        if (run + 1 < runs.size() && runs[run + 1].first == distance)
            ++run;
        QVERIFY2(distanceBucket(distance, bothSides, count, maxDistance) == runs[run].second, QByteArray::number(distance));
    }
}

void ScoreBiasTest::slopes()
{
    QCOMPARE(alibiSlopes(8), (std::vector<float>{0.5f, 0.25f, 0.125f, 0.0625f, 0.03125f, 0.015625f, 0.0078125f, 0.00390625f}));
    QCOMPARE(alibiSlopes(6), (std::vector<float>{0.25f, 0.0625f, 0.015625f, 0.00390625f, 0.5f, 0.125f}));
    const std::vector<float> twelve = alibiSlopes(12);
    QCOMPARE(twelve.size(), std::size_t(12));
    QCOMPARE(twelve[8], 0.7071067690849304f);
    QCOMPARE(twelve[11], 0.0883883386850357f);
}

void ScoreBiasTest::biasesByDistance()
{
    // 2 queries, 3 keys: distances −1, 0, 1, 2.
    QCOMPARE(slopeBiases(0.5f, 2, 3), (std::vector<float>{-0.5f, 0, 0.5f, 1}));
    const std::vector<float> table{10, 11, 20, 21, 30, 31, 40, 41}; // 4 buckets, 2 heads
    const MatrixView view{table.data(), 4, 2, 2, 1};
    QCOMPARE(bucketBiases(view, 1, true, 8, 2, 3), (std::vector<float>{21, 11, 41, 41}));
    QCOMPARE(bucketBiases(view, 0, false, 8, 2, 3), (std::vector<float>{20, 10, 10, 10}));
}

QTEST_APPLESS_MAIN(ScoreBiasTest)
#include "score_bias_test.moc"
