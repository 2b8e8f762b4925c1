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

std::string sumOf(const TransformerConfig &config, const std::vector<StageKey> &sources, const StageKey &key)
{
    std::string sum;
    for (const StageKey &source : sources)
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

std::string capWords(const PlanStep &step, const std::string &x)
{
    const std::string scaled = step.factor == 1 ? x : roundedNumber(step.factor) + " · " + x;
    const std::string limit = roundedNumber(step.limit);
    return step.limit > 0 ? limit + " · tanh(" + scaled + " / " + limit + ")" : scaled;
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
    const PlanStep &step = stepAt(trace, key);
    const std::vector<StageKey> sources = sourcesOf(trace, key);
    const std::string x = sources.empty() ? std::string() : symbol(sources.front().stage);
    const std::string result = symbol(key.stage) + " = ";
    switch (step.operation) {
    case Operation::ids:
    case Operation::lookUp:
    case Operation::join: break;
    case Operation::waves: return result + "sin and cos of t / 10000^(2i/D)";
    case Operation::scale: return result + roundedNumber(step.factor) + " · " + x;
    case Operation::sum: return result + sumOf(config, sources, key);
    case Operation::norm: return result + normWords(trace, key, x);
    case Operation::linear:
    case Operation::product: return result + productWords(*productParts(trace, key));
    case Operation::rotate: return result + x + (stageInfo(key.stage).rowAxis == 'S' ? " turned by s·θ" : " turned by t·θ");
    case Operation::divide: return result + scaledWords(config, key.layer, x);
    case Operation::cap: return result + capWords(step, x);
    case Operation::distanceBias: return result + x + (config.scoreBias == ScoreBias::slopes ? " + slope · (s − t)" : " + bias(s − t)");
    case Operation::mask: return result + x + " where allowed, else −∞";
    case Operation::softmax: return result + "softmax(" + x + ")";
    case Operation::activate:
        return result + activationWords(step.activation, x) + (sources.size() > 1 ? " ∘ " + symbol(sources.back().stage) : "");
    }
    return std::string(stageInfo(key.stage).formula);
}

} // namespace headscope
