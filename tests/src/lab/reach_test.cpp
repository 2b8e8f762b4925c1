// How strongly the first token reaches later ones: derivatives against differences of the definitions in double precision.
#include "src/error.h"
#include "src/lab/lab_input.h"
#include "src/lab/reach.h"
#include "tests/support/mechanisms/naive_mechanisms.h"

#include <QtTest>

#include <cmath>

using namespace headscope;

namespace {

constexpr int kTokens = 9;
constexpr int kWidth = 6;
constexpr double kStep = 1e-5; // of a difference; its error is of the square
constexpr double kTolerance = 2e-6; // of states and weights in single precision

NaiveTable tableOf(const Matrix &matrix)
{
    NaiveTable table = zeros(std::size_t(matrix.rows()), std::size_t(matrix.cols()));
    for (int r = 0; r < matrix.rows(); ++r)
        for (int c = 0; c < matrix.cols(); ++c)
            table[std::size_t(r)][std::size_t(c)] = matrix(r, c);
    return table;
}

MechanismInput inputOf(int tokens, int width = kWidth)
{
    return randomInput({.tokens = tokens, .width = width, .heads = 2, .seed = 4});
}

NaiveTable outputOf(
    const MechanismInfo &mechanism, const Parameters &parameters, const MechanismInput &input, std::size_t channel, double step)
{
    NaiveInput naive;
    naive.q = tableOf(input.q);
    naive.k = tableOf(input.k);
    naive.v = tableOf(input.v);
    naive.heads.resize(input.heads.size());
    naive.seed = input.seed;
    naive.v[0][channel] += step;
    if (mechanism.weights == WeightsKind::given) {
        naive.q[0][channel] += step;
        naive.k[0][channel] += step;
    }
    const NaiveRun run = naiveRun(mechanism.name, naive, parameters);
    return run.output ? *run.output : product(*run.weights, naive.v);
}

std::vector<double> reach(const char *name, const MechanismInput &input, std::initializer_list<std::pair<const char *, double>> chosen = {})
{
    Parameters parameters(mechanismNamed(name).parameters);
    for (const auto &[parameter, value] : chosen)
        parameters.set(parameter, value);
    return reachOfFirst(mechanismNamed(name), parameters, input);
}

} // namespace

class ReachTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void derivativesAreThoseOfDifferences_data();
    void derivativesAreThoseOfDifferences();
    void kernelsEndWhereTheyEnd();
    void gatesKeepWhatTheyAreToldTo();
    void hiddenTokensAreNotHeard();
    void longTextsAndStops();
    void whatCannotBeHad();
};

void ReachTest::derivativesAreThoseOfDifferences_data()
{
    QTest::addColumn<int>("index");
    const std::vector<const MechanismInfo *> all = mechanismsWithReach();
    for (int i = 0; i < int(all.size()); ++i)
        QTest::newRow(std::string(all[std::size_t(i)]->name).c_str()) << i;
}

void ReachTest::derivativesAreThoseOfDifferences()
{
    QFETCH(int, index);
    const MechanismInfo &mechanism = *mechanismsWithReach()[std::size_t(index)];
    const Parameters parameters(mechanism.parameters);
    const MechanismInput input = inputOf(kTokens);
    const std::vector<double> found = reachOfFirst(mechanism, parameters, input);
    std::vector<double> squares(kTokens);
    for (std::size_t channel = 0; channel < kWidth; ++channel) {
        const NaiveTable up = outputOf(mechanism, parameters, input, channel, kStep);
        const NaiveTable down = outputOf(mechanism, parameters, input, channel, -kStep);
        for (std::size_t t = 0; t < kTokens; ++t)
            for (std::size_t c = 0; c < kWidth; ++c)
                squares[t] += std::pow((up[t][c] - down[t][c]) / (2 * kStep), 2);
    }
    QCOMPARE(found.size(), std::size_t(kTokens));
    QVERIFY(found[0] > 0.01);
    for (std::size_t t = 0; t < kTokens; ++t)
        QVERIFY2(std::abs(found[t] - std::sqrt(squares[t] / kWidth)) < kTolerance, qPrintable(QString::number(found[t])));
}

void ReachTest::kernelsEndWhereTheyEnd()
{
    MechanismInput input = inputOf(kTokens);
    const std::vector<double> centred = reach("convolution", input, {{"width", 5}});
    for (int t = 0; t < kTokens; ++t)
        QCOMPARE(centred[std::size_t(t)] > 0, t <= 2);
    input.mask.causal = true;
    const std::vector<double> behind = reach("convolution", input, {{"width", 5}});
    for (int t = 0; t < kTokens; ++t)
        QCOMPARE(behind[std::size_t(t)] > 0, t <= 4);
}

void ReachTest::gatesKeepWhatTheyAreToldTo()
{
    const MechanismInput input = inputOf(200);
    const double remembered = reach("lstm", input, {{"forget", 10}}).back();
    const double forgotten = reach("lstm", input, {{"forget", -5}}).back();
    QVERIFY2(remembered > 1e-6, qPrintable(QString::number(remembered))); // the memory keeps it, and its tanh is flat by then
    QVERIFY2(forgotten < 1e-12, qPrintable(QString::number(forgotten)));
    QCOMPARE(reach("elman", input, {{"gain", 0}})[1], 0.0);
}

void ReachTest::hiddenTokensAreNotHeard()
{
    MechanismInput input = inputOf(kTokens);
    input.mask.hidden = {{0}};
    input.mask.seesItself = false;
    for (const char *name : {"gru", "convolution"})
        QCOMPARE(reach(name, input), std::vector<double>(kTokens));
    const std::vector<double> full = reach("full", input);
    QVERIFY(full[0] > 0); // it still asks
    QCOMPARE(std::vector(full.begin() + 1, full.end()), std::vector<double>(kTokens - 1));
    input.mask.hidden = {{0, 3}};
    QVERIFY_EXCEPTION_THROWN(reach("gru", input), Error);
}

void ReachTest::longTextsAndStops()
{
    const MechanismInput input = inputOf(kMostReached, 4);
    QCOMPARE(reach("lstm", input).size(), std::size_t(kMostReached));
    QCOMPARE(reach("full", input).size(), std::size_t(kMostReached));
    std::stop_source stop;
    stop.request_stop();
    for (const MechanismInfo *mechanism : {&mechanismNamed("gru"), &mechanismNamed("full")})
        QVERIFY(reachOfFirst(*mechanism, Parameters(mechanism->parameters), input, stop.get_token()).empty());
}

void ReachTest::whatCannotBeHad()
{
    QVERIFY_EXCEPTION_THROWN(reach("cosine", inputOf(kTokens)), Error);
    QVERIFY_EXCEPTION_THROWN(reach("elman", inputOf(kMostReached + 1, 2)), Error);
    MechanismInput uneven = inputOf(kTokens);
    uneven.v = inputOf(kTokens, 4).v;
    QVERIFY_EXCEPTION_THROWN(reach("full", uneven), Error);
}

QTEST_APPLESS_MAIN(ReachTest)
#include "reach_test.moc"
