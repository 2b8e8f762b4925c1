#include "src/error.h"
#include "src/models/layer_plan.h"

#include <QTest>

#include <algorithm>

using namespace headscope;

class ConfigTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void stagesOfAParallelLayer();
    void stagesOfAnEncoderDecoder();
    void stagesAroundTheLayers();
    void stepsOfAPlan();
    void sharedKeys();
    void hookNames();
    void tooManyLayers();
};

namespace {

TransformerConfig small(int layers)
{
    TransformerConfig config;
    config.layers = layers;
    config.heads = 6;
    config.headWidth = 4;
    config.width = 20;
    config.feedForward = 30;
    config.setLayers({});
    return config;
}

// 2 encoder layers, 2 decoder layers of two attentions each.
TransformerConfig encoderDecoder()
{
    TransformerConfig config = small(6);
    config.encoderLayers = 2;
    for (int layer = 0; layer < 6; ++layer) {
        LayerConfig &rules = config.layerConfigs[static_cast<std::size_t>(layer)];
        rules.decoder = layer >= 2;
        rules.cross = layer == 3 || layer == 5;
        rules.hasMlp = layer < 2 || rules.cross;
        rules.causal = rules.decoder && !rules.cross;
    }
    return config;
}

int indexOf(const std::vector<Stage> &stages, Stage stage)
{
    const auto found = std::find(stages.begin(), stages.end(), stage);
    return found == stages.end() ? -1 : static_cast<int>(found - stages.begin());
}

} // namespace

void ConfigTest::stagesOfAParallelLayer()
{
    TransformerConfig config = small(1);
    config.parallel = true;
    config.gated = true;
    config.layerConfigs[0].rotary.dims = 4;
    std::vector<Stage> stages = config.stages();
    QCOMPARE(indexOf(stages, Stage::residualMiddle), -1);
    QVERIFY(indexOf(stages, Stage::rotatedQ) > indexOf(stages, Stage::q));
    QVERIFY(indexOf(stages, Stage::rotatedK) < indexOf(stages, Stage::rawScores));
    QVERIFY(indexOf(stages, Stage::mlpNorm) > indexOf(stages, Stage::outputProjection));
    QVERIFY(indexOf(stages, Stage::mlpLinear) > 0);
    config.sharedNorm = true;
    stages = config.stages();
    QCOMPARE(indexOf(stages, Stage::mlpNorm), -1);
}

void ConfigTest::stagesOfAnEncoderDecoder()
{
    const TransformerConfig config = encoderDecoder();
    QVERIFY(!config.has(Stage::logits, 1));
    QVERIFY(config.has(Stage::logits, 2) && config.has(Stage::logits));
    QVERIFY(config.has(Stage::mlpPre, 0) && !config.has(Stage::mlpPre, 2) && config.has(Stage::mlpPre, 3));
    QCOMPARE(config.stackOf(1), 0);
    QCOMPARE(config.stackOf(2), 1);
    QCOMPARE(config.lastLayerOf(0), 1);
    QCOMPARE(config.firstLayerOf(1), 2);
    QCOMPARE(config.layerName(1), std::string("Encoder 2"));
    QCOMPARE(config.layerName(4), std::string("Decoder 2 self"));
    QCOMPARE(config.layerName(5), std::string("Decoder 2 cross"));
    QCOMPARE(small(3).layerName(2), std::string("Layer 3"));
}

