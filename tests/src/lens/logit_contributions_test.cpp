// Contributions to a logit against the other way round: the test takes each part's vector from the naive twin and carries it forward,
// through norms whose scale is the twin's, to the logit. And they must add up to what the run says.
#include "src/engine.h"
#include "src/error.h"
#include "src/lens/logit_contributions.h"
#include "tests/support/random_model.h"
#include "tests/support/trace_comparison.h"

#include <QTest>

#include <cmath>

using namespace headscope;

namespace {

using Row = std::vector<double>;
using Part = Contribution::Part;

class Forward {
public:
    Forward(const Trace &trace, int row, int id)
        : m_config(trace.config())
        , m_weights(trace.model().weights())
        , m_naive(trace.model(), inputOf(trace))
        , m_row(std::size_t(row))
        , m_id(id)
    {
    }

    double ofHead(int layer, int head) const
    {
        const Row z = at(Stage::weightedSum, layer, head);
        Row vector(std::size_t(m_config.width));
        const StoredMatrix &map = m_weights.layer(layer).output.weight;
        for (int c = 0; c < m_config.headWidth; ++c)
            for (int d = 0; d < m_config.width; ++d)
                vector[std::size_t(d)] += z[std::size_t(c)] * map(head * m_config.headWidth + c, d);
        if (m_config.outputNorms)
            vector = normed(m_config.norm, m_weights.layer(layer).attentionOutNorm, at(Stage::outputProjection, layer), vector);
        return toLogit(vector, layer, false);
    }

    double ofMlp(int layer) const { return toLogit(at(m_config.outputNorms ? Stage::mlpOutNorm : Stage::mlpOut, layer), layer, true); }

    double ofPosition() const
    {
        const int first = m_config.firstLayerOf(m_config.stackCount() - 1);
        return toLogit(at(Stage::position, first), first - 1, true);
    }

private:
    Row at(Stage stage, int layer, int head = 0) const { return m_naive.at(stage, layer, head).at(m_row); }

    // The part of norm(x) that x + vector gets more of, with x's own mean and scale.
    Row normed(NormKind kind, const NormWeights &weights, const Row &x, Row vector) const
    {
        const auto width = double(x.size());
        double mean = 0;
        double own = 0;
        if (kind == NormKind::layer)
            for (std::size_t c = 0; c < x.size(); ++c) {
                mean += x[c] / width;
                own += vector[c] / width;
            }
        double squares = 0;
        for (const double value : x)
            squares += (value - mean) * (value - mean) / width;
        for (std::size_t c = 0; c < x.size(); ++c)
            vector[c] = (vector[c] - own) / std::sqrt(squares + m_config.normEpsilon)
                * (weights.gain(0, int(c)) + (kind == NormKind::rms && m_config.gainPlusOne ? 1.0 : 0.0));
        return vector;
    }

    double toLogit(Row vector, int layer, bool behindMlp) const
    {
        const bool post = m_config.norm != NormKind::none && m_config.normPlace == NormPlace::post;
        const int last = m_config.layers - 1;
        for (int l = std::max(layer, m_config.firstLayerOf(m_config.stackCount() - 1)); post && l <= last; ++l) {
            const LayerWeights &weights = m_weights.layer(l);
            if (l != layer || !behindMlp)
                vector = normed(
                    m_config.norm, weights.attentionNorm, at(m_config.hasMlp(l) ? Stage::residualMiddle : Stage::residualAfter, l), vector);
            if (m_config.hasMlp(l))
                vector = normed(m_config.norm, weights.mlpNorm, at(Stage::residualAfter, l), vector);
        }
        Row end = at(!post ? Stage::residualAfter : m_config.hasMlp(last) ? Stage::mlpNorm : Stage::attentionNorm, last);
        const ModelWeights &weights = m_weights.model();
        if (m_config.finalNorm && m_config.norm != NormKind::none) {
            vector = normed(m_config.norm, weights.stacks[m_config.stackCount() - 1].finalNorm, end, vector);
            end = at(Stage::finalNorm, last);
        }
        if (m_config.predictionDense) {
            LinearWeights withoutBias = weights.predictionDense;
            withoutBias.bias = {};
            vector = product({vector}, withoutBias)[0];
            end = at(Stage::predictionDense, last);
        }
        if (m_config.predictionNorm)
            vector = normed(NormKind::layer, weights.predictionNorm, end, vector);
        double logit = 0;
        for (std::size_t c = 0; c < vector.size(); ++c)
            logit += vector[c] * weights.unembedding.weight(int(c), m_id) * m_config.logitScale;
        return logit;
    }

    const TransformerConfig &m_config;
    const Weights &m_weights;
    NaiveTransformer m_naive;
    std::size_t m_row;
    int m_id;
};

double sumOf(const LogitContributions &contributions)
{
    double sum = 0;
    for (const Contribution &one : contributions.parts)
        sum += one.value;
    return sum;
}

RunRequest requestOf(const TransformerConfig &config, std::uint32_t seed)
{
    RunRequest request;
    request.text = randomText(1 + int(seed % 9), seed);
    if (config.isEncoderDecoder())
        request.target = randomText(1 + int(seed % 6), seed + 2);
    return request;
}

} // namespace

class LogitContributionsTest : public QObject {
    Q_OBJECT

private slots:
    void equalTheForwardWay_data();
    void equalTheForwardWay();
    void addUpWithEdits_data();
    void addUpWithEdits();
    void headSwitchedOffAddsNothing();
    void cappedLogitsAreMeantBeforeTheCap();
    void refusals();
};

