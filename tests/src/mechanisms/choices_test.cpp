// Mechanisms that choose pairs by what tokens say: their ends, their draws, and how their work grows.
#include "src/error.h"
#include "src/lab/lab_input.h"
#include "src/mechanisms/lsh_attention.h"
#include "src/mechanisms/mechanisms.h"
#include "src/mechanisms/native_sparse.h"
#include "src/mechanisms/prob_sparse.h"
#include "src/mechanisms/routing_attention.h"
#include "tests/support/comparison.h"

#include <QtTest>

#include <cmath>
#include <numeric>
#include <set>

using namespace headscope;

namespace {

constexpr int kTokens = 13;
constexpr int kWidth = 8;

using Choice = std::pair<const char *, double>;

MechanismInput inputOf(int tokens, std::uint64_t seed)
{
    return randomInput({.tokens = tokens, .width = kWidth, .heads = 2, .seed = seed});
}

MechanismRun run(const char *name, const MechanismInput &input, std::initializer_list<Choice> chosen = {}, StepRecorder *steps = nullptr)
{
    const MechanismInfo &mechanism = mechanismNamed(name);
    Parameters parameters(mechanism.parameters);
    for (const auto &[parameter, value] : chosen)
        parameters.set(parameter, value);
    return runMechanism(mechanism, input, parameters, steps);
}

const MechanismStep &stepNamed(const StepRecorder &recorder, const char *name)
{
    const auto found = std::ranges::find(recorder.steps(), name, &MechanismStep::name);
    if (found == recorder.steps().end())
        throw Error(std::string("no step ") + name);
    return *found;
}

/// Full attention of queries over themselves, brought to one length, where nobody looks at himself.
MechanismRun fullOverSharedKeys(const MechanismInput &input)
{
    MechanismInput shared = input;
    OwnMatrix keys(input.q.rows(), input.q.cols());
    shared.mask.seesItself = false;
    for (int t = 0; t < input.q.rows(); ++t) {
        double squares = 0;
        for (int c = 0; c < input.q.cols(); ++c)
            squares += double(input.q(t, c)) * input.q(t, c);
        for (int c = 0; c < input.q.cols(); ++c) // full attention divides by √d
            keys(t, c) = static_cast<float>(input.q(t, c) / std::sqrt(squares / input.q.cols() + 1e-6));
        shared.mask.hidden.push_back({t, t});
    }
    shared.k = keys.matrix();
    return run("full", shared);
}

double operations(const MechanismWork &work)
{
    return work.multiplyAdds + work.specials;
}

} // namespace

class ChoicesTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void oneBucketAndChunkIsFullOverSharedKeys();
    void moreRoundsComeNearer();
    void bucketsAreThoseOfTheDirections();
    void anEvenNumberOfBucketsIsNeeded();
    void aTokenAloneLooksAtItself();
    void oneClusterIsFullAttention();
    void clustersAreOfOneSize();
    void allQueriesChosenIsFullAttention();
    void lazyQueriesTakeTheMeanOrTheSum();
    void lazyQueriesKeepToEveryMask();
    void theMeasureFindsTheQueriesThatStandOut();
    void threeBranchesThroughTheirGates();
    void pairsAreCounted();
    void drawsAreOfTheSeed();
    void workGrowsAsItIsSaid_data();
    void workGrowsAsItIsSaid();
    void nothingOfNTimesNIsHeld();
};

void ChoicesTest::oneBucketAndChunkIsFullOverSharedKeys()
{
    const MechanismInput input = inputOf(kTokens, 1);
    const MechanismRun full = fullOverSharedKeys(input);
    for (const double rules : {0.0, 1.0}) {
        const MechanismRun one = run("reformer", input, {{"rounds", 1}, {"chunk", kTokens}, {"buckets", 1}, {"rules", rules}});
        QVERIFY(relativeDifference(one.output, full.output) < 1e-6);
        QCOMPARE(one.work.pairs, double(kTokens * (kTokens - 1)));
    }
    // Rounds that all find everything change nothing: each key counts once.
    QVERIFY(relativeDifference(run("reformer", input, {{"rounds", 5}, {"chunk", kTokens}, {"buckets", 1}}).output, full.output) < 1e-6);
}

