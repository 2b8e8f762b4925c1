// Positions, graphs and recurrent networks against what transformers, torch-geometric and torch make of the same numbers and weights.
#include "src/attention/score_bias.h"
#include "src/mechanisms/convolution.h"
#include "src/mechanisms/explicit_attention.h"
#include "src/mechanisms/graph_attention.h"
#include "src/mechanisms/mechanisms.h"
#include "src/mechanisms/normalisers.h"
#include "src/mechanisms/positions.h"
#include "src/mechanisms/recurrent_cells.h"
#include "tests/support/mechanisms/mechanism_recording.h"

#include <QtTest>

#include <cmath>

using namespace headscope;

namespace {

// Both are in single precision: a few roundings of scores below 10, and of outputs below 4.
constexpr double kTolerance = 5e-6;

MechanismRun softmaxed(const MechanismInput &input, Recipe recipe, bool isCausal = false)
{
    recipe.weigh = [](int, std::span<const int>, std::span<float> scores) { softmax(scores); };
    MechanismInput masked = input;
    masked.mask.causal = isCausal;
    return attend(masked, recipe, "A", nullptr);
}

Matrix columnOf(const Matrix &table, int column)
{
    OwnMatrix one(table.rows(), 1);
    for (int r = 0; r < table.rows(); ++r)
        one(r, 0) = table(r, column);
    return one.matrix();
}

} // namespace

class RecordedPositionsTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void slopesAreBlooms();
    void alibiIsMpts();
    void bucketsAreT5s();
    void bucketBiasesAreT5s_data();
    void bucketBiasesAreT5s();
    void relativeKeysAreWav2Vec2Berts();
    void turnsAreTheOfficialOnes_data();
    void turnsAreTheOfficialOnes();
    void graphsAreTorchGeometrics();
    void cellsAreTorchs_data();
    void cellsAreTorchs();
    void convolutionsAreTorchs();
};

void RecordedPositionsTest::slopesAreBlooms()
{
    const Matrix recorded = MechanismRecording("alibi_slopes").matrix("slopes");
    for (int heads = 1; heads <= 16; ++heads) {
        const std::vector<float> slopes = alibiSlopes(heads);
        for (int head = 0; head < heads; ++head)
            QVERIFY(std::abs(slopes[std::size_t(head)] - recorded(heads - 1, head)) < 1e-7);
    }
}

void RecordedPositionsTest::alibiIsMpts()
{
    const MechanismRecording recording("alibi");
    const MechanismInfo &alibi = mechanismNamed("alibi");
    for (int head = 0; head < recording.pages("q"); ++head) {
        Parameters parameters(alibi.parameters);
        parameters.set("heads", recording.pages("q"));
        parameters.set("head", head + 1);
        const MechanismRun run = runMechanism(alibi, recording.input(head), parameters);
        QVERIFY(farthest(wholeMatrix(*run.weights), recording.matrix("weights", head)) < kTolerance);
        QVERIFY(farthest(run.output, recording.matrix("out", head)) < kTolerance);
    }
}

void RecordedPositionsTest::bucketsAreT5s()
{
    const MechanismRecording recording("t5_buckets");
    const auto first = int(recording.number("first"));
    for (const bool bothSides : {true, false}) {
        for (const auto &[buckets, farthestAway] : {std::pair(32, 128), std::pair(8, 20), std::pair(16, 50)}) {
            const std::string name
                = std::string(bothSides ? "both." : "earlier.") + std::to_string(buckets) + "." + std::to_string(farthestAway);
            const std::vector<float> expected = recording.numbers(name);
            QCOMPARE(expected.size(), std::size_t(601));
            for (std::size_t i = 0; i < expected.size(); ++i)
                QCOMPARE(distanceBucket(first + int(i), bothSides, buckets, farthestAway), int(expected[i]));
        }
    }
}

void RecordedPositionsTest::bucketBiasesAreT5s_data()
{
    QTest::addColumn<bool>("isCausal");
    QTest::newRow("t5_both") << false;
    QTest::newRow("t5_earlier") << true;
}

void RecordedPositionsTest::bucketBiasesAreT5s()
{
    QFETCH(bool, isCausal);
    const MechanismRecording recording(QTest::currentDataTag());
    for (int head = 0; head < recording.pages("q"); ++head) {
        MechanismInput input = recording.input(head);
        OwnMatrix longer(input.q.rows(), input.q.cols()); // T5 does not divide by √d
        for (int r = 0; r < input.q.rows(); ++r)
            for (int c = 0; c < input.q.cols(); ++c)
                longer(r, c) = input.q(r, c) * std::sqrt(float(input.q.cols()));
        input.q = longer.matrix();
        const Recipe recipe = bucketPositions(
            input, columnOf(recording.matrix("biases"), head), isCausal ? Sides::earlier : Sides::both, int(recording.number("distance")));
        const MechanismRun run = softmaxed(input, recipe, isCausal);
        QVERIFY(farthest(wholeMatrix(*run.weights), recording.matrix("weights", head)) < kTolerance);
        QVERIFY(farthest(run.output, recording.matrix("out", head)) < kTolerance);
    }
}

