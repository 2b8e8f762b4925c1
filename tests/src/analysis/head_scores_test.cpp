// Head scores against a plain computation that follows the definitions word by word, on random weights, whole and in blocks.
#include "src/analysis/head_scores.h"

#include <QtTest>

#include <cmath>
#include <random>

using namespace headscope;

namespace {

struct Pattern {
    int size = 0;
    bool causal = false;
    std::vector<float> weights;
    std::vector<int> ids;

    MatrixView rows(int first, int count) const { return {weights.data() + std::ptrdiff_t(first) * size, count, size, size, 1}; }
    double at(int t, int s) const { return weights[std::size_t(t) * size + s]; }
    int allowed(int t) const { return causal ? t + 1 : size; }
};

Pattern randomPattern(int size, bool causal, int vocabulary, unsigned seed)
{
    std::mt19937 random(seed);
    std::uniform_real_distribution<float> uniform(0.01f, 1.0f);
    Pattern pattern{size, causal, std::vector<float>(std::size_t(size) * size), {}};
    for (int t = 0; t < size; ++t) {
        float sum = 0;
        for (int s = 0; s < pattern.allowed(t); ++s)
            sum += pattern.weights[std::size_t(t) * size + s] = uniform(random);
        for (int s = 0; s < pattern.allowed(t); ++s)
            pattern.weights[std::size_t(t) * size + s] /= sum;
        pattern.ids.push_back(int(random() % vocabulary));
    }
    return pattern;
}

/// Mean over the rows for which rule gives any keys, of the weight on those keys.
template <typename Rule>
PatternScore plain(const Pattern &pattern, Rule rule)
{
    PatternScore score;
    for (int t = 0; t < pattern.size; ++t) {
        if (pattern.allowed(t) < 2)
            continue;
        double weight = 0;
        int keys = 0;
        for (int s = 0; s < pattern.allowed(t); ++s) {
            if (rule(t, s)) {
                weight += pattern.at(t, s);
                ++keys;
            }
        }
        if (keys > 0) {
            score.value += weight;
            score.even += double(keys) / pattern.allowed(t);
            ++score.rows;
        }
    }
    if (score.rows > 0) {
        score.value /= score.rows;
        score.even /= score.rows;
    }
    return score;
}

HeadScores scoresOf(const Pattern &pattern, int block)
{
    HeadScoreSum sum(pattern.ids, pattern.causal);
    for (int row = 0; row < pattern.size; row += block)
        sum.addRows(row, pattern.rows(row, std::min(block, pattern.size - row)));
    return sum.scores();
}

} // namespace

class HeadScoresTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void equalsPlainComputation_data();
    void equalsPlainComputation();
    void perfectHeads();
    void nothingToScore_data();
    void nothingToScore();
};

void HeadScoresTest::equalsPlainComputation_data()
{
    QTest::addColumn<int>("size");
    QTest::addColumn<bool>("causal");
    QTest::addColumn<int>("block");
    QTest::newRow("causal, whole") << 40 << true << 40;
    QTest::newRow("causal, blocks") << 40 << true << 7;
    QTest::newRow("both ways, whole") << 33 << false << 33;
    QTest::newRow("both ways, rows") << 33 << false << 1;
    QTest::newRow("two tokens") << 2 << true << 2;
}

void HeadScoresTest::equalsPlainComputation()
{
    QFETCH(int, size);
    QFETCH(bool, causal);
    QFETCH(int, block);
    const Pattern pattern = randomPattern(size, causal, 6, 17);
    const auto &ids = pattern.ids;
    const HeadScores scores = scoresOf(pattern, block);

    const auto compare = [&](const PatternScore &actual, auto rule) {
        const PatternScore expected = plain(pattern, rule);
        QCOMPARE(actual.rows, expected.rows);
        QVERIFY(std::abs(actual.value - expected.value) < 1e-9);
        QVERIFY(std::abs(actual.even - expected.even) < 1e-9);
    };
    compare(scores.previousToken, [](int t, int s) { return s == t - 1; });
    compare(scores.nextToken, [](int t, int s) { return s == t + 1; });
    compare(scores.firstToken, [](int t, int s) { return t > 0 && s == 0; });
    compare(scores.sameToken, [](int t, int s) { return s == t; });
    compare(scores.duplicateToken, [&](int t, int s) { return s < t && ids[s] == ids[t]; });
    compare(scores.induction, [&](int t, int s) { return s >= 1 && s < t && ids[s - 1] == ids[t]; });

    double entropy = 0;
    double evenEntropy = 0;
    double distance = 0;
    double largest = 0;
    int rows = 0;
    for (int t = 0; t < size; ++t) {
        if (pattern.allowed(t) < 2)
            continue;
        ++rows;
        double most = 0;
        evenEntropy += std::log2(pattern.allowed(t));
        for (int s = 0; s < pattern.allowed(t); ++s) {
            entropy -= pattern.at(t, s) * std::log2(pattern.at(t, s));
            distance += pattern.at(t, s) * std::abs(t - s);
            most = std::max(most, pattern.at(t, s));
        }
        largest += most;
    }
    QCOMPARE(scores.rows, rows);
    QVERIFY(std::abs(scores.entropy - entropy / rows) < 1e-9);
    QVERIFY(std::abs(scores.evenEntropy - evenEntropy / rows) < 1e-9);
    QVERIFY(std::abs(scores.meanDistance - distance / rows) < 1e-9);
    QVERIFY(std::abs(scores.largestShare - largest / rows) < 1e-9);
}

void HeadScoresTest::perfectHeads()
{
    // "a b c a b c" where every token looks at what followed it last time; the first round looks at its predecessor.
    Pattern pattern{6, true, std::vector<float>(36), {0, 1, 2, 0, 1, 2}};
    for (const auto &[t, s] : {std::pair{0, 0}, {1, 0}, {2, 1}, {3, 1}, {4, 2}, {5, 3}})
        pattern.weights[std::size_t(t) * 6 + s] = 1;
    const HeadScores scores = scoresOf(pattern, 6);
    QCOMPARE(scores.induction.rows, 3);
    QCOMPARE(scores.induction.value, 1.0);
    QCOMPARE(scores.duplicateToken.value, 0.0);
    QCOMPARE(scores.previousToken.value, 2.0 / 5);
    QCOMPARE(scores.firstToken.value, 1.0 / 5);
    QCOMPARE(scores.entropy, 0.0);
    QCOMPARE(scores.largestShare, 1.0);
    QCOMPARE(scores.meanDistance, (1 + 1 + 2 + 2 + 2) / 5.0);
    QVERIFY(!scores.nextToken.defined());
}

void HeadScoresTest::nothingToScore_data()
{
    QTest::addColumn<int>("size");
    QTest::newRow("no token") << 0;
    QTest::newRow("one token") << 1;
}

void HeadScoresTest::nothingToScore()
{
    QFETCH(int, size);
    const HeadScores scores = scoresOf(randomPattern(size, true, 4, 3), 4);
    QCOMPARE(scores.rows, 0);
    QCOMPARE(scores.entropy, 0.0);
    QVERIFY(!scores.previousToken.defined());
    QVERIFY(!scores.sameToken.defined());
    QVERIFY(!scores.induction.defined());
}

QTEST_APPLESS_MAIN(HeadScoresTest)
#include "head_scores_test.moc"