void ChoicesTest::moreRoundsComeNearer()
{
    double before = 1e9;
    for (const double rounds : {1.0, 4.0, 32.0}) {
        double error = 0;
        for (const std::uint64_t seed : {2U, 3U, 4U}) {
            const MechanismInput input = inputOf(40, seed);
            error += relativeDifference(run("reformer", input, {{"rounds", rounds}}).output, fullOverSharedKeys(input).output);
        }
        QVERIFY2(error < before, qPrintable(QString::number(error)));
        before = error;
    }
}

void ChoicesTest::bucketsAreThoseOfTheDirections()
{
    // Two directions, along the first two channels: buckets are the right, the upper, the left and the lower quarter.
    OwnMatrix points(5, 2);
    const float at[5][2] = {{3, 1}, {1, 3}, {-3, 1}, {1, -3}, {2, 1}};
    for (int t = 0; t < 5; ++t)
        for (int c = 0; c < 2; ++c)
            points(t, c) = at[t][c];
    OwnMatrix directions(2, 2);
    directions(0, 0) = directions(1, 1) = 1;
    const MechanismInput input{.q = points.matrix(), .k = points.matrix(), .v = points.matrix()};
    StepRecorder recorder;
    const MechanismRun hashed = lshAttention(input, {.rounds = 1, .chunk = 5, .factors = {4}}, directions.matrix(), &recorder);
    const Matrix buckets = stepNamed(recorder, "buckets").pages[0];
    const Matrix order = stepNamed(recorder, "order").pages[0];
    const int expectedBuckets[] = {0, 1, 2, 3, 0};
    const int expectedOrder[] = {0, 4, 1, 2, 3};
    for (int t = 0; t < 5; ++t) {
        QCOMPARE(int(buckets(t, 0)), expectedBuckets[t]);
        QCOMPARE(int(order(t, 0)), expectedOrder[t]);
    }
    const Matrix weights = wholeMatrix(*hashed.weights);
    QCOMPARE(weights(0, 4), 1.0F); // the only other of its bucket
    QCOMPARE(weights(4, 0), 1.0F);
    QCOMPARE(weights(2, 2), 1.0F); // alone in its own
    QCOMPARE(hashed.work.pairs, 5.0);
}

void ChoicesTest::anEvenNumberOfBucketsIsNeeded()
{
    QCOMPARE(lshFactors(1024, 64, 0, 1), std::vector<int>{32});
    QCOMPARE(lshFactors(1024, 64, 0, 2), (std::vector<int>{4, 8}));
    QCOMPARE(lshFactors(1024, 64, 0, 0), (std::vector<int>{2, 2, 2, 2, 2}));
    QCOMPARE(lshFactors(1000, 64, 0, 1), std::vector<int>{16}); // 30 brought down
    QCOMPARE(lshFactors(10, 64, 0, 1), std::vector<int>{2});
    QCOMPARE(lshFactors(10, 64, 6, 1), std::vector<int>{6});
    QCOMPARE(lshFactors(10, 64, 1, 1), std::vector<int>{});
    QVERIFY_EXCEPTION_THROWN(lshFactors(10, 64, 3, 1), Error);
    QVERIFY_EXCEPTION_THROWN(lshFactors(10, 64, 6, 2), Error);
}

void ChoicesTest::aTokenAloneLooksAtItself()
{
    MechanismInput input = inputOf(kTokens, 5);
    input.mask.causal = true; // the first token sees nothing else
    for (const double rules : {0.0, 1.0}) {
        const MechanismRun hashed = run("reformer", input, {{"rules", rules}});
        for (int c = 0; c < kWidth; ++c)
            QCOMPARE(hashed.output(0, c), input.v(0, c));
    }
    MechanismInput across = inputOf(kTokens, 6);
    across.k = inputOf(5, 6).k;
    across.v = inputOf(5, 6).v;
    QVERIFY_EXCEPTION_THROWN(run("reformer", across), Error);
    QVERIFY_EXCEPTION_THROWN(run("native-sparse", across), Error);
    QVERIFY_EXCEPTION_THROWN(run("routing", across, {{"keys", 0}}), Error);
}

