#include "src/models/families/rotary_config.h"

#include "src/attention/rotary_stretch.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>
#include <optional>

namespace headscope {

namespace {

enum class Scaling { none, linear, llama3, yarn, longRope };

// The object with "rope_type" and its numbers; the file itself where there is none.
ConfigReader parametersOf(const ConfigReader &reader, const RotaryFields &fields)
{
    if (fields.scalable) // {} says nothing, as null does
        if (const auto old = reader.value("rope_scaling"); old && !old->isNull() && !(old->isObject() && old->size() == 0))
            return ConfigReader(*old);
    if (const auto parameters = reader.part("rope_parameters")) {
        if (fields.layerType.empty())
            return *parameters;
        if (const auto own = parameters->part(fields.layerType))
            return *own;
    }
    return ConfigReader(Json::parse("{}", "config.json"));
}

Scaling scalingOf(const ConfigReader &parameters, const RotaryFields &fields)
{
    constexpr std::array<std::pair<std::string_view, Scaling>, 7> kinds{{
        {"default", Scaling::none},
        {"linear", Scaling::linear},
        {"dynamic", Scaling::none},
        {"llama3", Scaling::llama3},
        {"yarn", Scaling::yarn},
        {"longrope", Scaling::longRope},
        {"su", Scaling::longRope},
    }};
    const std::string_view field = parameters.has("rope_type") ? "rope_type" : "type";
    const Scaling scaling = parameters.choice<Scaling>(field, "default", kinds);
    return scaling == Scaling::yarn && fields.yarnMeansLongRope ? Scaling::longRope : scaling;
}

double positive(const ConfigReader &reader, std::string_view field, double fallback)
{
    const double value = reader.number(field, fallback);
    if (!(static_cast<float>(value) > 0 && value <= 1e15))
        reader.refuse(field, numberText(value), "It must be more than 0, also in single precision");
    return value;
}

// A family's own name for a field, else the one that all have in common.
std::string_view fieldOf(const ConfigReader &reader, std::string_view own, std::string_view usual)
{
    reader.ignore(usual); // both may be there, with the same number
    return reader.has(own) ? own : usual;
}

double required(const ConfigReader &reader, std::string_view field)
{
    if (!reader.has(field))
        reader.refuse(field, "missing", "This kind of rotation needs it");
    return positive(reader, field, 1);
}

// The context that the unstretched frequencies were trained for.
int originalContext(const ConfigReader &reader, const ConfigReader &parameters, const TransformerConfig &config)
{
    constexpr std::string_view field = "original_max_position_embeddings";
    return reader.has(field) ? reader.size(field) : parameters.size(field, config.context);
}

double factorOf(const ConfigReader &parameters, int context, int original)
{
    return parameters.has("factor") ? required(parameters, "factor") : static_cast<double>(context) / original;
}

// Long waves are stretched, short ones are not, those between partly.
void scaleLikeLlama3(const ConfigReader &parameters, int original, std::vector<float> &frequencies)
{
    const auto factor = static_cast<float>(required(parameters, "factor"));
    const auto low = static_cast<float>(required(parameters, "low_freq_factor"));
    const auto high = static_cast<float>(required(parameters, "high_freq_factor"));
    if (!(high > low))
        parameters.refuse("high_freq_factor", numberText(high), "It must be more than \"low_freq_factor\"");
    const auto context = static_cast<float>(original);
    for (float &frequency : frequencies) {
        const float wave = 2 * std::numbers::pi_v<float> / frequency;
        if (wave > context / low) {
            frequency /= factor;
        } else if (wave >= context / high) {
            const float share = (context / wave - low) / (high - low);
            frequency = (1 - share) * frequency / factor + share * frequency;
        }
    }
}

// `dims` may be odd: it is what the frequencies were made for.
void scaleLikeYarn(const ConfigReader &parameters, double base, int dims, int context, int original, Rotary &rotary)
{
    const double factor = factorOf(parameters, context, original);
    if (base <= 1)
        parameters.refuse("rope_theta", numberText(base), "YaRN needs more than 1");
    const YarnStretch stretch{.factor = factor,
        .context = original,
        .fast = positive(parameters, "beta_fast", 32),
        .slow = positive(parameters, "beta_slow", 1),
        .truncate = parameters.flag("truncate", true)};
    stretchLikeYarn(stretch, base, dims, rotary.frequencies);
    const double scale = parameters.number("mscale", 0);
    const double scaleOfAll = parameters.number("mscale_all_dim", 0);
    const double usual
        = scale != 0 && scaleOfAll != 0 ? yarnTemperature(factor, scale) / yarnTemperature(factor, scaleOfAll) : yarnTemperature(factor, 1);
    rotary.factor = static_cast<float>(positive(parameters, "attention_factor", usual));
}

void scaleLikeLongRope(const ConfigReader &parameters, int context, int original, Rotary &rotary)
{
    std::vector<double> stretch;
    if (const auto list = parameters.value("short_factor"))
        for (const Json number : list->elements())
            stretch.push_back(number.get<double>());
    if (stretch.size() != rotary.frequencies.size())
        parameters.refuse("short_factor", "a list of " + std::to_string(stretch.size()),
            "There must be one for each turning pair of channels: " + std::to_string(rotary.frequencies.size()));
    for (std::size_t i = 0; i < stretch.size(); ++i) {
        if (!(stretch[i] > 0))
            parameters.refuse("short_factor", "a list with " + numberText(stretch[i]), "Each must be more than 0");
        rotary.frequencies[i] /= static_cast<float>(stretch[i]);
    }
    const double factor = factorOf(parameters, context, original);
    const double usual = factor <= 1 ? 1 : std::sqrt(1 + std::log(factor) / std::log(original));
    rotary.factor = static_cast<float>(positive(parameters, "attention_factor", usual));
}

// Speeds that take a position of the context beyond single precision have no sine.
void requireFinite(const ConfigReader &parameters, double base, const TransformerConfig &config, const Rotary &rotary)
{
    constexpr float mostFactor = 1e6f;
    const auto isFinite = [&](float frequency) { return std::isfinite(frequency * static_cast<float>(config.context)); };
    if (!std::all_of(rotary.frequencies.begin(), rotary.frequencies.end(), isFinite))
        parameters.refuse(
            "rope_theta", numberText(base), "With it, and with what scales it, positions turn at speeds beyond single precision");
    if (!(rotary.factor > 0 && rotary.factor <= mostFactor))
        parameters.refuse("attention_factor", numberText(rotary.factor), "It must be more than 0, and no more than a million");
}

// Of files made by other tools: what the frequencies are divided by, one by one.
void divideByFactors(const ConfigReader &reader, std::vector<float> &frequencies)
{
    constexpr std::string_view field = "rope_factors";
    const std::optional<Json> factors = reader.value(field);
    if (!factors || factors->isNull())
        return;
    if (!factors->isArray() || factors->size() != frequencies.size())
        reader.refuse(field, factors->isArray() ? "a list of " + std::to_string(factors->size()) : std::string(factors->kindName()),
            "There must be one for each turning pair of channels: " + std::to_string(frequencies.size()));
    for (std::size_t i = 0; i < frequencies.size(); ++i) {
        const auto factor = factors->at(i).get<double>();
        if (!(factor > 0))
            reader.refuse(field, "a list with " + numberText(factor), "Each must be more than 0");
        frequencies[i] /= static_cast<float>(factor);
    }
}

} // namespace

Rotary readRotary(const ConfigReader &reader, const RotaryFields &fields, TransformerConfig &config)
{
    const ConfigReader parameters = parametersOf(reader, fields);
    const double base = positive(parameters, "rope_theta", positive(reader, fieldOf(reader, fields.base, "rope_theta"), fields.usualBase));
    const double share = parameters.number(
        "partial_rotary_factor", reader.number(fieldOf(reader, fields.share, "partial_rotary_factor"), fields.usualShare));
    if (!(share >= 0 && share <= 1))
        reader.refuse(fields.share, numberText(share), "It must be between 0 and 1");
    const auto dims = static_cast<int>(config.headWidth * share);
    const int pairs = (dims + 1) / 2;
    if (2 * pairs > config.headWidth)
        reader.refuse("head_dim", std::to_string(config.headWidth), "Positions turn pairs of channels, so it must be even");

    Rotary rotary;
    rotary.dims = 2 * pairs;
    rotary.pairing = reader.flag("gguf_neighbour_rotary", false) ? RotaryPairing::neighbours : RotaryPairing::halves;
    reader.ignore("rope_interleaved"); // how a model was trained elsewhere; its rows were put in order for these files
    rotary.frequencies = rotaryFrequencies(static_cast<float>(base), dims);
    divideByFactors(reader, rotary.frequencies);
    const int original = originalContext(reader, parameters, config);
    switch (scalingOf(parameters, fields)) {
    case Scaling::none: break;
    case Scaling::linear: stretchLinearly(required(parameters, "factor"), rotary.frequencies); break;
    case Scaling::llama3: scaleLikeLlama3(parameters, original, rotary.frequencies); break;
    case Scaling::yarn: scaleLikeYarn(parameters, base, dims, config.context, original, rotary); break;
    case Scaling::longRope:
        scaleLikeLongRope(parameters, config.context, original, rotary);
        config.context = std::min(config.context, original);
        break;
    }
    requireFinite(parameters, base, config, rotary);
    return rotary;
}

std::string rotaryNote(const ConfigReader &reader, const RotaryFields &fields, const TransformerConfig &config)
{
    const int trained = reader.size("max_position_embeddings", config.context);
    if (trained <= config.context || scalingOf(parametersOf(reader, fields), fields) != Scaling::longRope)
        return {};
    return "Of its " + std::to_string(trained) + " positions the first " + std::to_string(config.context)
        + " can be used: for longer texts the model turns queries and keys at other speeds.";
}

} // namespace headscope
