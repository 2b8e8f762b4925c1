// Masks, position vectors and the stages of one head by numbers that can be checked by hand. (Whole heads are compared with the
// naive twin in tests/src/engine_test.cpp.)

#include "src/attention/absolute_positions.h"
#include "src/attention/attention.h"
#include "src/error.h"

#include <QTest>

#include <array>
#include <cmath>
#include <limits>
#include <vector>

using namespace headscope;

namespace {

constexpr float kForbidden = -std::numeric_limits<float>::infinity();

} // namespace

class AttentionTest : public QObject {
    Q_OBJECT

private slots:
    void stagesByHand();
    void causalMask();
    void hiddenKeys();
    void windows_data();
    void windows();
    void cap();
    void distanceBiasOfLaterRows();
    void firstTokenLooksByItsOwnKeys();
    void keysOfABlock();
    void maskedKeysAreShownToo();
    void sinusoids();
};

void AttentionTest::stagesByHand()
{
    const std::array<float, 4> q{1, 0, 0, 2};
    const std::array<float, 4> k{2, 1, 0, 3};
    const std::array<float, 4> v{10, 20, 30, 40};
    const Edits none;
    AttentionHead head{{q.data(), 2, 2, 2, 1}, {k.data(), 2, 2, 2, 1}, {v.data(), 2, 2, 2, 1}, 2.0f, {}, &none, 0, 0};
    std::vector<float> scratch(head.scratchSize());
    const auto shown = [&](Stage stage) {
        std::array<float, 4> out{};
        head.scores(stage, 0, scratch.data(), {out.data(), 2, 2, 2});
        return out;
    };
    QCOMPARE(shown(Stage::rawScores), (std::array<float, 4>{2, 0, 2, 6}));
    QCOMPARE(shown(Stage::scaledScores), (std::array<float, 4>{1, 0, 1, 3}));
    QCOMPARE(shown(Stage::maskedScores), (std::array<float, 4>{1, kForbidden, 1, 3}));
    const std::array<float, 4> weights = shown(Stage::weights);
    const float second = 1 / (1 + std::exp(-2.0f));
    QCOMPARE(weights[0], 1.0f);
    QCOMPARE(weights[1], 0.0f);
    QVERIFY(std::abs(weights[2] - (1 - second)) < 1e-6f);
    QVERIFY(std::abs(weights[3] - second) < 1e-6f);

    std::array<float, 4> sum{};
    head.attend(0, scratch.data(), {sum.data(), 2, 2, 2});
    QCOMPARE(sum[0], 10.0f);
    QCOMPARE(sum[1], 20.0f);
    QVERIFY(std::abs(sum[2] - (10 * (1 - second) + 30 * second)) < 1e-5f);
    QVERIFY(std::abs(sum[3] - (20 * (1 - second) + 40 * second)) < 1e-5f);
}

void AttentionTest::causalMask()
{
    std::array<float, 12> scores{};
    applyMask({true, {}}, 1, {scores.data(), 3, 4, 4}); // queries 1, 2, 3
    QCOMPARE(scores, (std::array<float, 12>{0, 0, kForbidden, kForbidden, 0, 0, 0, kForbidden, 0, 0, 0, 0}));
    scores.fill(0);
    applyMask({false, {}}, 0, {scores.data(), 3, 4, 4});
    QCOMPARE(scores, (std::array<float, 12>{}));
}

