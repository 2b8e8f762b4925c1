#include "src/models/families/post_norm_encoder.h"

#include "src/models/families/activations.h"
#include "src/models/families/head_sizes.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace headscope {

namespace {

constexpr std::array<std::pair<std::string_view, bool>, 1> kPositionKinds{{{"absolute", true}}};

} // namespace

TransformerConfig readEncoderSizes(const ConfigReader &reader, const EncoderFields &fields)
{
    TransformerConfig config;
    config.layers = readLayerCount(reader, fields.layers);
    readHeads(reader, fields.heads, fields.width, config);
    config.feedForward = reader.size(fields.feedForward);
    config.vocabulary = reader.size("vocab_size");
    config.context = reader.size("max_position_embeddings");
    config.embeddingNorm = true;
    config.normPlace = NormPlace::post;
    config.finalNorm = false;
    config.normEpsilon = 1e-12f;
    config.activation = readActivation(reader, fields.activation, "gelu");
    config.predicts = Predicts::nothing; // until a head is found

    LayerConfig layer;
    layer.causal = false;
    layer.scoreDivisor = std::sqrt(static_cast<float>(config.headWidth));
    config.setLayers(layer);
    return config;
}

TransformerConfig readEncoderBody(const ConfigReader &reader)
{
    for (const char *field :
        {"output_past", "sbert_ce_default_activation_function", "sentence_transformers"}) // behind the numbers shown here
        reader.ignore(field);
    reader.require("add_cross_attention", false);
    reader.choice<bool>("position_embedding_type", "absolute", kPositionKinds);

    TransformerConfig config = readEncoderSizes(reader, {});
    config.tokenTypes = reader.size("type_vocab_size", 2);
    config.normEpsilon = reader.epsilon("layer_norm_eps", config.normEpsilon);
    for (LayerConfig &layer : config.layerConfigs)
        layer.causal = reader.flag("is_decoder", false);
    return config;
}

void countPositionsBehindPadding(const ConfigReader &reader, int padId, TransformerConfig &config)
{
    if (config.context <= padId + 1)
        reader.refuse("max_position_embeddings", std::to_string(config.context),
            "The first " + std::to_string(padId + 1) + " rows, up to that of padding, are never used: nothing is left");
    config.padId = padId;
    config.positionOffset = padId + 1;
    config.context -= config.positionOffset;
}

std::string encoderPrefix(const TensorBinder &binder, const std::string &base)
{
    // The word vectors alone may be stored under another name, that of the output.
    constexpr std::array<const char *, 3> known{
        "embeddings.word_embeddings.weight", "embeddings.LayerNorm.weight", "embeddings.LayerNorm.gamma"};
    return std::any_of(known.begin(), known.end(), [&](const char *name) { return binder.contains(name); }) ? "" : base + ".";
}

NormWeights bindNorm(TensorBinder &binder, const std::string &name, int width)
{
    if (binder.contains(name + ".gamma") || binder.contains(name + ".beta"))
        return {binder.vector(name + ".gamma", width), binder.vector(name + ".beta", width)};
    return binder.norm(name, width);
}

StackWeights bindEncoderEmbeddings(TensorBinder &binder, const std::string &prefix, int positions, const TransformerConfig &config)
{
    const std::string name = prefix + "embeddings.";
    const int width = config.widthOfEmbedding();
    StackWeights stack;
    stack.embedding = binder.matrix(name + "word_embeddings.weight", config.vocabulary, width);
    stack.position = binder.matrix(name + "position_embeddings.weight", positions, width);
    if (config.tokenTypes > 0)
        stack.tokenType = binder.matrix(name + "token_type_embeddings.weight", config.tokenTypes, width);
    stack.embeddingNorm = bindNorm(binder, name + "LayerNorm", width);
    // The numbers 0, 1, 2 …, and as many zeros, which older files carry.
    binder.ignore(name + "position_ids");
    binder.ignore(name + "token_type_ids");
    return stack;
}

LayerWeights bindEncoderLayer(
    TensorBinder &binder, const std::string &name, const EncoderLayerNames &names, const TransformerConfig &config, bool queryKeyValueBias)
{
    const int width = config.width;
    const auto called = [&](std::string_view part) { return name + std::string(part); };
    LayerWeights layer;
    layer.q = binder.linear(called(names.query), width, width, queryKeyValueBias);
    layer.k = binder.linear(called(names.key), width, width, queryKeyValueBias);
    layer.v = binder.linear(called(names.value), width, width, queryKeyValueBias);
    layer.output = binder.linear(called(names.output), width, width, true);
    layer.attentionNorm = bindNorm(binder, called(names.attentionNorm), width);
    layer.mlpIn = binder.linear(called(names.mlpIn), width, config.feedForward, true);
    layer.mlpOut = binder.linear(called(names.mlpOut), config.feedForward, width, true);
    layer.mlpNorm = bindNorm(binder, called(names.mlpNorm), width);
    return layer;
}

std::vector<LayerWeights> bindEncoderLayers(TensorBinder &binder, const std::string &prefix, const EncoderLayerNames &names,
    const TransformerConfig &config, bool queryKeyValueBias)
{
    std::vector<LayerWeights> layers;
    for (int layer = 0; layer < config.layers; ++layer) {
        binder.enterLayer(layer);
        layers.push_back(bindEncoderLayer(binder, prefix + std::to_string(layer) + ".", names, config, queryKeyValueBias));
    }
    binder.leaveLayers();
    return layers;
}

} // namespace headscope
