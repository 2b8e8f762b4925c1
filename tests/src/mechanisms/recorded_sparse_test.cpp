// Normalisers and masks against what entmax, torch and transformers make of the same numbers.
#include "src/mechanisms/mechanisms.h"
#include "src/mechanisms/normalisers.h"
#include "tests/support/mechanisms/mechanism_recording.h"

#include <QtTest>

#include <cmath>
#include <set>

using namespace headscope;

namespace {

// Both are in single precision: a few roundings of scores below 20, and of outputs below 4.
constexpr double kTolerance = 5e-6;

MechanismRun run(const char *name, const MechanismInput &input, std::initializer_list<std::pair<const char *, double>> chosen = {})
{
    const MechanismInfo &mechanism = mechanismNamed(name);
    Parameters parameters(mechanism.parameters);
    for (const auto &[parameter, value] : chosen)
        parameters.set(parameter, value);
    return runMechanism(mechanism, input, parameters);
}

/// The blocks of keys that queries of each block look at.
std::vector<std::set<int>> blocksSeen(const Matrix &weights, int block)
{
    std::vector<std::set<int>> seen(std::size_t(weights.rows() / block));
    for (int t = 0; t < weights.rows(); ++t) {
        for (int s = 0; s < weights.cols(); ++s) {
            if (weights(t, s) != 0)
                seen[std::size_t(t / block)].insert(s / block);
        }
    }
    return seen;
}

} // namespace

class RecordedSparseTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void simplexIsEntmaxs();
    void productsAreTorchs();
    void sinksAreGptOss();
    void windowsAreLongformers();
    void blocksAreBigBirds();
};

void RecordedSparseTest::simplexIsEntmaxs()
{
    const MechanismRecording recording("simplex");
    const Matrix scores = recording.matrix("scores");
    for (const auto &[name, weigh] : {std::pair("sparsemax", &sparsemax), std::pair("entmax15", &entmax15)}) {
        OwnMatrix weights(scores.rows(), scores.cols());
        for (int r = 0; r < scores.rows(); ++r) {
            for (int c = 0; c < scores.cols(); ++c)
                weights(r, c) = scores(r, c);
            weigh({weights.row(r), std::size_t(scores.cols())});
        }
        QVERIFY2(farthest(weights.matrix(), recording.matrix(name)) < kTolerance, name);
    }
}

void RecordedSparseTest::productsAreTorchs()
{
    const MechanismRecording recording("products");
    const MechanismInput input = recording.input();
    const auto isAs
        = [&](const char *recorded, const MechanismRun &ran) { return farthest(ran.output, recording.matrix(recorded)) < kTolerance; };
    QVERIFY(isAs("temperature.0.5", run("softmax", input, {{"temperature", 0.5}})));
    QVERIFY(isAs("temperature.1", run("full", input)));
    QVERIFY(isAs("temperature.2", run("softmax", input, {{"temperature", 2}})));
    QVERIFY(isAs("causal", run("causal", input)));
    QVERIFY(isAs("window", run("local-window", input, {{"reach", 2}})));
    QVERIFY(isAs("streaming", run("streaming", input, {{"sinks", 2}, {"reach", 3}})));
}

void RecordedSparseTest::sinksAreGptOss()
{
    const MechanismRecording recording("sinks");
    for (const auto &[ending, sink] : {std::pair(".-2", -2), std::pair(".0", 0), std::pair(".3", 3)}) {
        const MechanismRun ran = run("sink", recording.input(), {{"sink", sink}});
        QVERIFY(farthest(wholeMatrix(*ran.weights), recording.matrix(std::string("weights") + ending)) < kTolerance);
        QVERIFY(farthest(ran.output, recording.matrix(std::string("out") + ending)) < kTolerance);
    }
}

void RecordedSparseTest::windowsAreLongformers()
{
    const MechanismRecording recording("longformer");
    const MechanismRun ran
        = run("longformer", recording.input(), {{"reach", recording.number("reach")}, {"global", recording.number("global")}});
    QVERIFY(farthest(ran.output, recording.matrix("out")) < kTolerance);
}

void RecordedSparseTest::blocksAreBigBirds()
{
    const MechanismRecording recording("bigbird");
    const int block = int(recording.number("block"));
    const MechanismRun ran = run("bigbird", recording.input(), {{"block", block}, {"random", recording.number("random")}});
    const std::vector<std::set<int>> ours = blocksSeen(wholeMatrix(*ran.weights), block);
    const std::vector<std::set<int>> theirs = blocksSeen(recording.matrix("weights"), block);
    QCOMPARE(ours.size(), theirs.size());
    const int blocks = int(ours.size());
    for (int own = 0; own < blocks; ++own) {
        QCOMPARE(ours[std::size_t(own)].size(), theirs[std::size_t(own)].size());
        std::set<int> fixed{0, own, blocks - 1};
        for (const int next : {own - 1, own + 1})
            if (next >= 0 && next < blocks)
                fixed.insert(next);
        for (const auto *seen : {&ours, &theirs})
            QVERIFY(std::ranges::includes((*seen)[std::size_t(own)], fixed));
    }
    // The first and the last block see all, so draws change nothing in them.
    const Matrix out = recording.matrix("out");
    for (const int first : {0, (blocks - 1) * block})
        QVERIFY(farthest(copyOf(ran.output.view.block(first, 0, block, out.cols())), copyOf(out.view.block(first, 0, block, out.cols())))
            < kTolerance);
}

QTEST_APPLESS_MAIN(RecordedSparseTest)
#include "recorded_sparse_test.moc"
