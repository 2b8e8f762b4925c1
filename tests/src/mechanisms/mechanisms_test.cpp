// Every mechanism of the table against its definition written another way, its limits, and what its row says.
#include "src/error.h"
#include "src/lab/lab_input.h"
#include "src/mechanisms/mechanisms.h"
#include "src/mechanisms/seeded_numbers.h"
#include "tests/support/comparison.h"
#include "tests/support/mechanisms/naive_mechanisms.h"

#include <QtTest>

#include <cmath>
#include <set>

using namespace headscope;

namespace {

// Scores of a dozen products and one exponential in single precision.
constexpr double kTolerance = 2e-6;
constexpr int kTokens = 13;
constexpr int kWidth = 8;

MechanismInput inputOf(int tokens, int width, std::uint64_t seed)
{
    MechanismInput input = randomInput({.tokens = tokens, .width = width, .heads = 4, .seed = seed, .otherTokens = tokens + 4});
    for (int token = 2; token < tokens; token += 2)
        input.edges.push_back({token, token / 2});
    return input;
}

NaiveTable tableOf(const Matrix &matrix)
{
    NaiveTable table = zeros(std::size_t(matrix.rows()), std::size_t(matrix.cols()));
    for (int r = 0; r < matrix.rows(); ++r)
        for (int c = 0; c < matrix.cols(); ++c)
            table[std::size_t(r)][std::size_t(c)] = matrix(r, c);
    return table;
}

NaiveInput naiveOf(const MechanismInput &input)
{
    NaiveInput naive;
    naive.q = tableOf(input.q);
    naive.k = tableOf(input.k);
    naive.v = tableOf(input.v);
    for (const HeadNumbers &head : input.heads)
        naive.heads.push_back({tableOf(head.q), tableOf(head.k), tableOf(head.v)});
    naive.head = input.head;
    naive.otherK = tableOf(input.otherK);
    naive.otherV = tableOf(input.otherV);
    naive.edges = input.edges;
    naive.seed = input.seed;
    return naive;
}

NaiveTable weightsOf(const MechanismRun &run)
{
    return tableOf(wholeMatrix(*run.weights));
}

/// For a sentence, as in the paper, and with each of the choices that have names.
std::vector<Parameters> choicesOf(const MechanismInfo &mechanism)
{
    std::vector<Parameters> all{Parameters(mechanism.parameters), Parameters::ofPaper(mechanism.parameters)};
    for (const ParameterInfo &parameter : mechanism.parameters) {
        for (std::size_t i = 0; i < parameter.names.size(); ++i) {
            all.emplace_back(mechanism.parameters);
            all.back().set(parameter.name, parameter.least + double(i));
        }
    }
    return all;
}

double sumOf(const std::vector<double> &row)
{
    return std::accumulate(row.begin(), row.end(), 0.0);
}

double farthest(const NaiveTable &a, const NaiveTable &b)
{
    const auto at = [](const NaiveTable &table) { return [&table](int r, int c) { return table[std::size_t(r)][std::size_t(c)]; }; };
    return largestDifference(at(a), at(b), int(a.size()), int(a[0].size()));
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

class MechanismsTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void eachIsAsItsPaperDefinesIt_data() { everyMechanism(); }
    void eachIsAsItsPaperDefinesIt();
    void eachKeepsToTheMask_data() { everyMechanism(); }
    void eachKeepsToTheMask();
    void aBlockOfWeightsIsAPartOfAll_data() { everyMechanism(); }
    void aBlockOfWeightsIsAPartOfAll();
    void rowsAreWhole_data() { everyMechanism(); }
    void rowsAreWhole();
    void limitsAreFullAttention_data();
    void limitsAreFullAttention();
    void sinkAtMinusInfinityIsSoftmax();
    void drawsFollowTheirProbabilities();
    void bigBirdSeesWhatItsPaperSays();
    void workIsCounted();
    void stepsEndInTheOutput_data() { everyMechanism(); }
    void stepsEndInTheOutput();
    void parametersHoldTheirRanges();
    void seedsAreRepeatable();

private:
    static void everyMechanism();
};

void MechanismsTest::everyMechanism()
{
    QTest::addColumn<QString>("name");
    for (const MechanismInfo &mechanism : allMechanisms())
        QTest::newRow(std::string(mechanism.name).c_str()) << QString::fromStdString(std::string(mechanism.name));
}

void MechanismsTest::eachIsAsItsPaperDefinesIt()
{
    QFETCH(QString, name);
    const MechanismInfo &mechanism = mechanismNamed(name.toStdString());
    for (const std::uint64_t seed : {1U, 2U, 3U}) {
        const MechanismInput input = inputOf(kTokens, kWidth, seed);
        const std::vector<Parameters> choices = choicesOf(mechanism);
        for (const Parameters &parameters : choices) {
            const MechanismRun run = runMechanism(mechanism, input, parameters);
            const NaiveRun expected = naiveRun(mechanism.name, naiveOf(input), parameters);
            QCOMPARE(run.weights != nullptr, mechanism.weights == WeightsKind::given);
            if (expected.weights)
                QVERIFY2(farthest(weightsOf(run), *expected.weights) < kTolerance,
                    qPrintable(QString::number(farthest(weightsOf(run), *expected.weights))));
            if (run.weights && !mechanism.readsOther) {
                const double besides = farthest(tableOf(run.output), product(weightsOf(run), tableOf(input.v)));
                // Where values are changed, some choices may leave them alone: as many groups as heads.
                if (mechanism.handsOverValues || &parameters == &choices.front())
                    QCOMPARE(besides < 1e-5, mechanism.handsOverValues);
            }
            const NaiveTable output = expected.output ? *expected.output : product(weightsOf(run), tableOf(input.v));
            QVERIFY2(farthest(tableOf(run.output), output) < kTolerance * kTokens,
                qPrintable(QString::number(farthest(tableOf(run.output), output))));
        }
    }
}

void MechanismsTest::eachKeepsToTheMask()
{
    QFETCH(QString, name);
    MechanismInput input = inputOf(kTokens, kWidth, 5);
    input.mask = {.causal = true, .hidden = {{2}}};
    const MechanismInfo &mechanism = mechanismNamed(name.toStdString());
    if (!mechanism.takesMask) {
        QVERIFY_EXCEPTION_THROWN(runMechanism(mechanism, input, Parameters(mechanism.parameters)), Error);
        return;
    }
    if (mechanism.weights == WeightsKind::none || mechanism.readsOther)
        return;
    const Parameters parameters(mechanism.parameters);
    const NaiveTable weights
        = tableOf(wholeMatrix(mechanism.weights == WeightsKind::given ? *runMechanism(mechanism, input, parameters).weights
                                                                      : *impliedPattern(mechanism, input, parameters)));
    for (int t = 0; t < kTokens; ++t)
        for (int s = 0; s < kTokens; ++s)
            QVERIFY2(input.mask.allows(t, s) || weights[std::size_t(t)][std::size_t(s)] == 0, qPrintable(QString::number(s)));
}

void MechanismsTest::aBlockOfWeightsIsAPartOfAll()
{
    QFETCH(QString, name);
    const MechanismRun ran = run(qPrintable(name), inputOf(kTokens, kWidth, 6));
    if (!ran.weights)
        return;
    const NaiveTable all = weightsOf(ran);
    std::vector<float> part(3 * 4, NAN);
    ran.weights->block(5, 7, {part.data(), 3, 4, 4});
    for (int r = 0; r < 3; ++r)
        for (int c = 0; c < 4; ++c)
            QCOMPARE(double(part[std::size_t(r * 4 + c)]), all[std::size_t(5 + r)][std::size_t(7 + c)]);
}

void MechanismsTest::rowsAreWhole()
{
    QFETCH(QString, name);
    const MechanismRun ran = run(qPrintable(name), inputOf(kTokens, kWidth, 7));
    if (!ran.weights)
        return;
    const bool mayHandOutMore = std::set<QString>{"sigmoid", "talking-heads", "native-sparse"}.contains(name)
        || mechanismNamed(name.toStdString()).group == MechanismGroup::recurrent; // read out of a state: no shares
    bool allWhole = true;
    for (const std::vector<double> &row : weightsOf(ran)) {
        const double sum = sumOf(row);
        allWhole = allWhole && std::abs(sum - 1) < 1e-5;
        QVERIFY(mayHandOutMore || sum < 1 + 1e-5);
    }
    QCOMPARE(ran.weights->rowsSumToOne(), allWhole);
    QVERIFY(!ran.weights->formula().empty());
}

void MechanismsTest::limitsAreFullAttention_data()
{
    QTest::addColumn<QString>("parameter");
    QTest::addColumn<double>("value");
    QTest::newRow("local-window") << "reach" << 12.0;
    QTest::newRow("dilated") << "step" << 1.0; // and the paper's reach
    QTest::newRow("longformer") << "global" << 13.0;
    QTest::newRow("bigbird") << "block" << 13.0;
    QTest::newRow("block-local") << "block" << 13.0;
    QTest::newRow("top-k") << "k" << 13.0;
    QTest::newRow("prefix") << "prefix" << 13.0;
    QTest::newRow("padding") << "padding" << 0.0;
    QTest::newRow("softmax") << "temperature" << 1.0;
    QTest::newRow("sinusoidal") << "scale" << 0.0;
    QTest::newRow("learned") << "scale" << 0.0;
}

void MechanismsTest::limitsAreFullAttention()
{
    QFETCH(QString, parameter);
    QFETCH(double, value);
    const MechanismInput input = inputOf(kTokens, kWidth, 8);
    const MechanismInfo &mechanism = mechanismNamed(QTest::currentDataTag());
    Parameters parameters = Parameters::ofPaper(mechanism.parameters);
    parameters.set(parameter.toStdString(), value);
    const MechanismRun full = runMechanism(fullAttention(), input, Parameters({}));
    const MechanismRun limit = runMechanism(mechanism, input, parameters);
    QVERIFY(sameBits(limit.output.view, full.output.view));
    QCOMPARE(relativeDifference(limit.output, full.output), 0.0);
    QCOMPARE(limit.work.pairs, double(kTokens * kTokens));
}

void MechanismsTest::sinkAtMinusInfinityIsSoftmax()
{
    const MechanismInput input = inputOf(kTokens, kWidth, 9);
    const NaiveTable full = weightsOf(run("full", input));
    QVERIFY(farthest(weightsOf(run("sink", input, {{"sink", -1000}})), full) < kTolerance);
    QCOMPARE(farthest(weightsOf(run("sink", input, {{"sink", 0}})), weightsOf(run("off-by-one", input))), 0.0);
}

void MechanismsTest::drawsFollowTheirProbabilities()
{
    constexpr int kDraws = 4000;
    MechanismInput input = inputOf(4, kWidth, 10);
    const NaiveTable expected = weightsOf(run("full", input));
    NaiveTable mean = zeros(4, 4);
    for (int draw = 0; draw < kDraws; ++draw) {
        input.seed = std::uint64_t(draw);
        const NaiveTable weights = weightsOf(run("hard-sampled", input));
        for (std::size_t t = 0; t < 4; ++t) {
            QCOMPARE(std::ranges::count(weights[t], 1.0), 1);
            QCOMPARE(std::ranges::count(weights[t], 0.0), 3);
            for (std::size_t s = 0; s < 4; ++s)
                mean[t][s] += weights[t][s] / kDraws;
        }
    }
    // A share of 4,000 draws is off by 0.008 at most (one standard deviation); the seeds are fixed, so this is no gamble.
    QVERIFY2(farthest(mean, expected) < 0.03, qPrintable(QString::number(farthest(mean, expected))));
}

void MechanismsTest::bigBirdSeesWhatItsPaperSays()
{
    constexpr int kBlocks = 9;
    constexpr int kBlock = 3;
    const MechanismInput input = inputOf(kBlocks * kBlock, kWidth, 11);
    const NaiveTable weights = weightsOf(run("bigbird", input, {{"block", kBlock}, {"random", 2}}));
    std::set<std::set<int>> draws;
    for (int t = 0; t < kBlocks * kBlock; ++t) {
        std::set<int> seen;
        for (int s = 0; s < kBlocks * kBlock; ++s)
            if (weights[std::size_t(t)][std::size_t(s)] > 0)
                seen.insert(s / kBlock);
        const int own = t / kBlock;
        if (own == 0 || own == kBlocks - 1) {
            QCOMPARE(int(seen.size()), kBlocks);
            continue;
        }
        std::set<int> fixed{0, own - 1, own, own + 1, kBlocks - 1};
        QVERIFY(std::ranges::includes(seen, fixed));
        QCOMPARE(seen.size(), fixed.size() + 2);
        for (const int block : fixed)
            seen.erase(block);
        draws.insert(seen);
    }
    QVERIFY(draws.size() > 3); // blocks draw for themselves
}

void MechanismsTest::workIsCounted()
{
    const MechanismInput input = inputOf(64, kWidth, 12);
    const MechanismWork full = run("full", input).work;
    QCOMPARE(full.pairs, 64.0 * 64);
    QCOMPARE(full.multiplyAdds, 64.0 * 64 * (kWidth + kWidth));
    QCOMPARE(full.specials, 64.0 * 64);
    QCOMPARE(full.bytesMoved, 4 * 64.0 * 64 * (2 * kWidth + 4));
    QCOMPARE(full.bytesHeld, 64.0 * 8);
    QCOMPARE(run("causal", input).work.pairs, 64.0 * 65 / 2);
    const MechanismWork window = run("local-window", input, {{"reach", 3}}).work;
    QCOMPARE(window.pairs, 64.0 * 7 - 12);
    QCOMPARE(window.bytesHeld, 7.0 * 8);
    QCOMPARE(run("additive", input, {{"width", 5}}).work.specials, 64.0 * 64 * (5 + 1));
}

void MechanismsTest::stepsEndInTheOutput()
{
    QFETCH(QString, name);
    const MechanismInfo &mechanism = mechanismNamed(name.toStdString());
    const MechanismInput input = inputOf(kTokens, kWidth, 14);
    const Parameters parameters(mechanism.parameters);
    StepRecorder recorder;
    const MechanismRun kept = runMechanism(mechanism, input, parameters, &recorder);
    QVERIFY(sameBits(kept.output.view, runMechanism(mechanism, input, parameters).output.view));
    const std::vector<MechanismStep> &steps = recorder.steps();
    QVERIFY(steps.size() > 2);
    QVERIFY(sameBits(steps.back().pages.back().view, kept.output.view));
    std::set<std::string> names;
    for (std::size_t i = 0; i < steps.size(); ++i) {
        const MechanismStep &step = steps[i];
        QVERIFY2(names.insert(step.name).second, step.name.c_str());
        QVERIFY(!step.name.empty() && !step.formula.empty() && !step.sentence.empty() && !step.pages.empty());
        for (const int from : step.from)
            QVERIFY2(from >= 0 && from < int(i), step.name.c_str());
        for (const Matrix &page : step.pages) {
            QCOMPARE(page.rows(), step.pages[0].rows());
            QCOMPARE(page.cols(), step.pages[0].cols());
        }
        const auto named = [](const std::vector<std::string> &words, int count) { return words.empty() || int(words.size()) == count; };
        QVERIFY(named(step.rowNames, step.pages[0].rows()) && named(step.columnNames, step.pages[0].cols()));
        QVERIFY(named(step.pageNames, int(step.pages.size())));
        // What is said to be a product is one, by one factor.
        if (step.kind != StepKind::product && step.kind != StepKind::productTransposed)
            continue;
        const NaiveTable left = tableOf(steps[std::size_t(step.from[0])].pages.back());
        const Matrix second = steps[std::size_t(step.from[1])].pages.back();
        const NaiveTable made = product(left, tableOf(step.kind == StepKind::product ? second : second.transposed()));
        const NaiveTable shown = tableOf(step.pages.back());
        double factor = 0;
        for (std::size_t r = 0; r < shown.size(); ++r) {
            for (std::size_t c = 0; c < shown[r].size(); ++c) {
                if (std::isinf(shown[r][c]) || std::abs(made[r][c]) < 1e-3)
                    continue;
                if (factor == 0)
                    factor = shown[r][c] / made[r][c];
                QVERIFY2(std::abs(shown[r][c] - factor * made[r][c]) < 1e-4, step.name.c_str());
            }
        }
    }
}

void MechanismsTest::parametersHoldTheirRanges()
{
    for (const MechanismInfo &mechanism : allMechanisms()) {
        for (const ParameterInfo &parameter : mechanism.parameters) {
            QVERIFY(!parameter.name.empty() && !parameter.meaning.empty());
            for (const double value : {parameter.paper, parameter.sentence, parameter.least, parameter.most}) {
                Parameters parameters(mechanism.parameters);
                parameters.set(parameter.name, value);
                QCOMPARE(parameters.number(parameter.name), value);
            }
            QVERIFY(parameter.names.empty() || double(parameter.names.size()) == parameter.most - parameter.least + 1);
        }
        const bool hasKnob = std::ranges::find(mechanism.parameters, mechanism.knob, &ParameterInfo::name) != mechanism.parameters.end();
        QVERIFY2(hasKnob || mechanism.knob.empty(), std::string(mechanism.name).c_str());
        QVERIFY2(hasKnob || !mechanism.approximates || mechanism.parameters.empty(), std::string(mechanism.name).c_str());
        QVERIFY(!mechanism.idea.empty() && !mechanism.formula.empty() && !mechanism.cost.empty() && !mechanism.sequential.empty());
        QVERIFY(!mechanism.path.empty() && !mechanism.memory.empty() && !mechanism.state.empty());
        QVERIFY2((mechanism.recipe != nullptr) != (mechanism.run != nullptr), std::string(mechanism.name).c_str());
        QVERIFY(!mechanism.paper.authors.empty() && mechanism.paper.year > 1900 && !mechanism.paper.source.empty());
    }
    Parameters window(mechanismNamed("local-window").parameters);
    QVERIFY_EXCEPTION_THROWN(window.set("reach", -1), Error);
    QVERIFY_EXCEPTION_THROWN(window.set("reach", 1.5), Error);
    QVERIFY_EXCEPTION_THROWN(window.set("reach", NAN), Error);
    QVERIFY_EXCEPTION_THROWN(window.set("width", 1), Error);
    QVERIFY_EXCEPTION_THROWN(mechanismNamed("none"), Error);
    MechanismInput uneven = inputOf(4, 8, 1);
    uneven.k = inputOf(4, 6, 1).k;
    QVERIFY_EXCEPTION_THROWN(run("full", uneven), Error);
}

void MechanismsTest::seedsAreRepeatable()
{
    // Of the published SplitMix64 with the state that our mixing gives for seed 0, stream −1: the state 0.
    SeededNumbers numbers(0, std::uint64_t(-1));
    QCOMPARE(numbers.bits(), 0xE220A8397B1DCDAFU);
    QCOMPARE(numbers.bits(), 0x6E789E6AA1B965F4U);
    const MechanismInput input = inputOf(kTokens, kWidth, 13);
    for (const MechanismInfo &mechanism : allMechanisms()) {
        const Parameters parameters(mechanism.parameters);
        QVERIFY(sameBits(runMechanism(mechanism, input, parameters).output.view, runMechanism(mechanism, input, parameters).output.view));
    }
}

QTEST_APPLESS_MAIN(MechanismsTest)
#include "mechanisms_test.moc"
