#include "src/models/families/gptj.h"

#include "src/models/families/activations.h"
#include "src/models/families/decoder_config.h"
#include "src/models/families/decoder_layout.h"
#include "src/models/families/head_sizes.h"

#include <string>

namespace headscope {

namespace {

constexpr float kRotaryBase = 10000;

constexpr DecoderLayout kLayout{
    .bases = {"transformer.", ""},
    .embedding = "wte",
    .layers = "h.",
    .attentionNorm = "ln_1",
    .q = "attn.q_proj",
    .k = "attn.k_proj",
    .v = "attn.v_proj",
    .output = "attn.out_proj",
    .mlpIn = "mlp.fc_in",
    .mlpOut = "mlp.fc_out",
    .finalNorm = "ln_f",
    .buffers = {"attn.bias", "attn.masked_bias", "attn.embed_positions"},
};

} // namespace

TransformerConfig readGptjConfig(const ConfigReader &reader)
{
    TransformerConfig config;
    readDecoderBasics(reader, config);
    config.layers = readLayerCount(reader, "n_layer");
    readHeads(reader, "n_head", "n_embd", config);
    config.feedForward = reader.size("n_inner", 4 * config.width);
    config.context = reader.size("n_positions", 2048);
    config.normEpsilon = reader.epsilon("layer_norm_epsilon", 1e-5f);
    config.activation = readActivation(reader, "activation_function", "gelu_new");
    config.position = PositionKind::none;
    config.parallel = true;
    config.sharedNorm = true;

    LayerConfig layer = usualDecoderLayer(config);
    layer.rotary.dims = reader.size("rotary_dim", 64);
    if (layer.rotary.dims % 2 != 0 || layer.rotary.dims > config.headWidth)
        reader.refuse("rotary_dim", std::to_string(layer.rotary.dims),
            "It must be even and at most the width of a head, " + std::to_string(config.headWidth));
    layer.rotary.pairing = RotaryPairing::neighbours;
    layer.rotary.frequencies = rotaryFrequencies(kRotaryBase, layer.rotary.dims);
    config.setLayers(layer);
    return config;
}

std::unique_ptr<const Weights> bindGptjWeights(
    const ConfigReader &reader, TensorBinder &binder, TransformerConfig &config, LoadReport &report)
{
    DecoderChoices choices;
    choices.queryKeyValueBias = false;
    choices.outputBias = false;
    choices.unembeddingBias = true;
    return bindDecoder(kLayout, choices, reader, binder, config, report);
}

} // namespace headscope
