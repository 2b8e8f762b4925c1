#include "src/models/families/phi.h"

#include "src/models/families/activations.h"
#include "src/models/families/decoder_config.h"
#include "src/models/families/decoder_layout.h"
#include "src/models/families/head_sizes.h"
#include "src/models/families/rotary_config.h"

namespace headscope {

namespace {

constexpr DecoderLayout kLayout{
    .bases = {"model.", "transformer.", ""},
    .embedding = "embed_tokens",
    .layers = "layers.",
    .attentionNorm = "input_layernorm",
    .q = "self_attn.q_proj",
    .k = "self_attn.k_proj",
    .v = "self_attn.v_proj",
    .queryNorm = "self_attn.q_layernorm",
    .keyNorm = "self_attn.k_layernorm",
    .output = "self_attn.dense",
    .mlpIn = "mlp.fc1",
    .mlpOut = "mlp.fc2",
    .finalNorm = "final_layernorm",
    .buffers = {"self_attn.rotary_emb.inv_freq"},
};

} // namespace

TransformerConfig readPhiConfig(const ConfigReader &reader)
{
    TransformerConfig config;
    readDecoderBasics(reader, config);
    config.layers = readLayerCount(reader, "num_hidden_layers");
    readHeads(reader, "num_attention_heads", "hidden_size", config);
    readGroups(reader, "num_key_value_heads", config);
    config.feedForward = reader.size("intermediate_size");
    config.context = reader.size("max_position_embeddings", 2048);
    config.normEpsilon = reader.epsilon("layer_norm_eps", 1e-5f);
    config.activation = readActivation(reader, "hidden_act", "gelu_new");
    config.queryKeyNorm = reader.flag("qk_layernorm", false) ? NormKind::layer : NormKind::none;
    config.position = PositionKind::none;
    config.parallel = true;
    config.sharedNorm = true;

    LayerConfig layer = usualDecoderLayer(config);
    layer.rotary = readRotary(reader, {.usualShare = 0.5}, config);
    config.setLayers(layer);
    return config;
}

std::unique_ptr<const Weights> bindPhiWeights(
    const ConfigReader &reader, TensorBinder &binder, TransformerConfig &config, LoadReport &report)
{
    DecoderChoices choices;
    choices.unembeddingBias = true;
    return bindDecoder(kLayout, choices, reader, binder, config, report);
}

} // namespace headscope
