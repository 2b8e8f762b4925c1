// What positions add over distance, by hand for each way of telling them, and what shuffling changes.
#include "src/error.h"
#include "src/lab/lab_input.h"
#include "src/lab/position_reach.h"
#include "src/mechanisms/seeded_numbers.h"
#include "tests/support/naive_arithmetic.h"

#include <QtTest>

#include <cmath>
#include <numeric>

using namespace headscope;

namespace {

constexpr int kTokens = 12;
constexpr int kWidth = 8;
constexpr double kTolerance = 1e-5; // differences of scores of about 10 in single precision

MechanismInput inputOf(int tokens = kTokens)
{
    return randomInput({.tokens = tokens, .width = kWidth, .heads = 4, .seed = 6});
}

Parameters parametersOf(const char *name, std::initializer_list<std::pair<const char *, double>> chosen = {})
{
    Parameters parameters(mechanismNamed(name).parameters);
    for (const auto &[parameter, value] : chosen)
        parameters.set(parameter, value);
    return parameters;
}

PositionReach reach(const char *name, std::initializer_list<std::pair<const char *, double>> chosen = {})
{
    return positionReach(mechanismNamed(name), parametersOf(name, chosen), inputOf());
}

/// Whether each number is as `expected` says of its distance.
template <typename F>
bool areAs(const PositionReach &reach, const std::vector<double> &numbers, const F &expected)
{
    if (numbers.size() != reach.distances.size())
        return false;
    for (std::size_t i = 0; i < numbers.size(); ++i)
        if (std::abs(numbers[i] - expected(reach.distances[i])) > kTolerance)
            return false;
    return true;
}

Shuffle shuffle(const char *name, MechanismInput input, std::initializer_list<std::pair<const char *, double>> chosen = {})
{
    return shuffled(mechanismNamed(name), parametersOf(name, chosen), input, 3);
}

} // namespace

class PositionReachTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void biasesAreThemselves();
    void turnsAreSumsOfCosines_data();
    void turnsAreSumsOfCosines();
    void vectorsAreAveraged();
    void shufflingChangesWhatKnowsPlaces();
    void whatCannotBeHad();
};

void PositionReachTest::biasesAreThemselves()
{
    const PositionReach none = reach("no-positions");
    QCOMPARE(int(none.distances.size()), 2 * kTokens - 1);
    QCOMPARE(none.distances.front(), 1 - kTokens);
    QVERIFY(areAs(none, none.added, [](int) { return 0; }));
    QVERIFY(areAs(none, none.ofOnes, [&](int) { return none.onesAlone; }));
    QVERIFY(std::abs(none.onesAlone - std::sqrt(8.0)) < 1e-12 && none.envelope.empty());

    const PositionReach alibi = reach("alibi", {{"head", 2}, {"heads", 8}});
    QCOMPARE(alibi.distances.back(), 0); // later keys are not looked at
    QVERIFY(areAs(alibi, alibi.added, [](int distance) { return distance / 4.0; }));
    const PositionReach both = reach("alibi", {{"head", 2}, {"heads", 8}, {"sides", 1}});
    QVERIFY(areAs(both, both.added, [](int distance) { return -std::abs(distance) / 4.0; }));

    const PositionReach buckets = reach("t5-buckets", {{"buckets", 8}, {"distance", 6}});
    const Matrix biases = seededNormal(8, 1, inputOf().seed, 24);
    QVERIFY(areAs(buckets, buckets.added, [&](int distance) { return double(biases(bucket(distance, true, 8, 6), 0)); }));
}

void PositionReachTest::turnsAreSumsOfCosines_data()
{
    QTest::addColumn<double>("pairs");
    QTest::newRow("halves") << 0.0;
    QTest::newRow("neighbours") << 1.0;
}

