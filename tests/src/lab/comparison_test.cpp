// What a card says of a mechanism, against sums written out and ways counted by hand; and where its numbers come from.
#include "src/engine.h"
#include "src/lab/comparison.h"
#include "src/lab/lab_input.h"
#include "src/trace/sources.h"
#include "tests/support/comparison.h"
#include "tests/support/source_path.h"

#include <QtTest>

#include <cmath>

using namespace headscope;

namespace {

constexpr int kTokens = 12;

Comparison compared(const char *name, std::initializer_list<std::pair<const char *, double>> chosen, bool causal = false)
{
    MechanismInput input = randomInput({.tokens = kTokens, .width = 6, .heads = 2, .seed = 3});
    input.mask.causal = causal;
    const MechanismInfo &mechanism = mechanismNamed(name);
    Parameters parameters(mechanism.parameters);
    for (const auto &[parameter, value] : chosen)
        parameters.set(parameter, value);
    return compareWithFull(mechanism, parameters, input, runMechanism(fullAttention(), input, Parameters({})));
}

} // namespace

class ComparisonTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void newsTravels_data();
    void newsTravels();
    void differencesAreSums();
    void fullIsNoDifferent();
    void impliedWeightsAreThoseGiven();
    void aHeadsNumbersAreTheTraces();
    void sharedKeysAreEachHeads();
    void drawnNumbersAreOfTheSeed();
    void timesAreRatios();
};

void ComparisonTest::newsTravels_data()
{
    QTest::addColumn<QString>("parameter");
    QTest::addColumn<double>("value");
    QTest::addColumn<bool>("causal");
    QTest::addColumn<int>("steps");
    QTest::addColumn<bool>("reachesAll");
    QTest::newRow("full") << "" << 0.0 << false << 1 << true;
    QTest::newRow("causal") << "" << 0.0 << true << 1 << true;
    QTest::newRow("local-window") << "reach" << 1.0 << false << kTokens - 1 << true;
    QTest::newRow("local-window") << "reach" << 4.0 << false << 3 << true; // 11 = 4 + 4 + 3
    QTest::newRow("local-window") << "reach" << 0.0 << false << 0 << false;
    QTest::newRow("block-local") << "block" << 4.0 << false << 1 << false;
    QTest::newRow("longformer") << "global" << 1.0 << false << 2 << true;
    QTest::newRow("strided") << "stride" << 3.0 << true << 2 << true;
    QTest::newRow("streaming") << "reach" << 2.0 << true << kTokens - 2 << true; // from token 1, the first that is no sink
}

void ComparisonTest::newsTravels()
{
    QFETCH(QString, parameter);
    QFETCH(double, value);
    QFETCH(bool, causal);
    QFETCH(int, steps);
    QFETCH(bool, reachesAll);
    const QByteArray name = parameter.toLatin1();
    const Comparison one = parameter.isEmpty() ? compared(QTest::currentDataTag(), {}, causal)
                                               : compared(QTest::currentDataTag(), {{name.constData(), value}}, causal);
    QVERIFY(one.travel);
    QCOMPARE(one.travel->steps, steps);
    QCOMPARE(one.travel->reachesAll, reachesAll);
}

void ComparisonTest::differencesAreSums()
{
    const Comparison one = compared("local-window", {{"reach", 1}});
    const Comparison full = compared("full", {});
    double difference = 0;
    double size = 0;
    double largest = 0;
    const Matrix weights = wholeMatrix(*one.pattern);
    const Matrix plain = wholeMatrix(*full.pattern);
    for (int r = 0; r < kTokens; ++r) {
        for (int c = 0; c < one.run.output.cols(); ++c) {
            difference += std::pow(double(one.run.output(r, c)) - full.run.output(r, c), 2);
            size += std::pow(double(full.run.output(r, c)), 2);
        }
        for (int c = 0; c < kTokens; ++c)
            largest = std::max(largest, std::abs(double(weights(r, c)) - plain(r, c)));
    }
    QVERIFY(std::abs(one.difference - std::sqrt(difference / size)) < 1e-12);
    QCOMPARE(*one.largestChange, largest);
    QVERIFY(largest > 0);
}