void RecordedPositionsTest::relativeKeysAreWav2Vec2Berts()
{
    const MechanismRecording recording("relative");
    const MechanismInput input = recording.input();
    const Matrix keys = recording.matrix("keys");
    const RelativeVectors vectors{keys, OwnMatrix(keys.rows(), input.v.cols()).matrix()};
    const MechanismRun run = softmaxed(input, relativePositions(input, vectors));
    QVERIFY(farthest(wholeMatrix(*run.weights), recording.matrix("weights")) < kTolerance);
}

void RecordedPositionsTest::turnsAreTheOfficialOnes_data()
{
    QTest::addColumn<QString>("mechanism");
    QTest::addColumn<double>("factor");
    QTest::addColumn<double>("pairs");
    QTest::newRow("rotary") << "rotary" << 0.0 << 0.0;
    QTest::newRow("rotary_neighbours") << "rotary" << 0.0 << 1.0;
    QTest::newRow("rotary_linear") << "rotary-linear" << 4.0 << 0.0;
    QTest::newRow("rotary_ntk") << "rotary-ntk" << 2.0 << 0.0;
    QTest::newRow("rotary_yarn") << "rotary-yarn" << 4.0 << 0.0;
}

void RecordedPositionsTest::turnsAreTheOfficialOnes()
{
    QFETCH(QString, mechanism);
    QFETCH(double, factor);
    QFETCH(double, pairs);
    const MechanismRecording recording(QTest::currentDataTag());
    const MechanismInput input = recording.input();
    const MechanismInfo &info = mechanismNamed(mechanism.toStdString());
    Parameters parameters(info.parameters);
    parameters.set("pairs", pairs);
    if (factor > 0)
        parameters.set("factor", factor);
    if (mechanism == QLatin1String("rotary-yarn"))
        parameters.set("context", recording.number("context"));
    const std::vector<double> speeds = recording.list("speeds");
    const Rotary rotary = *rotaryOf(info.name, input.q.cols(), parameters);
    QCOMPARE(rotary.frequencies.size(), speeds.size());
    for (std::size_t i = 0; i < speeds.size(); ++i)
        QVERIFY(std::abs(rotary.frequencies[i] - speeds[i]) <= 3e-7 * speeds[i]); // two roundings
    const Recipe recipe = turnedPositions(input, rotary);
    QVERIFY(farthest(recipe.projections[1].pages[0], recording.matrix("turned_q")) < kTolerance);
    QVERIFY(farthest(recipe.projections[2].pages[0], recording.matrix("turned_k")) < kTolerance);
    QVERIFY(farthest(runMechanism(info, input, parameters).output, recording.matrix("out")) < kTolerance);
}

void RecordedPositionsTest::graphsAreTorchGeometrics()
{
    const MechanismRecording recording("gat");
    MechanismInput input = recording.input();
    const std::vector<double> ends = recording.list("edges");
    for (std::size_t i = 0; i + 1 < ends.size(); i += 2)
        input.edges.push_back({int(ends[i]), int(ends[i + 1])});
    const GraphWeights weights{recording.matrix("map"), recording.matrix("of_query"), recording.matrix("of_key")};
    const MechanismRun run = graphAttention(input, weights, graphKeys(GraphKind::drawn, input.v.rows(), input.edges), 0.2F, nullptr);
    QVERIFY(farthest(wholeMatrix(*run.weights), recording.matrix("weights")) < kTolerance);
    QVERIFY(farthest(run.output, recording.matrix("out")) < kTolerance);
}

void RecordedPositionsTest::cellsAreTorchs_data()
{
    QTest::addColumn<int>("kind");
    QTest::newRow("elman") << int(CellKind::elman);
    QTest::newRow("lstm") << int(CellKind::lstm);
    QTest::newRow("gru") << int(CellKind::gru);
}

void RecordedPositionsTest::cellsAreTorchs()
{
    QFETCH(int, kind);
    const MechanismRecording recording(QTest::currentDataTag());
    const RecurrentCell cell(CellKind(kind),
        {recording.matrix("weight_ih"), recording.matrix("weight_hh"), recording.numbers("bias_ih"), recording.numbers("bias_hh")});
    StepRecorder steps;
    const MechanismRun run = runCell(cell, recording.input(), &steps);
    QVERIFY(farthest(run.output, recording.matrix("out")) < kTolerance);
    if (CellKind(kind) != CellKind::lstm)
        return;
    const Matrix memory = steps.steps()[steps.steps().size() - 2].pages[0];
    QVERIFY(farthest(copyOf(memory.view.block(memory.rows() - 1, 0, 1, memory.cols())), recording.matrix("last_memory")) < kTolerance);
}

void RecordedPositionsTest::convolutionsAreTorchs()
{
    const MechanismRecording recording("convolution");
    for (const int width : {3, 4}) {
        const std::string ending = "." + std::to_string(width);
        const ConvolutionWeights weights{recording.matrix("weight" + ending), recording.numbers("bias" + ending), width};
        MechanismInput input = recording.input();
        QVERIFY(farthest(convolve(weights, input, nullptr).output, recording.matrix("out" + ending)) < kTolerance);
        input.mask.causal = true;
        QVERIFY(farthest(convolve(weights, input, nullptr).output, recording.matrix("causal" + ending)) < kTolerance);
    }
}

QTEST_APPLESS_MAIN(RecordedPositionsTest)
#include "recorded_positions_test.moc"