void ConfigTest::stagesAroundTheLayers()
{
    TransformerConfig config = small(1);
    config.embeddingWidth = 8;
    config.embeddingProjection = EmbeddingProjection::afterNorm;
    config.embeddingNorm = true;
    config.tokenTypes = 2;
    config.predictionDense = config.predictionNorm = true;
    config.predictionActivation = Activation::gelu;
    config.logitCap = 30;
    const std::vector<Stage> stages = config.stages();
    int last = -1;
    for (const Stage stage : {Stage::embedding, Stage::position, Stage::tokenType, Stage::embeddingSum, Stage::embeddingNorm,
             Stage::embeddingProjection, Stage::residualBefore, Stage::finalNorm, Stage::predictionDense, Stage::predictionActivation,
             Stage::predictionNorm, Stage::rawLogits, Stage::logits}) {
        QVERIFY(indexOf(stages, stage) > last);
        last = indexOf(stages, stage);
    }
    QCOMPARE(config.columnsOf(Stage::position), 8);
    QCOMPARE(config.columnsOf(Stage::embeddingProjection), 20);
    config.embeddingProjection = EmbeddingProjection::beforePositions;
    QCOMPARE(config.columnsOf(Stage::embedding), 8);
    QCOMPARE(config.columnsOf(Stage::position), 20);

    config.predicts = Predicts::nothing;
    QVERIFY(!config.has(Stage::logits) && !config.has(Stage::predictionDense));
    config.hasPooler = true;
    QVERIFY(config.has(Stage::pooled) && !config.has(Stage::classLogits));
    config.classHead.classes = 3;
    config.classHead.hasDense = false;
    QVERIFY(!config.has(Stage::pooled) && config.has(Stage::classLogits));
    QCOMPARE(config.columnsOf(Stage::classLogits), 3);
}

void ConfigTest::stepsOfAPlan()
{
    TransformerConfig config = small(2);
    const auto step = [&](Stage stage) { return stepOf(layerPlan(config, 1), stage); };
    QVERIFY(step(Stage::position).operation == Operation::lookUp);
    QVERIFY(step(Stage::residualBefore).sources[0].place == StageSource::Place::layerBefore);
    QVERIFY(step(Stage::q).part == LayerPart::heads && step(Stage::q).kept == &LayerTrace::q);
    QVERIFY(step(Stage::attentionNorm).part == LayerPart::input && !step(Stage::attentionNorm).kept);
    QVERIFY(step(Stage::finalNorm).sources[0].stage == Stage::residualAfter);
    QVERIFY(step(Stage::logits).operation == Operation::linear);
    QVERIFY_EXCEPTION_THROWN(step(Stage::rotatedQ), Error);

    config.position = PositionKind::sinusoidal;
    config.normPlace = NormPlace::post;
    config.layerConfigs[1].rotary.dims = 4;
    config.logitCap = 30;
    QVERIFY(step(Stage::position).operation == Operation::waves);
    QVERIFY(step(Stage::q).part == LayerPart::queryRows);
    QVERIFY(step(Stage::rotatedQ).operation == Operation::rotate && step(Stage::rotatedQ).kept == &LayerTrace::queries);
    QVERIFY(step(Stage::finalNorm).sources[0].stage == Stage::mlpNorm);
    QVERIFY(step(Stage::logits).operation == Operation::cap);
    QCOMPARE(step(Stage::logits).limit, 30.0f);
}

void ConfigTest::sharedKeys()
{
    TransformerConfig config = small(1);
    config.keyValueHeads = 2;
    QCOMPARE(config.groupOf(2), 0);
    QCOMPARE(config.groupOf(3), 1);
    QCOMPARE(config.firstOfGroup(5), 3);
    config.keyValueHeads = 0;
    QCOMPARE(config.groupOf(5), 5);
    QCOMPARE(config.firstOfGroup(5), 5);
}

void ConfigTest::hookNames()
{
    const TransformerConfig two = encoderDecoder();
    QCOMPARE(hookName(small(2), Stage::embedding, 1), std::string("hook_embed"));
    QCOMPARE(hookName(two, Stage::embedding, 0), std::string("encoder.hook_embed"));
    QCOMPARE(hookName(two, Stage::finalNorm, 4), std::string("decoder.ln_final.hook_normalized"));
    QCOMPARE(hookName(two, Stage::logits, 4), std::string("logits"));
    QCOMPARE(hookName(two, Stage::weights, 3), std::string("blocks.3.attn.hook_pattern"));
}

void ConfigTest::tooManyLayers()
{
    TransformerConfig config;
    config.layers = 1 << 24;
    QVERIFY_EXCEPTION_THROWN(config.setLayers({}), Error);
}

QTEST_APPLESS_MAIN(ConfigTest)
#include "config_test.moc"