void ChoicesTest::oneClusterIsFullAttention()
{
    const MechanismInput input = inputOf(kTokens, 7);
    const MechanismRun full = run("full", input);
    QVERIFY(relativeDifference(run("routing", input, {{"clusters", 1}}).output, full.output) < 1e-6);
    // Clusters that all take everybody find the same thing three times.
    QVERIFY(relativeDifference(run("routing", input, {{"clusters", 3}, {"window", kTokens}}).output, full.output) < 1e-6);
}

void ChoicesTest::clustersAreOfOneSize()
{
    const MechanismInput input = inputOf(24, 8);
    StepRecorder recorder;
    run("routing", input, {{"clusters", 4}}, &recorder);
    for (const char *name : {"clusters", "clusters of keys"}) {
        const Matrix members = stepNamed(recorder, name).pages[0];
        for (int cluster = 0; cluster < 4; ++cluster) {
            int count = 0;
            for (int t = 0; t < 24; ++t)
                count += members(t, cluster) > 0 ? 1 : 0;
            QCOMPARE(count, 6);
        }
    }
    // Two bundles of tokens that point opposite ways: k-means finds them.
    OwnMatrix points(8, 2);
    for (int t = 0; t < 8; ++t) {
        points(t, 0) = t % 2 == 0 ? 1 : -1;
        points(t, 1) = 0.1F * static_cast<float>(t);
    }
    const MechanismInput bundles{.q = points.matrix(), .k = points.matrix(), .v = points.matrix()};
    const Matrix centroids = routingCentroids(bundles, 2, 10, true, 3);
    const MechanismRun routed = routingAttention(bundles, centroids, {.window = 4, .sharesKeys = true}, nullptr);
    const Matrix weights = wholeMatrix(*routed.weights);
    for (int t = 0; t < 8; ++t)
        for (int s = 0; s < 8; ++s)
            QCOMPARE(weights(t, s) > 0, t != s && (t - s) % 2 == 0);
}

void ChoicesTest::allQueriesChosenIsFullAttention()
{
    const MechanismInput input = inputOf(kTokens, 9);
    QVERIFY(relativeDifference(run("informer", input, {{"factor", kTokens}}).output, run("full", input).output) < 1e-6);
    QCOMPARE(run("informer", input, {{"factor", 1}}).work.pairs, double(kTokens * 3 + 3 * kTokens)); // ln 13 rounded up is 3
}

void ChoicesTest::lazyQueriesTakeTheMeanOrTheSum()
{
    MechanismInput input = inputOf(kTokens, 10);
    ProbSparseDraw draw = probSparseDraw(kTokens, kTokens, 1, 1);
    draw.chosen = 0;
    const Matrix mean = probSparse(input, draw, nullptr).output;
    input.mask.causal = true;
    const Matrix sum = probSparse(input, draw, nullptr).output;
    for (int c = 0; c < kWidth; ++c) {
        double all = 0;
        for (int t = 0; t < kTokens; ++t) {
            all += input.v(t, c);
            QVERIFY(std::abs(sum(t, c) - all) < 1e-5);
        }
        for (int t = 0; t < kTokens; ++t)
            QVERIFY(std::abs(mean(t, c) - all / kTokens) < 1e-6);
    }
}

void ChoicesTest::lazyQueriesKeepToEveryMask()
{
    ProbSparseDraw draw = probSparseDraw(kTokens, kTokens, 1, 1);
    draw.chosen = 2;
    for (const bool causal : {false, true}) {
        for (const int window : {0, 3}) {
            MechanismInput input = inputOf(kTokens, 11);
            input.mask = {.causal = causal, .hidden = {{2}, {5, 7}, {0}}, .window = window, .globalFirst = window > 0};
            const MechanismRun sparse = probSparse(input, draw, nullptr);
            const Matrix weights = wholeMatrix(*sparse.weights);
            const Matrix out = matrixProduct(weights.view, input.v.view);
            QVERIFY(relativeDifference(sparse.output, out) < 1e-5);
            for (int t = 0; t < kTokens; ++t)
                for (int s = 0; s < kTokens; ++s)
                    QVERIFY((weights(t, s) != 0) == input.mask.allows(t, s));
        }
    }
}