void PositionReachTest::turnsAreSumsOfCosines()
{
    QFETCH(double, pairs);
    const PositionReach rotary = reach("rotary", {{"base", 100}, {"pairs", pairs}});
    const auto cosines = [](double factor, double length) {
        return [factor, length](int distance) {
            double sum = 0;
            for (int pair = 0; pair < kWidth / 2; ++pair)
                sum += 2 * length * std::cos(distance * std::pow(100, -2.0 * pair / kWidth) / factor);
            return sum / std::sqrt(double(kWidth));
        };
    };
    QVERIFY(areAs(rotary, rotary.ofOnes, cosines(1, 1)));
    const PositionReach stretched = reach("rotary-linear", {{"base", 100}, {"factor", 4}, {"pairs", pairs}});
    QVERIFY(areAs(stretched, stretched.ofOnes, cosines(4, 1)));
    // Of queries and keys whose pairs all point one way the envelope is the score.
    MechanismInput alike = inputOf();
    OwnMatrix threes(kTokens, kWidth);
    for (int r = 0; r < kTokens; ++r)
        for (int c = 0; c < kWidth; ++c)
            threes(r, c) = 3;
    alike.q = alike.k = threes.matrix();
    const PositionReach enveloped
        = positionReach(mechanismNamed("rotary"), parametersOf("rotary", {{"base", 100}, {"pairs", pairs}}), alike);
    QVERIFY(areAs(enveloped, enveloped.envelope, cosines(1, 9)));
    QCOMPARE(rotary.envelope.size(), rotary.distances.size());
}

void PositionReachTest::vectorsAreAveraged()
{
    const PositionReach sinusoidal = reach("sinusoidal", {{"scale", 0.5}});
    const MechanismInput input = inputOf();
    const auto position = [](int t, int c) {
        const double angle = t / std::pow(10000.0, 2 * (c / 2) / double(kWidth));
        return 0.5 * (c % 2 == 0 ? std::sin(angle) : std::cos(angle));
    };
    const auto mean = [&](int distance) {
        double sum = 0;
        int pairs = 0;
        for (int t = 0; t < kTokens; ++t) {
            const int s = t + distance;
            if (s < 0 || s >= kTokens)
                continue;
            ++pairs;
            for (int c = 0; c < kWidth; ++c)
                sum += (input.q(t, c) + position(t, c)) * (input.k(s, c) + position(s, c)) - double(input.q(t, c)) * input.k(s, c);
        }
        return sum / pairs / std::sqrt(double(kWidth));
    };
    QVERIFY(areAs(sinusoidal, sinusoidal.added, mean));
}

void PositionReachTest::shufflingChangesWhatKnowsPlaces()
{
    const MechanismInput input = inputOf();
    const Shuffle none = shuffle("no-positions", input);
    QVERIFY2(none.largestChange < 1e-6 && none.difference < 1e-6, qPrintable(QString::number(none.largestChange)));
    std::vector<int> order = none.order;
    QVERIFY(!std::ranges::is_sorted(order));
    std::ranges::sort(order);
    for (int token = 0; token < kTokens; ++token)
        QCOMPARE(order[std::size_t(token)], token);
    for (const char *name : {"sinusoidal", "learned", "relative", "t5-buckets", "rotary", "alibi", "elman", "convolution"})
        QVERIFY2(shuffle(name, input).difference > 0.01, name);

    MechanismInput causal = input;
    causal.mask.causal = true;
    QVERIFY(shuffle("no-positions", causal).difference > 0.01); // the mask tells places
    MechanismInput marked = input; // what is said of tokens goes with them
    marked.mask.hidden = {{5}, {2, 7}};
    marked.edges = {{{0, 4}}, {{4, 9}}, {{1, 2}}};
    QVERIFY(shuffle("no-positions", marked).difference < 1e-6);
    QVERIFY(shuffle("graph", marked, {{"graph", 3}}).difference < 1e-6);
}

void PositionReachTest::whatCannotBeHad()
{
    QVERIFY_EXCEPTION_THROWN(reach("full"), Error);
    MechanismInput uneven = inputOf();
    uneven.q = inputOf(4).q;
    QVERIFY_EXCEPTION_THROWN(shuffle("no-positions", uneven), Error);
    std::stop_source stop;
    stop.request_stop();
    QVERIFY(positionReach(mechanismNamed("alibi"), parametersOf("alibi"), inputOf(), stop.get_token()).distances.empty());
}

QTEST_APPLESS_MAIN(PositionReachTest)
#include "position_reach_test.moc"