void AttentionTest::hiddenKeys()
{
    Mask mask{false, {{1, Mask::HiddenKey::kEveryQuery}, {2, 0}, {9, Mask::HiddenKey::kEveryQuery}}};
    std::array<float, 9> scores{};
    applyMask(mask, 0, {scores.data(), 3, 3, 3});
    QCOMPARE(scores, (std::array<float, 9>{0, kForbidden, kForbidden, 0, 0, 0, 0, kForbidden, 0}));
    for (int query = 0; query < 3; ++query)
        for (int key = 0; key < 3; ++key)
            QCOMPARE(mask.allows(query, key), scores[static_cast<std::size_t>(3 * query + key)] == 0);
    QVERIFY(mask.allows(1, 1)); // its own query keeps it

    // In cross-attention query 1 and key 1 are different tokens.
    mask.seesItself = false;
    scores.fill(0);
    applyMask(mask, 0, {scores.data(), 3, 3, 3});
    QCOMPARE(scores, (std::array<float, 9>{0, kForbidden, kForbidden, 0, kForbidden, 0, 0, kForbidden, 0}));
    QVERIFY(!mask.allows(1, 1));
}

void AttentionTest::windows_data()
{
    QTest::addColumn<bool>("causal");
    QTest::addColumn<bool>("global");
    for (const bool causal : {false, true})
        for (const bool global : {false, true})
            QTest::addRow("causal %d, global %d", causal, global) << causal << global;
}

void AttentionTest::windows()
{
    QFETCH(bool, causal);
    QFETCH(bool, global);
    for (const int window : {1, 2, 4, 20}) {
        const Mask mask{causal, {}, window, global};
        for (const int firstRow : {0, 3}) {
            std::array<float, 5 * 9> scores{};
            applyMask(mask, firstRow, {scores.data(), 5, 9, 9});
            for (int r = 0; r < 5; ++r) {
                for (int key = 0; key < 9; ++key) {
                    const int query = firstRow + r;
                    const int distance = key - query;
                    const bool inWindow = causal ? distance <= 0 && -distance < window : std::abs(distance) <= window;
                    const bool byGlobal = global && (key == 0 || (query == 0 && !(causal && key > query)));
                    QCOMPARE(scores[static_cast<std::size_t>(9 * r + key)] == 0, inWindow || byGlobal);
                    QCOMPARE(mask.allows(query, key), inWindow || byGlobal);
                }
            }
        }
    }
}

void AttentionTest::cap()
{
    std::array<float, 3> scores{0, 3, -200};
    capScores(50, {scores.data(), 1, 3, 3});
    QCOMPARE(scores[0], 0.0f);
    QVERIFY(std::abs(scores[1] - 50 * std::tanh(0.06)) < 1e-6);
    QVERIFY(std::abs(scores[2] - 50 * std::tanh(-4.0)) < 1e-5);
}

void AttentionTest::distanceBiasOfLaterRows()
{
    // 3 queries, 3 keys: entries for the distances −2 … 2.
    const std::array<float, 5> biases{-2, -1, 0, 1, 2};
    std::array<float, 6> scores{10, 10, 10, 10, 10, 10};
    addDistanceBias(biases, 3, 1, {scores.data(), 2, 3, 3});
    QCOMPARE(scores, (std::array<float, 6>{9, 10, 11, 8, 9, 10}));
}

void AttentionTest::firstTokenLooksByItsOwnKeys()
{
    const std::array<float, 3> q{1, 1, 1};
    const std::array<float, 3> k{1, 2, 3};
    const std::array<float, 3> v{10, 20, 30};
    const std::array<float, 3> globalK{4, 5, 6};
    const std::array<float, 3> globalV{40, 50, 60};
    const auto column = [](const std::array<float, 3> &numbers) { return MatrixView{numbers.data(), 3, 1, 1, 1}; };
    const Edits none;
    AttentionHead head{column(q), column(k), column(v), 1, {false, {}, 1, true}, &none, 0, 0};
    head.globalK = column(globalK);
    head.globalV = column(globalV);
    std::vector<float> scratch(head.scratchSize());
    std::array<float, 9> raw{};
    head.scores(Stage::rawScores, 0, scratch.data(), {raw.data(), 3, 3, 3});
    QCOMPARE(raw, (std::array<float, 9>{4, 5, 6, 1, 2, 3, 1, 2, 3}));
    std::array<float, 3> sum{};
    head.attend(0, scratch.data(), {sum.data(), 3, 1, 1});
    const double e1 = std::exp(-2.0);
    const double e2 = std::exp(-1.0);
    QVERIFY(std::abs(sum[0] - (40 * e1 + 50 * e2 + 60) / (e1 + e2 + 1)) < 1e-4); // six roundings of numbers up to 60
    QVERIFY(std::abs(sum[2] - (10 * e1 + 20 * e2 + 30) / (e1 + e2 + 1)) < 1e-4);
}

