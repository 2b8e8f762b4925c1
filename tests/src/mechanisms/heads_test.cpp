// What heads share, at the ends where one mechanism is another, and what is kept of a token.
#include "src/error.h"
#include "src/lab/lab_input.h"
#include "src/mechanisms/differential.h"
#include "src/mechanisms/heads.h"
#include "src/mechanisms/latent_attention.h"
#include "src/mechanisms/mechanisms.h"
#include "tests/support/comparison.h"

#include <QtTest>

#include <cmath>

using namespace headscope;

namespace {

constexpr int kTokens = 13;
constexpr int kWidth = 8;
constexpr int kHeads = 4;

MechanismInput inputOf(std::uint64_t seed, int heads = kHeads)
{
    MechanismInput input = randomInput({.tokens = kTokens, .width = kWidth, .heads = heads, .seed = seed});
    return input;
}

MechanismInput ofHead(MechanismInput input, int head)
{
    const HeadNumbers numbers = input.heads[std::size_t(head)];
    input.head = head;
    input.q = numbers.q;
    input.k = numbers.k;
    input.v = numbers.v;
    return input;
}

MechanismRun run(const char *name, const MechanismInput &input, std::initializer_list<std::pair<const char *, double>> chosen = {})
{
    const MechanismInfo &mechanism = mechanismNamed(name);
    Parameters parameters(mechanism.parameters);
    for (const auto &[parameter, value] : chosen)
        parameters.set(parameter, value);
    return runMechanism(mechanism, input, parameters);
}

} // namespace

class HeadsTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void headsThatShareNothingAreFullAttention();
    void groupsOfOneSizeLookAtTheSameKeys();
    void unevenGroupsAreRefused();
    void allLatentsAreMultiHead();
    void errorOfLatentsFallsWithTheirNumber();
    void whatIsKeptOfATokenIsCounted();
    void aHeadIsNotItsOwnSecond();
    void oneHeadAloneHasASecondOfTheSeed();
    void rowsAreBroughtToOneSize();
    void shutGatesLetNothingThrough();
    void seedsDrawOtherNumbers();
};

void HeadsTest::headsThatShareNothingAreFullAttention()
{
    for (const int head : {0, 3}) {
        const MechanismInput input = ofHead(inputOf(1), head);
        const MechanismRun full = run("full", input);
        QVERIFY(sameBits(run("multi-head", input).output.view, full.output.view));
        QVERIFY(sameBits(run("grouped", input, {{"groups", kHeads}}).output.view, full.output.view));
        QVERIFY(sameBits(run("grouped", input, {{"groups", 1000}}).output.view, full.output.view));
        QVERIFY(sameBits(run("talking-heads", input, {{"mixing", 0}}).output.view, full.output.view));
        QVERIFY(sameBits(run("grouped", input, {{"groups", 1}}).output.view, run("multi-query", input).output.view));
    }
    const MechanismInput alone = ofHead(inputOf(2, 1), 0);
    for (const char *name : {"multi-head", "multi-query", "wide-head"})
        QVERIFY2(sameBits(run(name, alone).output.view, run("full", alone).output.view), name);
}

void HeadsTest::groupsOfOneSizeLookAtTheSameKeys()
{
    MechanismInput input = inputOf(3);
    for (HeadNumbers &head : input.heads)
        head.q = input.heads[0].q;
    const auto out = [&](int head, double groups) { return run("grouped", ofHead(input, head), {{"groups", groups}}).output; };
    QVERIFY(sameBits(out(0, 2).view, out(1, 2).view));
    QVERIFY(!sameBits(out(1, 2).view, out(2, 2).view));
    QVERIFY(sameBits(out(2, 2).view, out(3, 2).view));
    QVERIFY(sameBits(out(0, 1).view, out(3, 1).view));
}

void HeadsTest::unevenGroupsAreRefused()
{
    QVERIFY_EXCEPTION_THROWN(run("grouped", inputOf(4), {{"groups", 3}}), Error);
}

void HeadsTest::allLatentsAreMultiHead()
{
    const MechanismInput input = ofHead(inputOf(5), 2);
    const MechanismRun full = run("multi-head", input);
    for (const double rank : {double(kTokens), 64.0, 1000.0}) // a text of 13 tokens has 13 independent rows
        QVERIFY(relativeDifference(run("latent", input, {{"rank", rank}}).output, full.output) < 1e-5);
    QVERIFY(relativeDifference(run("latent", input, {{"rank", kTokens - 1}}).output, full.output) > 1e-3);
}