void ComparisonTest::fullIsNoDifferent()
{
    const Comparison full = compared("full", {});
    QCOMPARE(full.difference, 0.0);
    QCOMPARE(*full.largestChange, 0.0);
}

void ComparisonTest::impliedWeightsAreThoseGiven()
{
    for (const char *name : {"full", "sigmoid", "longformer"}) {
        const MechanismInput input = randomInput({.tokens = kTokens, .width = 6, .heads = 2, .seed = 4});
        const MechanismInfo &mechanism = mechanismNamed(name);
        const Parameters parameters(mechanism.parameters);
        const Matrix given = wholeMatrix(*runMechanism(mechanism, input, parameters).weights);
        QVERIFY(sameBits(wholeMatrix(*impliedPattern(mechanism, input, parameters)).view, given.view));
    }
}

void ComparisonTest::aHeadsNumbersAreTheTraces()
{
    Engine engine(openModel(sourcePath("tests/reference/families/llama")));
    const auto trace = engine.run({.text = "Once upon a time"});
    const MechanismInput input = headInput(*trace, 1, 1, 7);
    QCOMPARE(input.seed, std::uint64_t(7));
    QCOMPARE(input.head, 1);
    QCOMPARE(int(input.heads.size()), trace->config().heads);
    // Turned, as they meet in the scores.
    QVERIFY(sameBits(input.q.view, trace->matrix({queriesOf(*trace, 1), 1, 1}).view));
    QVERIFY(sameBits(input.k.view, trace->matrix({keysOf(*trace, 1), 1, 1}).view));
    QVERIFY(!sameBits(input.k.view, trace->matrix({Stage::k, 1, 1}).view));
    QVERIFY(sameBits(input.heads[1].v.view, input.v.view));
}

void ComparisonTest::sharedKeysAreEachHeads()
{
    Engine engine(openModel(sourcePath("tests/reference/families/llama3")));
    const auto trace = engine.run({.text = "Once upon a time"});
    const TransformerConfig &config = trace->config();
    QVERIFY(config.keyValueHeads > 0 && config.keyValueHeads < config.heads);
    const MechanismInput input = headInput(*trace, 0, 0, 1);
    const auto group = std::size_t(config.heads / config.keyValueHeads);
    QVERIFY(sameBits(input.heads[0].k.view, input.heads[group - 1].k.view));
    QVERIFY(!sameBits(input.heads[0].k.view, input.heads[group].k.view));
}

void ComparisonTest::drawnNumbersAreOfTheSeed()
{
    const MechanismInput one = randomInput({.tokens = 200, .width = 8, .heads = 2, .seed = 5});
    const MechanismInput other = randomInput({.tokens = 200, .width = 8, .heads = 2, .seed = 6});
    QVERIFY(sameBits(one.q.view, randomInput({.tokens = 200, .width = 8, .heads = 1, .seed = 5}).q.view));
    QVERIFY(!sameBits(one.q.view, other.q.view));
    QVERIFY(!sameBits(one.q.view, one.k.view) && !sameBits(one.heads[0].v.view, one.heads[1].v.view));
    double sum = 0;
    for (int r = 0; r < 200; ++r)
        for (int c = 0; c < 8; ++c)
            sum += double(one.k(r, c)) * one.k(r, c);
    QVERIFY(std::abs(sum / 1600 - 1) < 0.15); // four standard deviations of the mean of 1,600 squares
}

void ComparisonTest::timesAreRatios()
{
    const MechanismInput input = randomInput({.tokens = 16, .width = 4, .heads = 1, .seed = 1});
    QVERIFY(timeBesideFull(fullAttention(), Parameters({}), input, 3) > 0);
    std::stop_source stop;
    stop.request_stop();
    QVERIFY(timeBesideFull(fullAttention(), Parameters({}), input, 1 << 30, stop.get_token()) > 0); // one turn, and no more
}

QTEST_APPLESS_MAIN(ComparisonTest)
#include "comparison_test.moc"