void AttentionTest::keysOfABlock()
{
    const std::vector<float> numbers(200);
    Edits edits;
    AttentionHead head{{numbers.data(), 100, 2, 2, 1}, {numbers.data(), 100, 2, 2, 1}, {numbers.data(), 100, 2, 2, 1}, 1, {}, &edits, 1, 2};
    QCOMPARE(head.keysOf(0, 64), 64);
    QCOMPARE(head.keysOf(64, 36), 100);
    head.mask.causal = false;
    QCOMPARE(head.keysOf(0, 64), 100);
    head.mask.causal = true;
    // Only an edit that can open a forbidden key makes a block look further.
    edits = {{Edit::Kind::setValue, Stage::maskedScores, 1, 2, 5, 80, 1}};
    QCOMPARE(head.keysOf(0, 64), 81);
    edits[0].kind = Edit::Kind::addValue;
    QCOMPARE(head.keysOf(0, 64), 64);
    edits[0].stage = Stage::weights;
    QCOMPARE(head.keysOf(0, 64), 81);
    edits[0].row = 70;
    QCOMPARE(head.keysOf(0, 64), 64);
    edits[0].row = 5;
    edits[0].head = 1;
    QCOMPARE(head.keysOf(0, 64), 64);
    edits[0].head = Edit::kAll;
    edits[0].column = Edit::kAll;
    QCOMPARE(head.keysOf(0, 64), 100);
}

void AttentionTest::maskedKeysAreShownToo()
{
    // 70 tokens: the first block looks at 64 keys, but raw and scaled scores exist for all 70.
    std::vector<float> numbers;
    for (int i = 0; i < 140; ++i)
        numbers.push_back(static_cast<float>(i % 11) - 5);
    const Edits none;
    const MatrixView view{numbers.data(), 70, 2, 2, 1};
    AttentionHead head{view, view, view, 2, {}, &none, 0, 0};
    std::vector<float> scratch(head.scratchSize());
    std::vector<float> out(64 * 70);
    for (Stage stage : {Stage::rawScores, Stage::scaledScores, Stage::maskedScores, Stage::weights}) {
        head.scores(stage, 0, scratch.data(), {out.data(), 64, 70, 70});
        for (int t = 0; t < 64; ++t)
            for (int s = t + 1; s < 70; ++s) {
                const float raw = view(t, 0) * view(s, 0) + view(t, 1) * view(s, 1);
                const float expected = stage == Stage::rawScores ? raw
                    : stage == Stage::scaledScores               ? raw / 2
                    : stage == Stage::maskedScores               ? kForbidden
                                                                 : 0;
                QCOMPARE(out[static_cast<std::size_t>(t * 70 + s)], expected);
            }
    }
}

void AttentionTest::sinusoids()
{
    std::array<float, 10> out{};
    sinusoidalPositions(3, {out.data(), 2, 5, 5}); // an odd width ends with a sine
    for (int r = 0; r < 2; ++r)
        for (int c = 0; c < 5; ++c) {
            const double angle = (3 + r) / std::pow(10000.0, (c / 2 * 2) / 5.0);
            const double expected = c % 2 == 0 ? std::sin(angle) : std::cos(angle);
            QVERIFY(std::abs(out[static_cast<std::size_t>(5 * r + c)] - expected) < 1e-7);
        }
}

QTEST_APPLESS_MAIN(AttentionTest)
#include "attention_test.moc"
