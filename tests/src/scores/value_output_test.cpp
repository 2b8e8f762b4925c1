// ‖W_OV‖ and the copying score against whole D × D and V × V matrices, loop by loop in double precision, on models of every kind.
#include "src/error.h"
#include "src/models/weights.h"
#include "src/scores/value_output.h"
#include "tests/support/config_variants.h"

#include <QtTest>

#include <Eigen/Core>
#include <Eigen/Eigenvalues>

#include <cmath>

using namespace headscope;

namespace {

using Table = Eigen::MatrixXd;

double gainOf(const TransformerConfig &config, const NormWeights &norm, int d)
{
    if (config.norm == NormKind::none || norm.gain.empty())
        return 1;
    return norm.gain(0, d) + (config.gainPlusOne && config.norm == NormKind::rms ? 1.0 : 0.0);
}

Table plainMap(const Model &model, HeadPlace place)
{
    const TransformerConfig &config = model.config();
    const LayerWeights &layer = model.weights().layer(place.layer);
    const int width = config.headWidth;
    const bool hasGain = config.normPlace == NormPlace::pre && !config.layer(place.layer).cross;
    Table map = Table::Zero(config.width, config.width);
    for (int from = 0; from < config.width; ++from)
        for (int to = 0; to < config.width; ++to)
            for (int c = 0; c < width; ++c)
                map(from, to) += (hasGain ? gainOf(config, layer.attentionNorm, from) : 1.0)
                    * layer.v.weight(from, config.groupOf(place.head) * width + c) * layer.output.weight(place.head * width + c, to);
    return map;
}

/// Eigenvalues of all V × V numbers.
double plainCopying(const Model &model, HeadPlace place)
{
    const TransformerConfig &config = model.config();
    const ModelWeights &weights = model.weights().model();
    const StackWeights &stack = weights.stacks[config.stackCount() - 1];
    const Table map = plainMap(model, place);
    Table read(config.vocabulary, config.width);
    Table written(config.width, config.vocabulary);
    for (int word = 0; word < config.vocabulary; ++word) {
        for (int d = 0; d < config.width; ++d) {
            read(word, d) = stack.embedding(word, d);
            written(d, word) = (config.finalNorm ? gainOf(config, stack.finalNorm, d) : 1.0) * weights.unembedding.weight(d, word);
        }
    }
    const Eigen::EigenSolver<Table> solver(read * map * written, false);
    return solver.eigenvalues().real().sum() / solver.eigenvalues().cwiseAbs().sum();
}

} // namespace

class ValueOutputTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void everyKind();
    void outOfRange();
    void storyteller();
};

void ValueOutputTest::everyKind()
{
    int copying = 0;
    int refused = 0;
    for (const ConfigVariant &variant : configVariants()) {
        const auto model = randomModel(variant.config, 11, variant.parts);
        const TransformerConfig &config = model->config();
        std::shared_ptr<const EmbeddingProduct> product;
        try {
            product = EmbeddingProduct::make(model);
        } catch (const Error &error) {
            QVERIFY(config.predicts == Predicts::nothing || config.predictionDense || config.predictionNorm
                || config.widthOfEmbedding() != config.width || config.embeddingProjection != EmbeddingProjection::none);
            QVERIFY(!error.problem().empty());
            ++refused;
        }
        for (int layer = 0; layer < config.layers; ++layer) {
            for (int head = 0; head < config.heads; ++head) {
                // Weights are single precision; sums here are in double on both sides.
                const double norm = plainMap(*model, {layer, head}).norm();
                QVERIFY2(std::abs(valueOutputNorm(*model, {layer, head}) - norm) < 1e-9 * norm, variant.name);
                if (!product)
                    continue;
                const auto score = product->copying({layer, head});
                const bool reads = !config.layer(layer).cross && config.stackOf(layer) == config.stackCount() - 1;
                QCOMPARE(score.has_value(), reads);
                if (score) {
                    // W_U · W_E is summed in single precision, and eigenvalues near 0 feel that most.
                    QVERIFY2(std::abs(*score - plainCopying(*model, {layer, head})) < 1e-4, variant.name);
                    ++copying;
                }
            }
        }
    }
    QVERIFY(copying > 20);
    QVERIFY(refused > 0);
}

void ValueOutputTest::outOfRange()
{
    const auto model = randomModel(smallConfig(), 1);
    QVERIFY_EXCEPTION_THROWN(valueOutputNorm(*model, {2, 0}), Error);
    QVERIFY_EXCEPTION_THROWN(valueOutputNorm(*model, {0, -1}), Error);
    const auto product = EmbeddingProduct::make(model);
    QVERIFY_EXCEPTION_THROWN(product->copying({0, 3}), Error);
}

void ValueOutputTest::storyteller()
{
    const auto model = openModel(sourcePath("resources/models/storyteller"));
    double done = 0;
    const auto product = EmbeddingProduct::make(model, {}, [&](double share) {
        QVERIFY(share > done);
        done = share;
    });
    QCOMPARE(done, 1.0);
    for (const HeadPlace place : {HeadPlace{0, 0}, HeadPlace{3, 5}}) {
        const double norm = plainMap(*model, place).norm();
        QVERIFY(std::abs(valueOutputNorm(*model, place) - norm) < 1e-9 * norm);
    }
}

QTEST_APPLESS_MAIN(ValueOutputTest)
#include "value_output_test.moc"
