#include "src/models/families/bloom.h"

#include "src/models/families/decoder_config.h"
#include "src/models/families/decoder_layout.h"
#include "src/models/families/head_sizes.h"

#include <string>

namespace headscope {

namespace {

constexpr DecoderLayout kLayout{
    .bases = {"transformer.", ""},
    .embedding = "word_embeddings",
    .embeddingNorm = "word_embeddings_layernorm",
    .layers = "h.",
    .attentionNorm = "input_layernorm",
    .fusing = Fusing::bundles,
    .q = "self_attention.query_key_value",
    .output = "self_attention.dense",
    .mlpNorm = "post_attention_layernorm",
    .mlpIn = "mlp.dense_h_to_4h",
    .mlpOut = "mlp.dense_4h_to_h",
    .finalNorm = "ln_f",
};

} // namespace

TransformerConfig readBloomConfig(const ConfigReader &reader)
{
    reader.require("apply_residual_connection_post_layernorm", false);
    // The official code leaves out biases on this path.
    if (const int parts = reader.size("pretraining_tp", 1); parts > 1 && reader.flag("slow_but_exact", false))
        reader.refuse("slow_but_exact", "true", "With \"pretraining_tp\" " + std::to_string(parts) + " only false is supported");
    for (const char *field : {"attention_softmax_in_fp32", "bias_dropout_fusion", "masked_softmax_fusion", "offset_alibi", "skip_bias_add",
             "skip_bias_add_qkv", "slow_but_exact"})
        reader.ignore(field);

    TransformerConfig config;
    readDecoderBasics(reader, config);
    config.layers = readLayerCount(reader, "n_layer");
    readHeads(reader, "n_head", reader.has("n_embed") ? "n_embed" : "hidden_size", config);
    config.feedForward = 4 * config.width;
    if (const int inner = reader.size("n_inner", config.feedForward); inner != config.feedForward)
        reader.refuse("n_inner", std::to_string(inner), "It must be 4 times the width, " + std::to_string(config.feedForward));
    // Slopes have no end; what it was trained with is the best limit there is.
    config.context = reader.size("seq_length", 2048);
    config.normEpsilon = reader.epsilon("layer_norm_epsilon", 1e-5f);
    config.activation = Activation::geluTanh;
    config.position = PositionKind::none;
    config.embeddingNorm = true;
    config.scoreBias = ScoreBias::slopes;
    config.setLayers(usualDecoderLayer(config));
    return config;
}

std::unique_ptr<const Weights> bindBloomWeights(
    const ConfigReader &reader, TensorBinder &binder, TransformerConfig &config, LoadReport &report)
{
    DecoderChoices choices;
    choices.usuallyTied = true;
    return bindDecoder(kLayout, choices, reader, binder, config, report);
}

} // namespace headscope
