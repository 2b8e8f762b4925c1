#include "src/trace/formula.h"

#include "src/trace/norm_parts.h"
#include "src/trace/number_words.h"
#include "src/trace/product_parts.h"
#include "src/trace/score_divisor.h"
#include "src/trace/sources.h"

#include <cctype>

namespace headscope {

namespace {

std::string symbol(Stage stage)
{
    return std::string(stageInfo(stage).symbol);
}

// A source in a sum: with its layer where that is another one.
std::string sourceWords(const TransformerConfig &config, const StageKey &source, const StageKey &key)
{
    const bool elsewhere = source.layer != key.layer && stageInfo(source.stage).scope != StageScope::model;
    return symbol(source.stage) + (elsewhere ? " of " + layerWords(config, source.layer) : "");
}

std::string sumOf(const TransformerConfig &config, const StageKey &key)
{
    std::string sum;
    for (const StageKey &source : sourcesOf(config, key))
        sum += (sum.empty() ? "" : " + ") + sourceWords(config, source, key);
    return sum;
}

std::string productWords(const ProductParts &parts)
{
    const std::string product = parts.leftSymbol() + " · " + parts.rightSymbol();
    return parts.bias.empty() ? product : product + " + " + parts.biasSymbol();
}

std::string normWords(const Trace &trace, const StageKey &key, const std::string &x)
{
    const NormParts norm = normParts(trace, key);
    return (norm.centred ? "(" + x + " − μ) / √(σ² + ε)" : x + " / √(mean " + x + "² + ε)") + (norm.gainOffset != 0 ? " · (1 + γ)" : " · γ")
        + (norm.shift.empty() ? "" : " + β");
}

std::string activationWords(Activation activation, const std::string &x)
{
    switch (activation) {
    case Activation::identity: return x;
    case Activation::gelu:
    case Activation::geluTanh:
    case Activation::geluQuick: return "GELU(" + x + ")";
    case Activation::relu: return "max(" + x + ", 0)";
    case Activation::silu: return "SiLU(" + x + ")";
    case Activation::tanh: return "tanh(" + x + ")";
    }
    return {};
}

std::string scaledWords(const TransformerConfig &config, int layer, const std::string &x)
{
    const ScoreDivisor divisor = scoreDivisor(config, layer);
    if (divisor.value == 1)
        return x;
    if (divisor.isRootOfHeadWidth)
        return x + " / √dₖ";
    return x + (divisor.radicand ? " / √" + std::to_string(*divisor.radicand) : " / " + roundedNumber(divisor.value));
}

std::string logitWords(const TransformerConfig &config, const std::string &x)
{
    const std::string scaled = config.logitScale == 1 ? x : roundedNumber(config.logitScale) + " · " + x;
    const std::string cap = roundedNumber(config.logitCap);
    return config.logitCap > 0 ? cap + " · tanh(" + scaled + " / " + cap + ")" : scaled;
}

} // namespace

std::string layerWords(const TransformerConfig &config, int layer)
{
    std::string words = config.layerName(layer);
    words[0] = static_cast<char>(std::tolower(static_cast<unsigned char>(words[0])));
    return words;
}

std::string formulaOf(const Trace &trace, const StageKey &asked)
{
    const TransformerConfig &config = trace.config();
    const StageKey key = placeOf(config, asked);
    const std::string result = symbol(key.stage) + " = ";
    if (const std::optional<ProductParts> parts = productParts(trace, key))
        return result + productWords(*parts);
    const std::vector<StageKey> sources = sourcesOf(config, key);
    const std::string x = sources.empty() ? std::string() : symbol(sources.front().stage);
    switch (key.stage) {
    case Stage::scaledEmbedding: return result + roundedNumber(config.embeddingScale) + " · " + x;
    case Stage::embeddingSum:
    case Stage::residualBefore:
    case Stage::residualMiddle:
    case Stage::residualAfter: return result + sumOf(config, key);
    case Stage::position:
        return config.position == PositionKind::learned ? std::string(stageInfo(key.stage).formula)
                                                        : result + "sin and cos of t / 10000^(2i/D)";
    case Stage::embeddingNorm:
    case Stage::attentionNorm:
    case Stage::attentionOutNorm:
    case Stage::mlpNorm:
    case Stage::mlpOutNorm:
    case Stage::finalNorm:
    case Stage::predictionNorm:
    case Stage::qNorm:
    case Stage::kNorm: return result + normWords(trace, key, x);
    case Stage::rotatedQ: return result + x + " turned by t·θ";
    case Stage::rotatedK: return result + x + " turned by s·θ";
    case Stage::scaledScores: return result + scaledWords(config, key.layer, x);
    case Stage::cappedScores:
        return result + roundedNumber(config.scoreCap) + " · tanh(" + x + " / " + roundedNumber(config.scoreCap) + ")";
    case Stage::biasedScores: return result + x + (config.scoreBias == ScoreBias::slopes ? " + slope · (s − t)" : " + bias(s − t)");
    case Stage::maskedScores: return result + x + " where allowed, else −∞";
    case Stage::mlpPost: return result + activationWords(config.activation, x) + (config.gated ? " ∘ " + symbol(sources.back().stage) : "");
    case Stage::predictionActivation: return result + activationWords(config.predictionActivation, x);
    case Stage::pooled: return result + activationWords(config.classHead.activation, x);
    case Stage::logits: return result + logitWords(config, x);
    default: return std::string(stageInfo(key.stage).formula);
    }
}

} // namespace headscope
