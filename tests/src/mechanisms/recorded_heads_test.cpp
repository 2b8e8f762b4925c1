// Heads, subtracted and gated attention, and pairs chosen by what tokens say, against recorded runs of official code.
#include "src/mechanisms/differential.h"
#include "src/mechanisms/gated_output.h"
#include "src/mechanisms/latent_attention.h"
#include "src/mechanisms/lsh_attention.h"
#include "src/mechanisms/mechanisms.h"
#include "src/mechanisms/native_sparse.h"
#include "src/mechanisms/prob_sparse.h"
#include "src/mechanisms/routing_attention.h"
#include "tests/support/mechanisms/mechanism_recording.h"

#include <QtTest>

#include <cmath>
#include <set>

using namespace headscope;

namespace {

// Outputs of a few units, in single precision on both sides; sums of 16 products each.
constexpr double kTolerance = 1e-5;

MechanismInput inputOf(const MechanismRecording &recorded, int head, bool causal)
{
    MechanismInput input;
    for (int each = 0; each < recorded.pages("q"); ++each) {
        const int shared = each * (recorded.has("k") ? recorded.pages("k") : 1) / recorded.pages("q");
        HeadNumbers numbers{recorded.matrix("q", each), {}, {}};
        numbers.k = recorded.has("k") ? recorded.matrix("k", shared) : numbers.q;
        numbers.v = recorded.matrix("v", recorded.pages("v") == recorded.pages("q") ? each : shared);
        input.heads.push_back(numbers);
    }
    const HeadNumbers &own = input.heads[std::size_t(head)];
    input.q = own.q;
    input.k = own.k;
    input.v = own.v;
    input.head = head;
    input.mask.causal = causal;
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

Matrix identity(int size)
{
    OwnMatrix one(size, size);
    for (int i = 0; i < size; ++i)
        one(i, i) = 1;
    return one.matrix();
}

Matrix scaled(const Matrix &x, double factor)
{
    OwnMatrix copy(x.rows(), x.cols());
    for (int r = 0; r < x.rows(); ++r)
        for (int c = 0; c < x.cols(); ++c)
            copy(r, c) = static_cast<float>(x(r, c) * factor);
    return copy.matrix();
}

/// For each head of a recording: what we make of it is what was recorded.
template <typename Make>
void compareHeads(const char *name, bool causal, double tolerance, const Make &make)
{
    const MechanismRecording recorded(name);
    for (int head = 0; head < recorded.pages("out"); ++head) {
        const Matrix made = make(recorded, inputOf(recorded, head, causal), head);
        const double away = farthest(made, recorded.matrix("out", head));
        QVERIFY2(away < tolerance, qPrintable(QString("%1, head %2: %3").arg(name).arg(head).arg(away)));
    }
}

} // namespace

class RecordedHeadsTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void headsThatShare();
    void latents();
    void differential();
    void gatedOutput();
    void hashes_data();
    void hashes();
    void sampledQueries();
    void routedTokens();
    void nativeSparseBlocks();
};

void RecordedHeadsTest::headsThatShare()
{
    compareHeads("heads_multi_head", true, kTolerance, [](const MechanismRecording &recorded, const MechanismInput &input, int head) {
        const MechanismRun made = run("multi-head", input);
        const double away = farthest(wholeMatrix(*made.weights), recorded.matrix("weights", head));
        return away < kTolerance ? made.output : Matrix();
    });
    // The recorded keys of a group are the mean of as many of themselves.
    compareHeads("heads_grouped", true, kTolerance, [](const MechanismRecording &, const MechanismInput &input, int) {
        return run("grouped", input, {{"groups", 2}}).output;
    });
    compareHeads("heads_multi_query", true, kTolerance,
        [](const MechanismRecording &, const MechanismInput &input, int) { return run("multi-query", input).output; });
}

void RecordedHeadsTest::latents()
{
    compareHeads("heads_latent", true, kTolerance, [](const MechanismRecording &recorded, MechanismInput input, int) {
        LatentMap map;
        map.latents = recorded.matrix("latents");
        // Scores are divided by √Dh here, and by the root of both widths there.
        for (HeadNumbers &one : input.heads)
            one.q = scaled(one.q, recorded.matrix("scaling")(0, 0) * std::sqrt(double(input.k.cols())));
        for (int each = 0; each < recorded.pages("q"); ++each) {
            map.keys.push_back(recorded.matrix("up_keys", each));
            map.values.push_back(recorded.matrix("up_values", each));
        }
        return latentAttention(input, map, nullptr).output;
    });
    // The recorded keys and values are of rank 6: the best latents for them are as good as the learned ones.
    compareHeads("heads_latent", true, 5 * kTolerance, [](const MechanismRecording &recorded, MechanismInput input, int) {
        for (HeadNumbers &one : input.heads)
            one.q = scaled(one.q, recorded.matrix("scaling")(0, 0) * std::sqrt(double(input.k.cols())));
        return run("latent", input, {{"rank", 6}}).output;
    });
}