void ChoicesTest::theMeasureFindsTheQueriesThatStandOut()
{
    // All keys alike but the last; query 4 alone is long, and so alone can tell them apart. Every sample holds all keys.
    OwnMatrix queries(6, 2);
    OwnMatrix keys(6, 2);
    for (int t = 0; t < 6; ++t) {
        queries(t, 0) = t == 4 ? 9.0F : 0.1F;
        keys(t, 0) = t == 5 ? 1.0F : -1.0F;
    }
    const MechanismInput input{.q = queries.matrix(), .k = keys.matrix(), .v = keys.matrix()};
    ProbSparseDraw draw;
    draw.perQuery = 6;
    draw.chosen = 1;
    draw.sample = [](int, std::span<int> all) { std::iota(all.begin(), all.end(), 0); };
    StepRecorder recorder;
    probSparse(input, draw, &recorder);
    for (int t = 0; t < 6; ++t)
        QCOMPARE(stepNamed(recorder, "chosen queries").pages[0](t, 0), t == 4 ? 1.0F : 0.0F);
    QVERIFY(std::abs(stepNamed(recorder, "measure").pages[0](4, 0) - (9 - (9 - 5 * 9) / 6.0)) < 1e-5);
}

void ChoicesTest::threeBranchesThroughTheirGates()
{
    const MechanismInput input = inputOf(kTokens, 12);
    MechanismInput causal = input;
    causal.mask.causal = true;
    const auto gated = [&](float first, float second, float third, NativeSparseChoices choices) {
        OwnMatrix gates(kTokens, 3);
        for (int t = 0; t < kTokens; ++t) {
            gates(t, 0) = first;
            gates(t, 1) = second;
            gates(t, 2) = third;
        }
        return nativeSparse(input, choices, gates.matrix(), nullptr).output;
    };
    constexpr float kShut = -1000;
    constexpr float kOpen = 1000;
    const Matrix full = run("full", causal).output;
    // A window over the whole text, and blocks that are all chosen, are causal attention; blocks of one token that are past, too.
    QVERIFY(relativeDifference(gated(kShut, kShut, kOpen, {.block = 2, .count = 3, .window = kTokens}), full) < 1e-6);
    QVERIFY(relativeDifference(gated(kShut, kOpen, kShut, {.block = 2, .count = 7, .window = 1}), full) < 1e-6);
    QVERIFY(relativeDifference(gated(kOpen, kShut, kShut, {.block = 1, .count = 3, .window = 1}), full) < 1e-6);
    const MechanismRun window = run("local-window", causal, {{"reach", 2}});
    QVERIFY(relativeDifference(gated(kShut, kShut, kOpen, {.block = 2, .count = 3, .window = 3}), window.output) < 1e-6);
}

void ChoicesTest::pairsAreCounted()
{
    // Blocks of 4 tokens, all chosen of 16: each query sees the blocks that are past, every token that is past, and 3 of the window.
    double blocks = 0;
    double tokens = 0;
    double near = 0;
    for (int t = 0; t < 64; ++t) {
        blocks += (t + 1) / 4;
        tokens += t + 1;
        near += std::min(t + 1, 3);
    }
    const MechanismInput input = inputOf(64, 16);
    const MechanismWork all = run("native-sparse", input, {{"block", 4}, {"count", 16}, {"window", 3}}).work;
    QCOMPARE(all.pairs, blocks + tokens + near);
    QCOMPARE(all.multiplyAdds, all.pairs * 2 * kWidth + 64 * 2 * kWidth);
    QCOMPARE(all.stateNumbers, (64 + 16) * 2.0 * kWidth);
    // With no block besides the three that are always chosen, 12 tokens at most are read one by one.
    QVERIFY(run("native-sparse", input, {{"block", 4}, {"count", 3}, {"window", 3}}).work.pairs <= blocks + near + 64 * 12);
    // 8 clusters of 8: each of them compares all with all, and every query and key with its centroid.
    const MechanismWork routed = run("routing", input, {{"clusters", 8}}).work;
    QCOMPARE(routed.pairs, 8.0 * 8 * 8);
    QCOMPARE(routed.multiplyAdds, 2 * 64.0 * 8 * kWidth + 3 * 64.0 * kWidth + routed.pairs * 2 * kWidth);
    // 64 buckets are put together from 6 hashes of one direction each, in two rounds.
    const MechanismWork hashed = run("reformer", input, {{"rounds", 2}, {"chunk", 64}, {"buckets", 64}, {"factors", 0}, {"rules", 0}}).work;
    QCOMPARE(hashed.multiplyAdds, 64.0 * 12 * kWidth + 64 * kWidth + hashed.pairs * 2 * kWidth);
}

