#include "src/models/families/gpt2.h"

#include "src/error.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace headscope {

namespace {

constexpr std::array<std::pair<std::string_view, Activation>, 5> kActivations{{
    {"gelu_new", Activation::geluTanh},
    {"gelu_pytorch_tanh", Activation::geluTanh},
    {"gelu_fast", Activation::geluTanh},
    {"gelu", Activation::gelu},
    {"relu", Activation::relu},
}};

bool sameBytes(const StoredTensor &a, const StoredTensor &b)
{
    return a.dtype == b.dtype && a.shape == b.shape && std::ranges::equal(a.bytes, b.bytes);
}

// Hugging Face ties the output to the embedding unless told otherwise, whatever else the file holds. A file without the
// field, but with an output matrix of its own, comes from elsewhere and means it.
bool isTied(const ConfigReader &reader, const TensorBinder &binder, const std::string &embedding, LoadReport &report)
{
    const StoredTensor *own = binder.checkpoint().find("lm_head.weight");
    const std::optional<bool> said = reader.flag("tie_word_embeddings");
    if (!own || (said && !*said))
        return said.value_or(true);
    if (sameBytes(*own, binder.checkpoint().at(embedding)))
        return true;
    if (said)
        report.notes.push_back("lm_head.weight differs from the embedding, but \"tie_word_embeddings\" is true: the embedding is used.");
    return said.value_or(false);
}

NormWeights bindNorm(TensorBinder &binder, const std::string &name, int width)
{
    return {binder.vector(name + ".weight", width), binder.vector(name + ".bias", width)};
}

LinearWeights bindMap(TensorBinder &binder, const std::string &name, int in, int out)
{
    return {binder.matrix(name + ".weight", in, out), binder.vector(name + ".bias", out)};
}

LayerWeights bindLayer(TensorBinder &binder, const std::string &name, const TransformerConfig &config)
{
    const int width = config.width;
    const LinearWeights fused = bindMap(binder, name + "attn.c_attn", width, 3 * width);
    const auto third = [&](int i) {
        return LinearWeights{fused.weight.block(0, i * width, width, width), fused.bias.block(0, i * width, 1, width)};
    };
    LayerWeights layer;
    layer.attentionNorm = bindNorm(binder, name + "ln_1", width);
    layer.q = third(0);
    layer.k = third(1);
    layer.v = third(2);
    layer.output = bindMap(binder, name + "attn.c_proj", width, width);
    layer.mlpNorm = bindNorm(binder, name + "ln_2", width);
    layer.mlpIn = bindMap(binder, name + "mlp.c_fc", width, config.feedForward);
    layer.mlpOut = bindMap(binder, name + "mlp.c_proj", config.feedForward, width);
    // The causal mask as a buffer, which older files carry.
    binder.ignore(name + "attn.bias");
    binder.ignore(name + "attn.masked_bias");
    return layer;
}

} // namespace

TransformerConfig readGpt2Config(const ConfigReader &reader)
{
    reader.require("scale_attn_by_inverse_layer_idx", false);
    reader.require("reorder_and_upcast_attn", false);
    reader.require("add_cross_attention", false);

    TransformerConfig config;
    config.layers = reader.size("n_layer");
    config.heads = reader.size("n_head");
    config.width = reader.size("n_embd");
    if (config.width % config.heads != 0)
        reader.refuse("n_head", std::to_string(config.heads), "It must divide \"n_embd\", which is " + std::to_string(config.width));
    config.headWidth = config.width / config.heads;
    config.feedForward = reader.has("n_inner") ? reader.size("n_inner") : 4 * config.width;
    config.vocabulary = reader.size("vocab_size");
    config.context = reader.size(reader.has("n_positions") ? "n_positions" : "n_ctx");
    config.normEpsilon = reader.epsilon("layer_norm_epsilon", 1e-5f);
    config.activation = reader.choice<Activation>("activation_function", "gelu_new", kActivations);
    LayerConfig layer;
    layer.scoreDivisor = reader.flag("scale_attn_weights", true) ? std::sqrt(static_cast<float>(config.headWidth)) : 1.0f;
    config.setLayers(layer);
    config.endOfText = reader.numbers("eos_token_id");
    config.description = reader.text("description", "");
    return config;
}

std::unique_ptr<const Weights> bindGpt2Weights(
    const ConfigReader &reader, TensorBinder &binder, TransformerConfig &config, LoadReport &report)
{
    // Saved from the model with its output head, names start with "transformer."; from the bare model they do not.
    const std::string prefix = binder.contains("transformer.wte.weight") ? "transformer." : "";
    ModelWeights model;
    StackWeights &stack = model.stacks[0];
    stack.embedding = binder.matrix(prefix + "wte.weight", config.vocabulary, config.width);
    stack.position = binder.matrix(prefix + "wpe.weight", config.context, config.width);
    stack.finalNorm = bindNorm(binder, prefix + "ln_f", config.width);
    config.tiedOutput = isTied(reader, binder, prefix + "wte.weight", report);
    if (config.tiedOutput)
        binder.ignore("lm_head.weight");
    model.unembedding.weight
        = config.tiedOutput ? stack.embedding.transposed() : binder.matrix("lm_head.weight", config.vocabulary, config.width).transposed();

    std::vector<LayerWeights> layers;
    for (int layer = 0; layer < config.layers; ++layer) {
        binder.enterLayer(layer);
        layers.push_back(bindLayer(binder, prefix + "h." + std::to_string(layer) + ".", config));
    }
    binder.leaveLayers();
    return binder.finish(model, std::move(layers));
}

} // namespace headscope