void HeadsTest::errorOfLatentsFallsWithTheirNumber()
{
    // What is best is best for keys and values; the sum over heads of what a softmax makes of it still falls.
    double before = 1e9;
    for (const int rank : {1, 4, 8, 12}) {
        const LatentMap map = bestLatents(inputOf(6).heads, rank);
        double squares = 0;
        const MechanismInput input = inputOf(6);
        for (std::size_t head = 0; head < input.heads.size(); ++head) {
            const Matrix keys = matrixProduct(map.latents.view, map.keys[head].view);
            const Matrix values = matrixProduct(map.latents.view, map.values[head].view);
            squares += std::pow(relativeDifference(keys, input.heads[head].k), 2);
            squares += std::pow(relativeDifference(values, input.heads[head].v), 2);
        }
        QVERIFY(squares < before);
        before = squares;
    }
    // A long text, where the other Gram matrix is the smaller one: 40 tokens of 2 · 2 · 4 numbers.
    const std::vector<HeadNumbers> heads = randomInput({.tokens = 40, .width = 4, .heads = 2, .seed = 7}).heads;
    const LatentMap whole = bestLatents(heads, 16);
    QVERIFY(relativeDifference(matrixProduct(whole.latents.view, whole.values[1].view), heads[1].v) < 1e-5);
    QCOMPARE(bestLatents(heads, 100).latents.cols(), 16);
}

void HeadsTest::whatIsKeptOfATokenIsCounted()
{
    const MechanismInput input = inputOf(8);
    const double token = 2 * kWidth;
    const auto kept = [&](const char *name, std::initializer_list<std::pair<const char *, double>> chosen = {}) {
        return run(name, input, chosen).work.stateNumbers / kTokens;
    };
    QCOMPARE(kept("full"), token);
    QCOMPARE(kept("multi-head"), kHeads * token);
    QCOMPARE(kept("wide-head"), kHeads * token);
    QCOMPARE(kept("talking-heads"), kHeads * token);
    QCOMPARE(kept("grouped", {{"groups", 2}}), 2 * token);
    QCOMPARE(kept("multi-query"), token);
    QCOMPARE(kept("latent", {{"rank", 5}}), 5.0);
    QCOMPARE(kept("differential"), 2 * token);
    QCOMPARE(run("multi-head", input).work.pairs, double(kHeads * kTokens * kTokens));
    QCOMPARE(run("wide-head", input).work.pairs, double(kTokens * kTokens));
    QCOMPARE(run("differential", input).work.pairs, double(2 * kTokens * kTokens));
}

void HeadsTest::aHeadIsNotItsOwnSecond()
{
    QVERIFY_EXCEPTION_THROWN(run("differential", inputOf(9), {{"step", kHeads}}), Error);
    QCOMPARE(lambdaInitOf(1), 0.2);
    QVERIFY(std::abs(lambdaInitOf(1000) - 0.8) < 1e-12);
}

void HeadsTest::oneHeadAloneHasASecondOfTheSeed()
{
    MechanismInput alone = inputOf(10, 1);
    const Matrix first = run("differential", alone).output;
    QCOMPARE(first.cols(), kWidth);
    alone.seed += 1;
    QVERIFY(!sameBits(first.view, run("differential", alone).output.view));
}

void HeadsTest::rowsAreBroughtToOneSize()
{
    const MechanismInput alone = inputOf(11, 1);
    const Matrix out = run("differential", alone, {{"layer", 3}}).output;
    for (int t = 0; t < kTokens; ++t) {
        double squares = 0;
        for (int c = 0; c < kWidth; ++c)
            squares += double(out(t, c)) * out(t, c);
        QVERIFY(std::abs(std::sqrt(squares / kWidth) - (1 - lambdaInitOf(3))) < 1e-3);
    }
}

void HeadsTest::shutGatesLetNothingThrough()
{
    const MechanismInput input = inputOf(12);
    const Matrix gated = run("gated-output", input).output;
    const Matrix full = run("full", input).output;
    const Matrix ofHead = run("gated-output", input, {{"gates", 1}}).output;
    for (int t = 0; t < kTokens; ++t) {
        const double gate = double(ofHead(t, 0)) / full(t, 0);
        QVERIFY(gate > 0 && gate < 1);
        for (int c = 0; c < kWidth; ++c) {
            QVERIFY(std::abs(gated(t, c)) < std::abs(full(t, c)));
            QVERIFY(std::abs(ofHead(t, c) - gate * full(t, c)) < 1e-5);
        }
    }
}

void HeadsTest::seedsDrawOtherNumbers()
{
    MechanismInput input = inputOf(13);
    for (const char *name : {"differential", "gated-output", "talking-heads"}) {
        input.seed = 13;
        const Matrix first = run(name, input).output;
        input.seed = 14;
        QVERIFY2(!sameBits(first.view, run(name, input).output.view), name);
    }
}

QTEST_APPLESS_MAIN(HeadsTest)
#include "heads_test.moc"
