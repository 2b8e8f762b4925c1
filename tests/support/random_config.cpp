#include "tests/support/random_model.h"

#include <array>
#include <cmath>
#include <random>

namespace headscope {

namespace {

class Dice {
public:
    explicit Dice(std::uint32_t seed)
        : m_random(seed)
    {
    }

    /// 0 … count − 1.
    int below(int count) { return static_cast<int>(m_random() % static_cast<std::uint32_t>(count)); }
    /// Once in `times`.
    bool once(int times) { return below(times) == 0; }
    template <typename T, std::size_t N>
    T of(const std::array<T, N> &choices)
    {
        return choices[static_cast<std::size_t>(below(static_cast<int>(N)))];
    }

private:
    std::mt19937 m_random;
};

void rollSizes(Dice &dice, TransformerConfig &config)
{
    config.heads = dice.of(std::array{1, 2, 3, 4, 6});
    config.keyValueHeads = dice.once(2) ? 0 : dice.once(2) ? 1 : config.heads % 2 == 0 ? config.heads / 2 : config.heads;
    config.headWidth = dice.of(std::array{3, 4, 5, 6, 8});
    config.width = 6 + dice.below(12);
    config.feedForward = dice.once(6) ? 0 : 7 + dice.below(16);
    config.vocabulary = 29;
    config.context = 140;
}

void rollEmbedding(Dice &dice, TransformerConfig &config)
{
    if (dice.once(3)) {
        config.embeddingProjection = dice.of(std::array{EmbeddingProjection::beforePositions, EmbeddingProjection::afterNorm});
        config.embeddingWidth = dice.once(4) ? config.width : 4 + dice.below(9);
    }
    config.embeddingScale = dice.once(3) ? 1.7f : 1.0f;
    config.embeddingNorm = dice.once(2);
    config.position = static_cast<PositionKind>(dice.below(4));
    if (config.position == PositionKind::learned && dice.once(2)) {
        config.positionOffset = 2;
        config.padId = dice.once(2) ? 3 : -1;
    }
    config.tokenTypes = dice.once(2) ? 2 : 0;
}

void rollNorms(Dice &dice, TransformerConfig &config)
{
    config.norm = dice.of(std::array{NormKind::none, NormKind::layer, NormKind::layer, NormKind::rms, NormKind::rms});
    config.normPlace = dice.once(3) ? NormPlace::post : NormPlace::pre;
    const bool post = config.norm != NormKind::none && config.normPlace == NormPlace::post;
    config.parallel = !post && dice.once(3);
    config.sharedNorm = config.parallel && dice.once(2);
    config.outputNorms = config.norm != NormKind::none && dice.once(4);
    config.gainPlusOne = dice.once(3);
    config.queryKeyNorm = dice.of(std::array{NormKind::none, NormKind::none, NormKind::layer, NormKind::rms});
    config.finalNorm = dice.once(2);
    config.normEpsilon = dice.once(2) ? 1e-5f : 1e-3f;
}

Rotary rollRotary(Dice &dice, int headWidth)
{
    Rotary rotary;
    rotary.dims = 2 * (1 + dice.below(headWidth / 2));
    rotary.pairing = dice.of(std::array{RotaryPairing::halves, RotaryPairing::neighbours});
    rotary.frequencies = rotaryFrequencies(dice.once(2) ? 10000.0f : 30.0f, rotary.dims);
    rotary.factor = dice.once(4) ? 1.2f : 1.0f;
    return rotary;
}

void rollLayers(Dice &dice, TransformerConfig &config)
{
    const int blocks = dice.once(3) ? 1 + dice.below(2) : 0; // of a decoder
    const int first = 1 + dice.below(blocks > 0 ? 2 : 3);
    config.layers = first + 2 * blocks;
    config.encoderLayers = blocks > 0 ? first : 0;
    const bool causal = dice.once(2);
    const bool rotates = dice.once(2);
    const bool windowed = dice.once(3);
    LayerConfig alike;
    alike.scoreDivisor = dice.once(4) ? 1.0f : std::sqrt(static_cast<float>(config.headWidth));
    config.setLayers(alike);
    for (int index = 0; index < config.layers; ++index) {
        LayerConfig &layer = config.layerConfigs[static_cast<std::size_t>(index)];
        layer.decoder = config.stackOf(index) == 1;
        layer.cross = layer.decoder && (index - first) % 2 == 1;
        layer.hasMlp = !layer.decoder || layer.cross;
        layer.causal = layer.decoder ? !layer.cross : causal && !config.isEncoderDecoder();
        if (!layer.cross && windowed && !dice.once(3))
            layer.window = 1 + dice.below(6);
        if (!layer.cross && rotates && !dice.once(4))
            layer.rotary = rollRotary(dice, config.headWidth);
        if (dice.once(5))
            layer.scoreDivisor = 2.5f;
    }
}

void rollScores(Dice &dice, TransformerConfig &config)
{
    config.scoreBias = dice.of(std::array{ScoreBias::none, ScoreBias::none, ScoreBias::slopes, ScoreBias::buckets});
    config.buckets = 8;
    config.bucketDistance = 20;
    config.scoreCap = dice.once(4) ? 3.0f : 0.0f;
    config.globalFirstToken = !config.isEncoderDecoder() && dice.once(4);
}

void rollEnd(Dice &dice, TransformerConfig &config)
{
    config.gated = config.norm != NormKind::none && dice.once(2); // without norms its squares would grow beyond any number format
    config.activation = static_cast<Activation>(dice.below(7));
    config.predicts = dice.of(std::array{Predicts::nothing, Predicts::nextToken, Predicts::ownToken});
    const bool otherWidth = config.widthOfEmbedding() != config.width;
    config.tiedOutput = dice.once(2);
    config.predictionDense = dice.once(3) || (otherWidth && config.tiedOutput);
    if (config.predictionDense) {
        config.predictionActivation = dice.once(2) ? Activation::identity : static_cast<Activation>(dice.below(7));
        config.predictionNorm = dice.once(2);
    }
    config.logitScale = dice.once(3) ? 0.4f : 1.0f;
    config.logitCap = dice.once(4) ? 2.0f : 0.0f;
    config.hasPooler = dice.once(2);
    config.classHead.reads = static_cast<ClassHead::Reads>(dice.below(3));
    config.classHead.hasDense = dice.once(2);
    config.classHead.activation = static_cast<Activation>(dice.below(7));
    config.classHead.classes = config.classHead.hasDense && dice.once(3) ? 0 : 1 + dice.below(3);
    config.classHead.labels.assign(static_cast<std::size_t>(config.classHead.classes), "class");
    config.decoderStart = config.isEncoderDecoder() ? 1 : -1;
}

} // namespace

TransformerConfig randomConfig(std::uint32_t seed)
{
    Dice dice(seed);
    TransformerConfig config;
    config.family = "random";
    rollSizes(dice, config);
    rollEmbedding(dice, config);
    rollNorms(dice, config);
    rollLayers(dice, config);
    rollScores(dice, config);
    rollEnd(dice, config);
    return config;
}

} // namespace headscope
