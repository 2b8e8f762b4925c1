// What positions, graphs and recurrent networks do at their edges: refusals, limits, what is counted.
#include "src/error.h"
#include "src/lab/lab_input.h"
#include "src/mechanisms/graph_attention.h"
#include "src/mechanisms/mechanisms.h"
#include "src/mechanisms/recurrent_cells.h"
#include "tests/support/comparison.h"

#include <QtTest>

#include <cmath>

using namespace headscope;

namespace {

constexpr int kTokens = 11;

MechanismInput inputOf(int tokens = kTokens, int width = 6, int otherTokens = 0)
{
    return randomInput({.tokens = tokens, .width = width, .heads = 1, .seed = 8, .otherTokens = otherTokens});
}

MechanismRun run(const char *name, const MechanismInput &input, std::initializer_list<std::pair<const char *, double>> chosen = {})
{
    const MechanismInfo &mechanism = mechanismNamed(name);
    Parameters parameters(mechanism.parameters);
    for (const auto &[parameter, value] : chosen)
        parameters.set(parameter, value);
    return runMechanism(mechanism, input, parameters);
}

std::vector<int> neighbours(GraphKind kind, int tokens, int token)
{
    std::vector<int> keys;
    graphKeys(kind, tokens, {})(token, keys);
    return keys;
}

} // namespace

class PositionsTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void stretchingByOneIsNone();
    void turnsKeepProductsOfOnePlace();
    void aHeadHasItsOwnSlope();
    void widthsAndBucketsThatCannotBe();
    void treesAreBalanced();
    void graphsRefuseWhatIsNotThere();
    void crossNeedsASecondText();
    void hiddenTokensArePassedOver();
    void cellsRefuseMasksForSome();
    void cellsNeedWeightsThatFit();
    void workIsCounted();
};

void PositionsTest::stretchingByOneIsNone()
{
    const MechanismInput input = inputOf();
    const Matrix plain = run("rotary", input).output;
    for (const char *stretched : {"rotary-linear", "rotary-ntk", "rotary-yarn"})
        QVERIFY2(relativeDifference(run(stretched, input, {{"factor", 1}}).output, plain) < 1e-6, stretched);
}

void PositionsTest::turnsKeepProductsOfOnePlace()
{
    const MechanismInput input = inputOf(1);
    QVERIFY(relativeDifference(run("rotary", input).output, run("full", input).output) < 1e-6);
    const MechanismInput slow = inputOf(); // turns of base 10⁹: only the first pair turns at all
    QVERIFY(relativeDifference(run("rotary", slow, {{"base", 1e9}}).output, run("rotary", slow, {{"base", 1e8}}).output) < 0.05);
}

void PositionsTest::aHeadHasItsOwnSlope()
{
    MechanismInput input = randomInput({.tokens = kTokens, .width = 6, .heads = 4, .seed = 8});
    input.head = 2;
    const Matrix own = run("alibi", input).output;
    QVERIFY(sameBits(own.view, run("alibi", input, {{"head", 3}, {"heads", 4}}).output.view));
    QVERIFY(relativeDifference(own, run("alibi", input, {{"head", 1}, {"heads", 4}}).output) > 0.01);
}

void PositionsTest::widthsAndBucketsThatCannotBe()
{
    QVERIFY_EXCEPTION_THROWN(run("rotary", inputOf(4, 5)), Error);
    QVERIFY_EXCEPTION_THROWN(run("rotary-ntk", inputOf(4, 2)), Error);
    QVERIFY_EXCEPTION_THROWN(run("t5-buckets", inputOf(), {{"buckets", 32}, {"distance", 8}}), Error);
    QCOMPARE(run("t5-buckets", inputOf(), {{"buckets", 32}, {"distance", 9}}).output.rows(), kTokens);
}

void PositionsTest::treesAreBalanced()
{
    QCOMPARE(neighbours(GraphKind::tree, 7, 3), (std::vector{1, 3, 5}));
    QCOMPARE(neighbours(GraphKind::tree, 7, 5), (std::vector{3, 4, 5, 6}));
    QCOMPARE(neighbours(GraphKind::tree, 7, 0), (std::vector{0, 1}));
    QCOMPARE(neighbours(GraphKind::tree, 1, 0), (std::vector{0}));
    for (const int tokens : {2, 10, 31, 100}) {
        int ends = 0;
        for (int token = 0; token < tokens; ++token) {
            const std::vector<int> joined = neighbours(GraphKind::tree, tokens, token);
            QVERIFY(std::ranges::is_sorted(joined) && joined.size() <= 4);
            ends += int(joined.size()) - 1;
            for (const int other : joined) {
                const std::vector<int> back = neighbours(GraphKind::tree, tokens, other);
                QVERIFY(std::ranges::binary_search(back, token));
            }
        }
        QCOMPARE(ends, 2 * (tokens - 1)); // as many edges as a tree has
    }
}