void RecordedHeadsTest::differential()
{
    compareHeads("heads_differential", true, kTolerance, [](const MechanismRecording &recorded, MechanismInput input, int head) {
        // Heads 1 and 3, 2 and 4 are pairs. Of a pair's output the second half is of the second head's values.
        const int half = recorded.pages("q") / 2;
        const std::size_t first = std::size_t(head % half);
        DifferentialPart part{input.heads[first + std::size_t(half)], recorded.matrix("lambda")(0, 0), lambdaInitOf(3)};
        input.q = input.heads[first].q;
        input.k = input.heads[first].k;
        input.v = input.heads[first].v;
        if (head >= half)
            std::swap(input.v, part.second.v);
        return differentialAttention(input, part, nullptr).output;
    });
}

void RecordedHeadsTest::gatedOutput()
{
    compareHeads("heads_gated_output", true, kTolerance, [](const MechanismRecording &recorded, const MechanismInput &input, int head) {
        return headscope::gatedOutput(input, recorded.matrix("gates", head), identity(input.v.cols()), nullptr).output;
    });
}

void RecordedHeadsTest::hashes_data()
{
    QTest::addColumn<QList<int>>("factors");
    QTest::addColumn<int>("rounds");
    QTest::addColumn<int>("chunk");
    QTest::addColumn<bool>("causal");
    QTest::newRow("heads_lsh") << QList<int>{4} << 2 << 4 << false;
    QTest::newRow("heads_lsh_causal") << QList<int>{8} << 3 << 4 << true;
    QTest::newRow("heads_lsh_factors") << QList<int>{2, 4} << 2 << 4 << false;
    QTest::newRow("heads_lsh_whole") << QList<int>{4} << 2 << 16 << false;
}

void RecordedHeadsTest::hashes()
{
    QFETCH(QList<int>, factors);
    QFETCH(int, rounds);
    QFETCH(int, chunk);
    QFETCH(bool, causal);
    const LshChoices choices{.rounds = rounds, .chunk = chunk, .factors = {factors.begin(), factors.end()}, .rules = LshRules::code};
    compareHeads(
        QTest::currentDataTag(), causal, kTolerance, [&](const MechanismRecording &recorded, const MechanismInput &input, int head) {
            StepRecorder steps;
            const MechanismRun made = lshAttention(input, choices, recorded.matrix("rotations", head), &steps);
            const auto buckets = std::ranges::find(steps.steps(), "buckets", &MechanismStep::name);
            const bool isSame = !recorded.has("buckets") || farthest(buckets->pages[0], recorded.matrix("buckets", head)) == 0;
            return isSame ? made.output : Matrix();
        });
}

void RecordedHeadsTest::sampledQueries()
{
    for (const bool causal : {false, true}) {
        compareHeads(causal ? "heads_prob_sparse_causal" : "heads_prob_sparse", causal, kTolerance,
            [](const MechanismRecording &recorded, const MechanismInput &input, int) {
                const Matrix sample = recorded.matrix("sample");
                ProbSparseDraw draw;
                draw.perQuery = sample.cols();
                draw.chosen = int(recorded.matrix("chosen")(0, 0));
                draw.sample = [sample](int, std::span<int> keys) {
                    for (std::size_t i = 0; i < keys.size(); ++i)
                        keys[i] = int(sample(0, int(i)));
                };
                return probSparse(input, draw, nullptr).output;
            });
    }
}

void RecordedHeadsTest::routedTokens()
{
    // The package adds 1e-5 to the number of clusters that took a token.
    constexpr double kMean = 5e-5;
    for (const char *name : {"heads_routing", "heads_routing_shared", "heads_routing_shared_causal"}) {
        const QString words = name;
        compareHeads(name, words.endsWith("causal"), kMean, [&](const MechanismRecording &recorded, const MechanismInput &input, int head) {
            return routingAttention(input, recorded.matrix("centroids", head),
                {.window = int(recorded.matrix("window")(0, 0)), .sharesKeys = words.contains("shared")}, nullptr)
                .output;
        });
    }
}

void RecordedHeadsTest::nativeSparseBlocks()
{
    const MechanismRecording recorded("heads_native_sparse");
    const MechanismInput input = inputOf(recorded, 0, true);
    const Matrix gates = recorded.matrix("gates");
    OwnMatrix all(gates.rows(), 3);
    for (int t = 0; t < gates.rows(); ++t) {
        all(t, 0) = gates(t, 0);
        all(t, 1) = gates(t, 1);
        all(t, 2) = -1000; // the window is left out
    }
    StepRecorder steps;
    const NativeSparseChoices choices{
        .block = int(recorded.matrix("sizes")(0, 0)), .count = int(recorded.matrix("sizes")(0, 1)), .window = 1};
    const MechanismRun made = nativeSparse(input, choices, all.matrix(), &steps);
    QVERIFY2(farthest(made.output, recorded.matrix("out")) < kTolerance,
        qPrintable(QString::number(farthest(made.output, recorded.matrix("out")))));
    const auto chosen = std::ranges::find(steps.steps(), "chosen blocks", &MechanismStep::name);
    const Matrix expected = recorded.matrix("blocks");
    for (int t = 0; t < expected.rows(); ++t) {
        std::set<int> blocks;
        for (int i = 0; i < expected.cols(); ++i)
            if (expected(t, i) >= 0)
                blocks.insert(int(expected(t, i)));
        for (int block = 0; block < chosen->pages[0].cols(); ++block)
            QCOMPARE(chosen->pages[0](t, block) > 0, blocks.contains(block));
    }
}

QTEST_APPLESS_MAIN(RecordedHeadsTest)
#include "recorded_heads_test.moc"