void ChoicesTest::drawsAreOfTheSeed()
{
    MechanismInput input = inputOf(40, 13);
    for (const char *name : {"reformer", "routing", "informer", "native-sparse"}) {
        input.seed = 1;
        const Matrix first = run(name, input).output;
        input.seed = 2;
        QVERIFY2(!sameBits(first.view, run(name, input).output.view), name);
    }
    // Every key is drawn about as often: 40,000 draws of 8 keys, 5,000 each, give or take 66.
    const ProbSparseDraw draw = probSparseDraw(5000, 8, 100, 5);
    QCOMPARE(draw.perQuery, 8);
    std::vector<int> counts(8);
    std::vector<int> sampled(8);
    for (int query = 0; query < 5000; ++query) {
        draw.sample(query, sampled);
        for (const int key : sampled)
            ++counts[std::size_t(key)];
    }
    for (const int count : counts)
        QVERIFY(std::abs(count - 5000) < 300);
    std::set<float> seen;
    const Matrix directions = lshRotations(kWidth, {.rounds = 3, .chunk = 4, .factors = {2, 4}}, 6);
    QCOMPARE(directions.rows(), 9);
    for (int r = 0; r < directions.rows(); ++r)
        for (int c = 0; c < kWidth; ++c)
            seen.insert(directions(r, c));
    QCOMPARE(int(seen.size()), 9 * kWidth);
}

void ChoicesTest::workGrowsAsItIsSaid_data()
{
    QTest::addColumn<int>("tokens");
    QTest::addColumn<double>("least");
    QTest::addColumn<double>("most");
    QTest::newRow("reformer") << 32768 << 0.95 << 1.15;
    QTest::newRow("informer") << 32768 << 0.95 << 1.15;
    QTest::newRow("routing") << 4096 << 1.4 << 1.6;
}

/// The power of counted operations from 1,024 tokens on.
void ChoicesTest::workGrowsAsItIsSaid()
{
    QFETCH(int, tokens);
    QFETCH(double, least);
    QFETCH(double, most);
    const auto at = [](int length) {
        const char *name = QTest::currentDataTag();
        const MechanismInput input = inputOf(length, 14);
        const bool isRouted = std::string_view(name) == "routing";
        return operations((isRouted ? run(name, input, {{"clusters", 0}, {"iterations", 0}}) : run(name, input)).work);
    };
    const double power = std::log(at(tokens) / at(1024)) / std::log(tokens / 1024.0);
    QVERIFY2(power > least && power < most, qPrintable(QString::number(power)));
}

void ChoicesTest::nothingOfNTimesNIsHeld()
{
    constexpr int kMany = 2048;
    const MechanismInput input = inputOf(kMany, 15);
    for (const char *name : {"reformer", "routing", "informer", "native-sparse"})
        QVERIFY2(run(name, input,
                     std::string_view(name) == "routing" ? std::initializer_list<Choice>{{"clusters", 0}, {"iterations", 1}}
                                                         : std::initializer_list<Choice>{})
                     .work.bytesHeld
                < 4.0 * kMany * 100,
            name);
}

QTEST_APPLESS_MAIN(ChoicesTest)
#include "choices_test.moc"