void PositionsTest::graphsRefuseWhatIsNotThere()
{
    MechanismInput input = inputOf();
    input.edges = {{2, kTokens}};
    QVERIFY_EXCEPTION_THROWN(run("graph", input, {{"graph", 3}}), Error);
    QCOMPARE(run("graph", input, {{"graph", 0}}).work.pairs, double(3 * kTokens - 2)); // edges that are not asked for do no harm
    input = inputOf();
    input.q = inputOf(4).q;
    QVERIFY_EXCEPTION_THROWN(run("graph", input), Error);
}

void PositionsTest::crossNeedsASecondText()
{
    QVERIFY_EXCEPTION_THROWN(run("cross", inputOf()), Error);
    MechanismInput input = inputOf(kTokens, 6, 5);
    input.mask.causal = true; // of the first text alone
    const MechanismRun between = run("cross", input);
    QCOMPARE(between.work.pairs, double(kTokens * 5));
    MechanismInput second = input;
    second.k = input.otherK;
    second.v = input.otherV;
    second.mask.causal = false;
    QVERIFY(sameBits(between.output.view, run("full", second).output.view));
    input.otherK = inputOf(5, 4).k;
    QVERIFY_EXCEPTION_THROWN(run("cross", input), Error);
}

void PositionsTest::hiddenTokensArePassedOver()
{
    MechanismInput input = inputOf();
    input.mask.hidden = {{4}};
    MechanismInput shorter = input;
    shorter.mask.hidden = {};
    OwnMatrix left(kTokens - 1, input.v.cols());
    for (int token = 0; token < kTokens - 1; ++token)
        for (int c = 0; c < input.v.cols(); ++c)
            left(token, c) = input.v(token < 4 ? token : token + 1, c);
    shorter.q = shorter.k = shorter.v = left.matrix();
    for (const char *name : {"elman", "lstm", "gru"}) {
        const MechanismRun with = run(name, input);
        const MechanismRun without = run(name, shorter);
        for (int c = 0; c < input.v.cols(); ++c) {
            QCOMPARE(with.output(kTokens - 1, c), without.output(kTokens - 2, c));
            QCOMPARE(with.output(4, c), with.output(3, c));
        }
        QCOMPARE(with.work.sequentialSteps, double(kTokens - 1));
    }
}

void PositionsTest::cellsRefuseMasksForSome()
{
    MechanismInput input = inputOf();
    input.mask.window = 3;
    QVERIFY_EXCEPTION_THROWN(run("gru", input), Error);
    input.mask = {.causal = false, .hidden = {{2, 5}}};
    QVERIFY_EXCEPTION_THROWN(run("elman", input), Error);
    input.mask = {.causal = false};
    input.q = inputOf(4).q;
    QVERIFY_EXCEPTION_THROWN(run("lstm", input), Error);
    QVERIFY_EXCEPTION_THROWN(run("convolution", input), Error);
}

void PositionsTest::cellsNeedWeightsThatFit()
{
    const CellWeights three = seededCell(CellKind::gru, 5, 1);
    QVERIFY_EXCEPTION_THROWN(RecurrentCell(CellKind::lstm, three), Error);
    CellWeights unbiased = three;
    unbiased.stateBias.clear();
    QVERIFY_EXCEPTION_THROWN(RecurrentCell(CellKind::gru, unbiased), Error);
}

void PositionsTest::workIsCounted()
{
    constexpr double kWidth = 6;
    const MechanismInput input = inputOf();
    const MechanismWork lstm = run("lstm", input).work;
    QCOMPARE(lstm.multiplyAdds, kTokens * 8 * kWidth * kWidth);
    QCOMPARE(lstm.specials, kTokens * 5 * kWidth);
    QCOMPARE(lstm.stateNumbers, 2 * kWidth);
    QCOMPARE(lstm.bytesHeld, 4 * 7 * kWidth);
    QCOMPARE(run("convolution", input, {{"width", 3}}).work.multiplyAdds, (3.0 * kTokens - 2) * kWidth * kWidth);
    QCOMPARE(run("convolution", input).work.sequentialSteps, 1.0);
    const MechanismWork relative = run("relative", input).work;
    QCOMPARE(relative.multiplyAdds, kTokens * kTokens * 4 * kWidth);
    QCOMPARE(run("rotary", input).work.multiplyAdds, kTokens * kTokens * 2 * kWidth + 2 * 2 * kTokens * kWidth);
    QCOMPARE(run("alibi", input).work.pairs, kTokens * (kTokens + 1) / 2.0);
    QCOMPARE(run("graph", input, {{"graph", 1}}).work.pairs, double(kTokens + 2 * (kTokens - 1)));
}

QTEST_APPLESS_MAIN(PositionsTest)
#include "positions_test.moc"
