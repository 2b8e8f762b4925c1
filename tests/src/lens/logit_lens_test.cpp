// The logit lens against the same thing said plainly: each point's vector, in double, through final norm, prediction head and W_U.
#include "src/engine.h"
#include "src/error.h"
#include "src/lens/logit_lens.h"
#include "tests/support/random_model.h"
#include "tests/support/trace_comparison.h"

#include <QTest>

#include <cmath>

using namespace headscope;

namespace {

using Row = std::vector<double>;

Row normed(NormKind kind, const Row &x, const NormWeights &weights, const TransformerConfig &config)
{
    const auto width = double(x.size());
    double mean = 0;
    if (kind == NormKind::layer)
        for (const double value : x)
            mean += value / width;
    double squares = 0;
    for (const double value : x)
        squares += (value - mean) * (value - mean) / width;
    Row y(x.size());
    for (std::size_t c = 0; c < x.size(); ++c) {
        const double gain = double(weights.gain(0, int(c))) + (kind == NormKind::rms && config.gainPlusOne ? 1.0 : 0.0);
        y[c] = (x[c] - mean) / std::sqrt(squares + config.normEpsilon) * gain + (weights.shift.empty() ? 0.0 : weights.shift(0, int(c)));
    }
    return y;
}

Row logitsFrom(const Model &model, Row x)
{
    const TransformerConfig &config = model.config();
    const ModelWeights &weights = model.weights().model();
    if (config.finalNorm && config.norm != NormKind::none)
        x = normed(config.norm, x, weights.stacks[config.stackCount() - 1].finalNorm, config);
    if (config.predictionDense)
        x = product({x}, weights.predictionDense)[0];
    x = activated(config.predictionActivation, NaiveTable{x})[0];
    if (config.predictionNorm)
        x = normed(NormKind::layer, x, weights.predictionNorm, config);
    Row logits = product({x}, weights.unembedding)[0];
    for (double &logit : logits)
        logit = capped(config.logitCap, logit * config.logitScale);
    return logits;
}

RunRequest requestOf(const TransformerConfig &config, std::uint32_t seed)
{
    RunRequest request;
    request.text = randomText(1 + int(seed % 9), seed);
    if (config.isEncoderDecoder())
        request.target = randomText(int(seed % 6), seed + 2);
    return request;
}

} // namespace

class LogitLensTest : public QObject {
    Q_OBJECT

private slots:
    void equalsThePlainWay_data();
    void equalsThePlainWay();
    void lastPointIsThePrediction();
    void editsBehindTheLayersCount();
    void ranks();
    void refusals();
    void stops();
};

void LogitLensTest::equalsThePlainWay_data()
{
    QTest::addColumn<int>("seed");
    for (int seed = 0; seed < 150; ++seed)
        if (randomConfig(std::uint32_t(seed)).predicts != Predicts::nothing)
            QTest::addRow("%d", seed) << seed;
}

void LogitLensTest::equalsThePlainWay()
{
    QFETCH(int, seed);
    const auto number = std::uint32_t(seed);
    const TransformerConfig config = randomConfig(number);
    const auto trace = Engine(randomModel(config, number)).run(requestOf(config, number));
    const NaiveTransformer naive(trace->model(), inputOf(*trace));
    const int stack = config.stackCount() - 1;
    const int first = config.firstLayerOf(stack);
    const int row = int(trace->stackTokens(stack).size()) / 2;
    QVERIFY(!trace->stackTokens(stack).empty());
    const auto lens = LogitLens::make(*trace, row);
    QCOMPARE(lens->pointCount(), config.layers - first + 1);
    QCOMPARE(lens->layerOf(0), -1);
    QCOMPARE(lens->layerOf(lens->pointCount() - 1), config.layers - 1);
    for (int point = 0; point + 1 < lens->pointCount(); ++point) {
        const Row logits = logitsFrom(trace->model(), naive.at(Stage::residualBefore, first + point).at(std::size_t(row)));
        double largest = 1;
        for (const double logit : logits)
            largest = std::max(largest, std::abs(logit));
        // float32 against double, as for every stage of the twin
        for (int id = 0; id < config.vocabulary; ++id)
            QVERIFY2(std::abs(lens->prediction(point, id).logit - logits[std::size_t(id)]) <= 1e-4 * largest,
                qPrintable(QStringLiteral("point %1, entry %2").arg(point).arg(id)));
    }
    const auto &end = naive.at(Stage::logits, config.layers - 1).at(std::size_t(row));
    for (int id = 0; id < config.vocabulary; ++id)
        QVERIFY(std::abs(lens->prediction(lens->pointCount() - 1, id).logit - end[std::size_t(id)])
            <= 1e-4 * std::max(1.0, std::abs(end[std::size_t(id)])) * 5);
}

void LogitLensTest::lastPointIsThePrediction()
{
    const auto trace = Engine(randomModel(smallConfig(), 5)).run({randomText(20, 1)});
    const auto lens = LogitLens::make(*trace, 13);
    const auto own = lens->best(lens->pointCount() - 1, 5);
    const auto theirs = trace->predictions(13, 5);
    for (std::size_t i = 0; i < 5; ++i) {
        QCOMPARE(own[i].id, theirs[i].id);
        QVERIFY(std::abs(own[i].probability - theirs[i].probability) < 1e-6); // W_U in other groups of rows: rounding
    }
}

void LogitLensTest::editsBehindTheLayersCount()
{
    Edit edit;
    edit.kind = Edit::Kind::setValue;
    edit.stage = Stage::logits;
    edit.row = 3;
    edit.column = 7;
    edit.value = 50;
    const auto trace = Engine(randomModel(smallConfig(), 5)).run({randomText(6, 1), {edit}});
    QCOMPARE(LogitLens::make(*trace, 3)->best(2, 1).at(0).id, 7);
    QVERIFY(LogitLens::make(*trace, 4)->prediction(2, 7).logit != 50);
}

void LogitLensTest::ranks()
{
    const auto trace = Engine(randomModel(smallConfig(), 6)).run({randomText(6, 1)});
    const auto lens = LogitLens::make(*trace, 5);
    for (int point = 0; point < lens->pointCount(); ++point) {
        const auto best = lens->best(point, 29);
        for (int place = 0; place < 29; ++place)
            QCOMPARE(lens->rank(point, best[std::size_t(place)].id), place + 1);
    }
}

void LogitLensTest::refusals()
{
    TransformerConfig config = smallConfig();
    const auto trace = Engine(randomModel(config, 6)).run({randomText(6, 1)});
    QVERIFY_EXCEPTION_THROWN(LogitLens::make(*trace, 6), Error);
    QVERIFY_EXCEPTION_THROWN(LogitLens::make(*trace, -1), Error);
    QVERIFY_EXCEPTION_THROWN(LogitLens::make(*trace, 0)->prediction(0, 29), Error);
    QVERIFY_EXCEPTION_THROWN(LogitLens::make(*Engine(randomModel(config, 6)).run({""}), 0), Error);
    config.predicts = Predicts::nothing;
    QVERIFY(lensRefusal(config).has_value());
    QVERIFY_EXCEPTION_THROWN(LogitLens::make(*Engine(randomModel(config, 6)).run({"abc"}), 0), Error);
}

void LogitLensTest::stops()
{
    const auto trace = Engine(randomModel(smallConfig(), 6)).run({"abc"});
    std::stop_source source;
    source.request_stop();
    QVERIFY(!LogitLens::make(*trace, 0, source.get_token()));
}

QTEST_APPLESS_MAIN(LogitLensTest)
#include "logit_lens_test.moc"
