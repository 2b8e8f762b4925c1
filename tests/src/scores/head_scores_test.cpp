// Head scores against a plain computation that follows the definitions word by word, on random weights, whole and in blocks.
#include "src/scores/head_scores.h"

#include "src/error.h"
#include "src/patterns/pattern_totals.h"
#include "src/scores/head_filter.h"
#include "src/scores/measured_head.h"
#include "tests/support/config_variants.h"

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
    int window = 0;
    bool globalFirst = false;
    std::vector<int> separators = {};

    MatrixView rows(int first, int count) const { return {weights.data() + std::ptrdiff_t(first) * size, count, size, size, 1}; }
    double at(int t, int s) const { return weights[std::size_t(t) * size + s]; }
    bool sees(int t, int s) const
    {
        const bool near = window == 0 || std::abs(t - s) <= (causal ? window - 1 : window);
        return (s <= t || !causal) && (near || (globalFirst && (t == 0 || s == 0)));
    }
    int allowed(int t) const
    {
        int count = 0;
        for (int s = 0; s < size; ++s)
            count += sees(t, s);
        return count;
    }
    PatternKeys keys() const
    {
        return {.ids = ids, .separators = separators, .mask = {.causal = causal, .window = window, .globalFirst = globalFirst}};
    }
};

Pattern randomPattern(int size, bool causal, int vocabulary, unsigned seed, int window = 0, bool globalFirst = false)
{
    std::mt19937 random(seed);
    std::uniform_real_distribution<float> uniform(0.01f, 1.0f);
    Pattern pattern{size, causal, std::vector<float>(std::size_t(size) * size), {}, window, globalFirst};
    for (int t = 0; t < size; ++t) {
        float sum = 0;
        for (int s = 0; s < size; ++s)
            if (pattern.sees(t, s))
                sum += pattern.weights[std::size_t(t) * size + s] = uniform(random);
        for (int s = 0; s < size; ++s)
            pattern.weights[std::size_t(t) * size + s] /= sum;
        pattern.ids.push_back(int(random() % vocabulary));
        if (t > 0 && t % 7 == 6)
            pattern.separators.push_back(t);
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
        for (int s = 0; s < pattern.size; ++s) {
            if (pattern.sees(t, s) && rule(t, s)) {
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
    HeadScoreSum sum(pattern.keys());
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
    void anotherText();
    void ofARun();
    void undefinedWeightsHaveNoScores();
    void nothingToScore_data();
    void nothingToScore();
};

void HeadScoresTest::equalsPlainComputation_data()
{
    QTest::addColumn<int>("size");
    QTest::addColumn<bool>("causal");
    QTest::addColumn<int>("block");
    QTest::addColumn<int>("window");
    QTest::addColumn<bool>("globalFirst");
    QTest::newRow("causal, whole") << 40 << true << 40 << 0 << false;
    QTest::newRow("causal, blocks") << 40 << true << 7 << 0 << false;
    QTest::newRow("both ways, whole") << 33 << false << 33 << 0 << false;
    QTest::newRow("both ways, rows") << 33 << false << 1 << 0 << false;
    QTest::newRow("two tokens") << 2 << true << 2 << 0 << false;
    QTest::newRow("causal, window") << 40 << true << 7 << 9 << false;
    QTest::newRow("window to both sides, global token") << 33 << false << 33 << 5 << true;
}

void HeadScoresTest::equalsPlainComputation()
{
    QFETCH(int, size);
    QFETCH(bool, causal);
    QFETCH(int, block);
    QFETCH(int, window);
    QFETCH(bool, globalFirst);
    const Pattern pattern = randomPattern(size, causal, 6, 17, window, globalFirst);
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
    compare(scores.separator, [](int, int s) { return s > 0 && s % 7 == 6; });
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
        for (int s = 0; s < size; ++s) {
            if (!pattern.sees(t, s))
                continue;
            entropy -= pattern.at(t, s) * std::log2(pattern.at(t, s));
            distance += pattern.at(t, s) * std::abs(t - s);
            most = std::max(most, pattern.at(t, s));
        }
        largest += most;
    }
    QCOMPARE(scores.rows, rows);
    QVERIFY(std::abs(scores.entropy - entropy / rows) < 1e-6); // logarithms in single precision
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

void HeadScoresTest::anotherText()
{
    // 2 queries, 3 keys, the last of which is a separator.
    const std::vector<float> weights{0.5f, 0.25f, 0.25f, 0, 0.5f, 0.5f};
    HeadScoreSum sum({.ids = {4, 4, 2}, .separators = {2}, .mask = {}, .isCross = true});
    sum.addRows(0, {weights.data(), 2, 3, 3, 1});
    const HeadScores scores = sum.scores();
    QVERIFY(scores.isCross);
    QCOMPARE(scores.rows, 2);
    QCOMPARE(scores.entropy, 1.25);
    QCOMPARE(scores.evenEntropy, std::log2(3.0));
    QCOMPARE(scores.largestShare, 0.5);
    QCOMPARE(scores.firstToken.value, 0.25);
    QCOMPARE(scores.firstToken.rows, 2);
    QCOMPARE(scores.separator.value, 0.375);
    for (const PatternScore &score : {scores.previousToken, scores.nextToken, scores.sameToken, scores.duplicateToken, scores.induction})
        QVERIFY(!score.defined());
}

// Every head of every kind of model, from one token on: keys of cross-attention are the source text's.
void HeadScoresTest::ofARun()
{
    for (const ConfigVariant &variant : configVariants()) {
        for (const int tokens : {1, 2, 9}) {
            const auto trace = runVariant(variant, tokens);
            for (int layer = 0; layer < variant.config.layers; ++layer) {
                const HeadScores scores = headScores(*trace, layer, 1);
                const int queries = trace->rowCount({Stage::weights, layer, 1});
                const int keys = trace->columnCount({Stage::weights, layer, 1});
                const LayerConfig &rules = trace->config().layer(layer);
                const int free = keys < 2 ? 0 : rules.causal ? queries - 1 : queries;
                QCOMPARE(scores.rows, free);
                QCOMPARE(scores.isCross, rules.cross);
                QVERIFY(scores.entropy <= scores.evenEntropy + 1e-5);
            }
        }
    }
    const auto trace = runVariant(configVariants().front(), 4);
    QVERIFY_EXCEPTION_THROWN(headScores(*trace, 2, 0), Error);
    QVERIFY_EXCEPTION_THROWN(headScores(*trace, 0, 4), Error);
}

void HeadScoresTest::undefinedWeightsHaveNoScores()
{
    constexpr float nan = std::numeric_limits<float>::quiet_NaN();
    const std::vector<float> weights{1, 0, 0, nan, nan, nan, 0.2f, 0.3f, 0.5f}; // one row of three
    HeadScoreSum sum({.ids = {0, 1, 2}, .separators = {}, .mask = {.causal = true}});
    sum.addRows(0, {weights.data(), 3, 3, 3, 1});
    const HeadScores scores = sum.scores();
    HeadRow row;
    row.take(scores);
    for (const ScoreId id : {ScoreId::entropy, ScoreId::distance, ScoreId::topShare, ScoreId::previous, ScoreId::first, ScoreId::same}) {
        QVERIFY2(std::isnan(row.value(id)), scoreDefinition(id).name.data());
        QVERIFY(!isMissing(row.value(id))); // undefined is not the same as not measured
        const std::string name(scoreDefinition(id).name);
        for (const char *sign : {"<", "<=", ">", ">=", "=", "!="})
            QVERIFY(!HeadFilter(name + sign + "1").takes(row));
    }
    QVERIFY(isMissing(row.value(ScoreId::next)) && isMissing(row.value(ScoreId::copying)));

    HeadRow other(1, 0);
    other.value(ScoreId::entropy) = 3;
    for (const bool descending : {false, true}) {
        std::vector<HeadRow> rows{row, other};
        sortHeads(rows, {ScoreId::entropy, descending});
        QCOMPARE(rows.front().layer, 1);
    }
    const PatternTotals totals = patternTotals({weights.data(), 3, 3, 3, 1});
    QVERIFY(std::isnan(totals.rowEntropy[1]) && std::isnan(totals.rowSums[1]) && !totals.rowsSumToOne());
    QVERIFY(std::isfinite(totals.rowEntropy[2]));
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
