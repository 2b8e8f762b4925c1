#include "src/models/families/blackboard.h"

#include <array>
#include <cmath>

namespace headscope {

namespace {

constexpr std::array<std::pair<std::string_view, NormKind>, 3> kNorms{
    {{"none", NormKind::none}, {"layer", NormKind::layer}, {"rms", NormKind::rms}}};
constexpr std::array<std::pair<std::string_view, NormPlace>, 2> kNormPlaces{{{"pre", NormPlace::pre}, {"post", NormPlace::post}}};
constexpr std::array<std::pair<std::string_view, Activation>, 3> kActivations{
    {{"relu", Activation::relu}, {"gelu", Activation::gelu}, {"gelu_new", Activation::geluTanh}}};
constexpr std::array<std::pair<std::string_view, PositionKind>, 3> kPositions{
    {{"learned", PositionKind::learned}, {"sinusoidal", PositionKind::sinusoidal}, {"none", PositionKind::none}}};

// Feature names and head descriptions are shown beside numbers: too many or too few would put a wrong word there.
void checkNames(const ConfigReader &reader, const TransformerConfig &config)
{
    const auto check = [&](const char *field, const char *of, std::size_t count, int wanted) {
        if (count != 0 && count != static_cast<std::size_t>(wanted))
            reader.refuse(field, "a list of " + std::to_string(count),
                std::string("There must be one for each ") + of + ": " + std::to_string(wanted));
    };
    check("feature_names", "feature", config.featureNames.size(), config.width);
    check("head_descriptions", "layer", config.headDescriptions.size(), config.layers);
    for (const std::vector<std::string> &heads : config.headDescriptions)
        check("head_descriptions", "head", heads.size(), config.heads);
}

class Binding {
public:
    Binding(const ConfigReader &reader, TensorBinder &binder, const TransformerConfig &config)
        : m_binder(binder)
        , m_config(config)
        , m_attentionBias(reader.flag("attention_bias"))
        , m_mlpBias(reader.flag("mlp_bias"))
    {
    }

    NormWeights norm(const std::string &name)
    {
        if (m_config.norm == NormKind::none)
            return {};
        return {m_binder.vector(name + ".weight", m_config.width), m_binder.optionalVector(name + ".bias", m_config.width)};
    }

    LayerWeights layer(const std::string &name)
    {
        const int width = m_config.width;
        const auto attention = [&](const char *part) { return map(name + "attn." + part, width, width, m_attentionBias); };
        LayerWeights layer;
        layer.attentionNorm = norm(name + "norm1");
        layer.q = attention("q");
        layer.k = attention("k");
        layer.v = attention("v");
        layer.output = attention("o");
        if (m_config.feedForward > 0) {
            layer.mlpNorm = norm(name + "norm2");
            layer.mlpIn = map(name + "mlp.in", width, m_config.feedForward, m_mlpBias);
            layer.mlpOut = map(name + "mlp.out", m_config.feedForward, width, m_mlpBias);
        }
        return layer;
    }

private:
    LinearWeights map(const std::string &name, int in, int out, std::optional<bool> biased)
    {
        return {m_binder.matrix(name + ".weight", in, out), m_binder.optionalVector(name + ".bias", out, biased)};
    }

    TensorBinder &m_binder;
    const TransformerConfig &m_config;
    std::optional<bool> m_attentionBias;
    std::optional<bool> m_mlpBias;
};

} // namespace

TransformerConfig readBlackboardConfig(const ConfigReader &reader)
{
    TransformerConfig config;
    config.layers = reader.size("num_hidden_layers");
    config.heads = reader.size("num_attention_heads");
    config.width = reader.size("hidden_size");
    if (config.width % config.heads != 0)
        reader.refuse("num_attention_heads", std::to_string(config.heads),
            "It must divide \"hidden_size\", which is " + std::to_string(config.width));
    config.headWidth = config.width / config.heads;
    config.feedForward = reader.sizeOrZero("intermediate_size", 0);
    config.vocabulary = reader.size("vocab_size");
    config.context = reader.size("max_position_embeddings");
    config.norm = reader.choice<NormKind>("norm", "none", kNorms);
    config.normPlace = reader.choice<NormPlace>("norm_place", "pre", kNormPlaces);
    config.normEpsilon = reader.epsilon("norm_epsilon", 1e-5f);
    config.position = reader.choice<PositionKind>("position", "learned", kPositions);
    config.activation = reader.choice<Activation>("hidden_act", "relu", kActivations);
    LayerConfig layer;
    layer.causal = reader.flag("causal", true);
    layer.scoreDivisor = reader.flag("scaled", true) ? std::sqrt(static_cast<float>(config.headWidth)) : 1.0f;
    config.setLayers(layer);
    config.predicts = layer.causal ? Predicts::nextToken : Predicts::ownToken;
    config.tiedOutput = reader.flag("tie_word_embeddings", true);
    config.featureNames = reader.texts("feature_names");
    config.headDescriptions = reader.textLists("head_descriptions");
    config.description = reader.text("description", "");
    checkNames(reader, config);
    return config;
}

std::unique_ptr<const Weights> bindBlackboardWeights(
    const ConfigReader &reader, TensorBinder &binder, TransformerConfig &config, LoadReport &)
{
    config.finalNorm = config.norm != NormKind::none && binder.contains("final_norm.weight");
    Binding binding(reader, binder, config);
    ModelWeights model;
    StackWeights &stack = model.stacks[0];
    stack.embedding = binder.matrix("embed.weight", config.vocabulary, config.width);
    if (config.position == PositionKind::learned)
        stack.position = binder.matrix("position.weight", config.context, config.width);
    if (config.finalNorm)
        stack.finalNorm = binding.norm("final_norm");
    model.unembedding.weight
        = (config.tiedOutput ? stack.embedding : binder.matrix("unembed.weight", config.vocabulary, config.width)).transposed();
    model.unembedding.bias = binder.optionalVector("unembed.bias", config.vocabulary, reader.flag("unembed_bias"));

    std::vector<LayerWeights> layers;
    for (int layer = 0; layer < config.layers; ++layer) {
        binder.enterLayer(layer);
        layers.push_back(binding.layer("blocks." + std::to_string(layer) + "."));
    }
    binder.leaveLayers();
    return binder.finish(model, std::move(layers));
}

} // namespace headscope
