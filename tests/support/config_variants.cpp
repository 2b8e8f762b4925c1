#include "tests/support/config_variants.h"

#include <cmath>

namespace headscope {

namespace {

// 2 layers, 4 heads of 6, width 18, inner 22.
TransformerConfig baseConfig()
{
    TransformerConfig config = smallConfig();
    config.heads = 4;
    config.headWidth = 6;
    config.width = 18;
    setRules(config, true, true);
    return config;
}

Rotary rotaryOf(int dims, RotaryPairing pairing, float factor = 1)
{
    return {dims, pairing, rotaryFrequencies(100, dims), factor};
}

void turnAll(TransformerConfig &config, const Rotary &rotary)
{
    for (LayerConfig &layer : config.layerConfigs)
        layer.rotary = rotary;
}

TransformerConfig llamaLike()
{
    TransformerConfig config = baseConfig();
    config.norm = NormKind::rms;
    config.position = PositionKind::none;
    config.keyValueHeads = 2;
    config.gated = true;
    config.activation = Activation::silu;
    turnAll(config, rotaryOf(6, RotaryPairing::halves));
    return config;
}

TransformerConfig gemmaLike()
{
    TransformerConfig config = llamaLike();
    config.keyValueHeads = 1;
    config.embeddingScale = 4.25f;
    config.gainPlusOne = true;
    config.outputNorms = true;
    config.activation = Activation::geluTanh;
    config.scoreCap = 3;
    config.logitScale = 0.5f;
    config.logitCap = 5;
    config.queryKeyNorm = NormKind::rms;
    config.layerConfigs[0].window = 3;
    for (LayerConfig &layer : config.layerConfigs)
        layer.scoreDivisor = std::sqrt(11.0f);
    return config;
}

TransformerConfig parallelConfig(bool shared)
{
    TransformerConfig config = baseConfig();
    config.position = PositionKind::none;
    config.parallel = true;
    config.sharedNorm = shared;
    config.tiedOutput = false;
    config.activation = Activation::gelu;
    turnAll(config, rotaryOf(4, shared ? RotaryPairing::neighbours : RotaryPairing::halves, shared ? 1.2f : 1.0f));
    return config;
}

TransformerConfig bloomLike()
{
    TransformerConfig config = baseConfig();
    config.position = PositionKind::none;
    config.embeddingNorm = true;
    config.scoreBias = ScoreBias::slopes;
    return config;
}

TransformerConfig bertLike()
{
    TransformerConfig config = baseConfig();
    setRules(config, false, true);
    config.normPlace = NormPlace::post;
    config.finalNorm = false;
    config.tokenTypes = 2;
    config.embeddingNorm = true;
    config.activation = Activation::gelu;
    config.predicts = Predicts::ownToken;
    config.predictionDense = config.predictionNorm = true;
    config.predictionActivation = Activation::gelu;
    config.hasPooler = true;
    config.classHead.classes = 3;
    config.classHead.labels = {"no", "perhaps", "yes"};
    return config;
}

// Narrow embedding, projected behind its norm, with a prediction head of that width.
TransformerConfig electraLike()
{
    TransformerConfig config = bertLike();
    config.embeddingWidth = 7;
    config.embeddingProjection = EmbeddingProjection::afterNorm;
    config.classHead.activation = Activation::relu;
    config.classHead.reads = ClassHead::Reads::everyToken;
    config.predictionActivation = Activation::geluQuick;
    config.padId = 3;
    config.positionOffset = 4;
    return config;
}

// Narrow embedding, projected before the positions; no norm anywhere else; classes of the last token.
TransformerConfig optLike()
{
    TransformerConfig config = baseConfig();
    config.embeddingWidth = 10;
    config.embeddingProjection = EmbeddingProjection::beforePositions;
    config.activation = Activation::relu;
    config.positionOffset = 2;
    config.predicts = Predicts::nothing;
    config.hasPooler = true;
    config.classHead.reads = ClassHead::Reads::lastToken;
    config.classHead.hasDense = false;
    config.classHead.classes = 2;
    return config;
}

TransformerConfig longformerLike()
{
    TransformerConfig config = baseConfig();
    setRules(config, false, true);
    config.normPlace = NormPlace::post;
    config.finalNorm = false;
    config.globalFirstToken = true;
    config.predicts = Predicts::nothing;
    config.hasPooler = true;
    config.classHead.reads = ClassHead::Reads::lastToken;
    config.classHead.activation = Activation::identity;
    for (LayerConfig &layer : config.layerConfigs)
        layer.window = 2;
    return config;
}

// 2 encoder layers, 2 decoder layers of two attentions each.
TransformerConfig encoderDecoder()
{
    TransformerConfig config = baseConfig();
    config.layers = 6;
    config.encoderLayers = 2;
    config.decoderStart = 1;
    config.layerConfigs.resize(6, config.layerConfigs.front());
    for (int layer = 0; layer < 6; ++layer) {
        LayerConfig &rules = config.layerConfigs[static_cast<std::size_t>(layer)];
        rules.decoder = layer >= 2;
        rules.cross = layer == 3 || layer == 5;
        rules.hasMlp = layer < 2 || rules.cross;
        rules.causal = rules.decoder && !rules.cross;
    }
    return config;
}

TransformerConfig t5Like()
{
    TransformerConfig config = encoderDecoder();
    config.norm = NormKind::rms;
    config.position = PositionKind::none;
    config.scoreBias = ScoreBias::buckets;
    config.buckets = 8;
    config.bucketDistance = 12;
    config.logitScale = 0.25f;
    for (LayerConfig &layer : config.layerConfigs)
        layer.scoreDivisor = 1;
    return config;
}

TransformerConfig marianLike()
{
    TransformerConfig config = encoderDecoder();
    config.normPlace = NormPlace::post;
    config.finalNorm = false;
    config.position = PositionKind::sinusoidalHalves;
    config.embeddingScale = std::sqrt(18.0f);
    config.activation = Activation::silu;
    config.keyValueHeads = 2;
    return config;
}

} // namespace

std::vector<ConfigVariant> configVariants()
{
    RandomParts plain;
    plain.biases = plain.normShifts = false;
    RandomParts own = plain;
    own.normsOfEachHead = true;
    RandomParts all;
    all.outputBias = true;

    TransformerConfig normed = baseConfig();
    normed.queryKeyNorm = NormKind::layer;
    turnAll(normed, rotaryOf(4, RotaryPairing::halves));
    TransformerConfig outputNormsAlone = baseConfig();
    outputNormsAlone.outputNorms = true;
    outputNormsAlone.feedForward = 0;
    outputNormsAlone.layerConfigs[1].scoreDivisor = 4;
    return {
        {"rotary, grouped, gated, RMS norm", llamaLike(), plain},
        {"caps, windows, output norms, scaled embedding, one shared key head", gemmaLike(), own},
        {"parallel, part of each head turned", parallelConfig(false), all},
        {"parallel, one norm for both, neighbours turned", parallelConfig(true), all},
        {"slopes, norm behind the embedding", bloomLike(), all},
        {"post-norm, pairs, prediction head, classes", bertLike(), all},
        {"narrow embedding, classes of each token, skipped padding", electraLike(), all},
        {"embedding widened before positions, classes of the last token", optLike(), all},
        {"windows and a global token", longformerLike(), all},
        {"encoder-decoder with buckets", t5Like(), plain},
        {"encoder-decoder, post-norm, shared keys", marianLike(), all},
        {"layer norm of queries and keys", normed, all},
        {"output norms without an MLP", outputNormsAlone, plain},
    };
}

RunRequest requestFor(const ConfigVariant &variant, int tokens)
{
    RunRequest request;
    request.text = randomText(tokens, 5);
    if (variant.config.tokenTypes > 1)
        request.pair = randomText(tokens / 2, 6);
    if (variant.config.isEncoderDecoder())
        request.target = randomText(tokens * 2 / 3, 8);
    return request;
}

std::shared_ptr<const Trace> runVariant(const ConfigVariant &variant, int tokens, const Edits &edits)
{
    RunRequest request = requestFor(variant, tokens);
    request.edits = edits;
    return Engine(randomModel(variant.config, 3, variant.parts)).run(request);
}

} // namespace headscope
