#include "src/models/families/opt.h"

#include "src/models/families/activations.h"
#include "src/models/families/decoder_config.h"
#include "src/models/families/decoder_layout.h"
#include "src/models/families/head_sizes.h"

namespace headscope {

namespace {

constexpr int kUnusedPositions = 2;

constexpr DecoderLayout kLayout{
    .bases = {"model.decoder.", "decoder.", ""},
    .embedding = "embed_tokens",
    .projectIn = "project_in",
    .projectOut = "project_out",
    .position = "embed_positions",
    .layers = "layers.",
    .attentionNorm = "self_attn_layer_norm",
    .q = "self_attn.q_proj",
    .k = "self_attn.k_proj",
    .v = "self_attn.v_proj",
    .output = "self_attn.out_proj",
    .mlpNorm = "final_layer_norm",
    .mlpIn = "fc1",
    .mlpOut = "fc2",
    .finalNorm = "final_layer_norm",
};

} // namespace

TransformerConfig readOptConfig(const ConfigReader &reader)
{
    TransformerConfig config;
    readDecoderBasics(reader, config);
    config.layers = readLayerCount(reader, "num_hidden_layers");
    readHeads(reader, "num_attention_heads", "hidden_size", config);
    config.feedForward = reader.size("ffn_dim");
    config.context = reader.size("max_position_embeddings", 2048);
    config.positionOffset = kUnusedPositions;
    config.activation = readActivation(reader, "activation_function", "relu");

    const bool before = reader.flag("do_layer_norm_before", true);
    config.normPlace = before ? NormPlace::pre : NormPlace::post;
    const bool removed = reader.flag("_remove_final_layer_norm", false);
    config.finalNorm = before && !removed;

    config.embeddingWidth = reader.size("word_embed_proj_dim", config.width);
    if (config.embeddingWidth != config.width) {
        config.embeddingProjection = EmbeddingProjection::beforePositions;
        config.predictionDense = true;
    }
    config.setLayers(usualDecoderLayer(config));
    return config;
}

std::unique_ptr<const Weights> bindOptWeights(
    const ConfigReader &reader, TensorBinder &binder, TransformerConfig &config, LoadReport &report)
{
    DecoderChoices choices;
    const bool biased = reader.flag("enable_bias", true);
    choices.queryKeyValueBias = biased;
    choices.outputBias = biased;
    choices.mlpBias = biased;
    choices.normWeights = reader.flag("layer_norm_elementwise_affine", true);
    choices.usuallyTied = true;
    return bindDecoder(kLayout, choices, reader, binder, config, report);
}

} // namespace headscope
