#include "src/models/families/gpt_neox.h"

#include "src/models/families/activations.h"
#include "src/models/families/decoder_config.h"
#include "src/models/families/decoder_layout.h"
#include "src/models/families/head_sizes.h"
#include "src/models/families/rotary_config.h"

namespace headscope {

namespace {

constexpr DecoderLayout kLayout{
    .bases = {"gpt_neox.", ""},
    .embedding = "embed_in",
    .layers = "layers.",
    .attentionNorm = "input_layernorm",
    .fusing = Fusing::bundles,
    .q = "attention.query_key_value",
    .output = "attention.dense",
    .mlpNorm = "post_attention_layernorm",
    .mlpIn = "mlp.dense_h_to_4h",
    .mlpOut = "mlp.dense_4h_to_h",
    .finalNorm = "final_layer_norm",
    .unembedding = "embed_out",
    .buffers = {"attention.bias", "attention.masked_bias", "attention.rotary_emb.inv_freq"},
};

} // namespace

TransformerConfig readGptNeoxConfig(const ConfigReader &reader)
{
    TransformerConfig config;
    readDecoderBasics(reader, config);
    config.layers = readLayerCount(reader, "num_hidden_layers");
    readHeads(reader, "num_attention_heads", "hidden_size", config);
    config.feedForward = reader.size("intermediate_size");
    config.context = reader.size("max_position_embeddings", 2048);
    config.normEpsilon = reader.epsilon("layer_norm_eps", 1e-5f);
    config.activation = readActivation(reader, "hidden_act", "gelu");
    config.position = PositionKind::none;
    config.parallel = reader.flag("use_parallel_residual", true);

    LayerConfig layer = usualDecoderLayer(config);
    layer.rotary = readRotary(reader, {.base = "rotary_emb_base", .share = "rotary_pct", .usualShare = 0.25}, config);
    config.setLayers(layer);
    return config;
}

std::unique_ptr<const Weights> bindGptNeoxWeights(
    const ConfigReader &reader, TensorBinder &binder, TransformerConfig &config, LoadReport &report)
{
    DecoderChoices choices;
    choices.queryKeyValueBias = reader.flag("attention_bias", true);
    choices.outputBias = choices.queryKeyValueBias;
    return bindDecoder(kLayout, choices, reader, binder, config, report);
}

} // namespace headscope