void LogitContributionsTest::equalTheForwardWay_data()
{
    QTest::addColumn<int>("seed");
    for (int seed = 0; seed < 250; ++seed)
        if (randomConfig(std::uint32_t(seed)).predicts != Predicts::nothing)
            QTest::addRow("%d", seed) << seed;
}

void LogitContributionsTest::equalTheForwardWay()
{
    QFETCH(int, seed);
    const auto number = std::uint32_t(seed);
    TransformerConfig config = randomConfig(number);
    config.predictionActivation = Activation::identity;
    const auto trace = Engine(randomModel(config, number, {.outputBias = seed % 3 == 0})).run(requestOf(config, number));
    const int stack = config.stackCount() - 1;
    const int row = int(trace->stackTokens(stack).size()) / 2;
    const int id = seed % config.vocabulary;
    const LogitContributions result = logitContributions(*trace, row, id);
    const Forward forward(*trace, row, id);

    int heads = 0;
    double largest = 1;
    for (const Contribution &one : result.parts)
        largest = std::max(largest, std::abs(one.value));
    const double allowed = 2e-4 * largest; // the run is float32, and a term may be a thousand times the sum it belongs to
    for (const Contribution &one : result.parts) {
        if (one.part == Part::head) {
            ++heads;
            QVERIFY2(std::abs(one.value - forward.ofHead(one.layer, one.head)) <= allowed,
                qPrintable(QStringLiteral("%1.%2: %3").arg(one.layer).arg(one.head).arg(one.value)));
        } else if (one.part == Part::mlp) {
            QVERIFY2(std::abs(one.value - forward.ofMlp(one.layer)) <= allowed, qPrintable(QString::number(one.layer)));
        } else if (one.part == Part::position) {
            QVERIFY(std::abs(one.value - forward.ofPosition()) <= allowed);
        }
        QVERIFY(one.part != Part::edits);
    }
    QCOMPARE(heads, (config.layers - config.firstLayerOf(stack)) * config.heads);
    QVERIFY2(std::abs(sumOf(result) - result.logit) <= allowed,
        qPrintable(QStringLiteral("sum %1, logit %2").arg(sumOf(result)).arg(result.logit)));
}

void LogitContributionsTest::addUpWithEdits_data()
{
    QTest::addColumn<int>("stage");
    for (const StageInfo &info : allStages())
        if (info.stage != Stage::tokens && smallConfig().has(info.stage))
            QTest::addRow("%s", info.name.data()) << int(info.stage);
}

void LogitContributionsTest::addUpWithEdits()
{
    QFETCH(int, stage);
    for (const NormPlace place : {NormPlace::pre, NormPlace::post}) {
        TransformerConfig config = smallConfig();
        config.normPlace = place;
        Edit edit;
        edit.kind = Edit::Kind::addValue;
        edit.stage = Stage(stage);
        edit.layer = 1;
        edit.head = 1;
        edit.value = 0.75f;
        const auto trace = Engine(randomModel(config, 12)).run({randomText(5, 3), {edit}});
        const LogitContributions result = logitContributions(*trace, 4, 11);
        // The sum is exact in double; what is allowed is the run's own rounding.
        QVERIFY2(std::abs(sumOf(result) - result.logit) < 2e-4, stageInfo(edit.stage).name.data());
        QCOMPARE(result.logit, double(trace->prediction(4, 11).logit));
    }
}

void LogitContributionsTest::headSwitchedOffAddsNothing()
{
    Edit off;
    off.kind = Edit::Kind::scaleHead;
    off.layer = 1;
    off.head = 2;
    off.value = 0;
    const auto trace = Engine(randomModel(smallConfig(), 12)).run({randomText(5, 3), {off}});
    for (const Contribution &one : logitContributions(*trace, 4, 11).parts)
        if (one.part == Part::head)
            QCOMPARE(one.value == 0, one.layer == 1 && one.head == 2);
}

void LogitContributionsTest::cappedLogitsAreMeantBeforeTheCap()
{
    TransformerConfig config = smallConfig();
    config.logitCap = 2;
    config.logitScale = 0.5f;
    const auto trace = Engine(randomModel(config, 12)).run({randomText(5, 3)});
    const LogitContributions result = logitContributions(*trace, 4, 11);
    QVERIFY(result.beforeCap);
    QVERIFY(std::abs(sumOf(result) - result.logit) < 1e-4);
    QVERIFY(std::abs(2 * std::tanh(result.logit / 2) - trace->prediction(4, 11).logit) < 1e-5);
}

void LogitContributionsTest::refusals()
{
    TransformerConfig config = smallConfig();
    const auto trace = Engine(randomModel(config, 6)).run({"abc"});
    QVERIFY_EXCEPTION_THROWN(logitContributions(*trace, 3, 0), Error);
    QVERIFY_EXCEPTION_THROWN(logitContributions(*trace, 0, 29), Error);
    QVERIFY_EXCEPTION_THROWN(logitContributions(*trace, 0, -1), Error);
    QVERIFY_EXCEPTION_THROWN(logitContributions(*Engine(randomModel(config, 6)).run({""}), 0, 0), Error);
    config.predictionDense = true;
    config.predictionActivation = Activation::gelu;
    config.predictionNorm = true;
    QVERIFY(contributionsRefusal(config).has_value());
    QVERIFY_EXCEPTION_THROWN(logitContributions(*Engine(randomModel(config, 6)).run({"abc"}), 0, 0), Error);
    config.predicts = Predicts::nothing;
    QVERIFY(contributionsRefusal(config).has_value());
}

QTEST_APPLESS_MAIN(LogitContributionsTest)
#include "logit_contributions_test.moc"
