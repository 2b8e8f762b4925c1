#include "src/models/families/gpt2.h"

#include "src/models/families/activations.h"
#include "src/models/families/decoder_config.h"
#include "src/models/families/decoder_layout.h"
#include "src/models/families/head_sizes.h"

namespace headscope {

namespace {

constexpr DecoderLayout kLayout{
    .bases = {"transformer.", ""},
    .embedding = "wte",
    .position = "wpe",
    .layers = "h.",
    .attentionNorm = "ln_1",
    .fusing = Fusing::blocks,
    .q = "attn.c_attn",
    .output = "attn.c_proj",
    .mlpNorm = "ln_2",
    .mlpIn = "mlp.c_fc",
    .mlpOut = "mlp.c_proj",
    .finalNorm = "ln_f",
    .buffers = {"attn.bias", "attn.masked_bias"},
};

} // namespace

TransformerConfig readGpt2Config(const ConfigReader &reader)
{
    reader.require("add_cross_attention", false);
    // An order of computation against overflow in half precision; everything is computed in single precision here.
    reader.ignore("reorder_and_upcast_attn");

    TransformerConfig config;
    readDecoderBasics(reader, config);
    config.layers = readLayerCount(reader, "n_layer");
    readHeads(reader, "n_head", "n_embd", config);
    config.feedForward = reader.size("n_inner", 4 * config.width);
    config.context = reader.size(reader.has("n_positions") ? "n_positions" : "n_ctx");
    reader.ignore("n_ctx");
    config.normEpsilon = reader.epsilon("layer_norm_epsilon", 1e-5f);
    config.activation = readActivation(reader, "activation_function", "gelu_new");

    LayerConfig layer = usualDecoderLayer(config);
    if (!reader.flag("scale_attn_weights", true))
        layer.scoreDivisor = 1;
    config.setLayers(layer);
    if (reader.flag("scale_attn_by_inverse_layer_idx", false))
        for (int i = 0; i < config.layers; ++i)
            config.layerConfigs[static_cast<std::size_t>(i)].scoreDivisor *= static_cast<float>(i + 1);
    return config;
}

std::unique_ptr<const Weights> bindGpt2Weights(
    const ConfigReader &reader, TensorBinder &binder, TransformerConfig &config, LoadReport &report)
{
    DecoderChoices choices;
    choices.storedInOut = !reader.flag("conv1d_transposed", false);
    choices.usuallyTied = true;
    return bindDecoder(kLayout, choices, reader, binder, config, report);
}

} // namespace headscope
