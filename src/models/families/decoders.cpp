#include "src/models/families/decoders.h"

#include "src/models/families/decoder_config.h"
#include "src/models/families/decoder_layout.h"
#include "src/models/families/layer_windows.h"
#include "src/models/families/rotary_config.h"

#include <array>
#include <optional>
#include <string>
#include <string_view>

namespace headscope {

namespace {

// The attribute_map of each official configuration class.
constexpr std::array<FieldAlias, 4> kGpt2Fields{{{"hidden_size", "n_embd"}, {"max_position_embeddings", "n_positions"},
    {"num_attention_heads", "n_head"}, {"num_hidden_layers", "n_layer"}}};
constexpr std::array<FieldAlias, 2> kGptNeoFields{{{"num_attention_heads", "num_heads"}, {"num_hidden_layers", "num_layers"}}};
constexpr std::array<FieldAlias, 2> kBloomFields{{{"num_attention_heads", "n_head"}, {"num_hidden_layers", "n_layer"}}};

struct DecoderKind {
    std::string_view modelType;
    std::string_view architecture;
    std::span<const FieldAlias> aliases = {};
    DecoderLayout layout;
    DecoderFields fields = {};
    std::optional<RotaryFields> rotary = {}; ///< how queries and keys turn
    DecoderChoices choices = {};
    /// What else its config.json says, or what the family has beyond names.
    void (*readConfig)(const ConfigReader &reader, TransformerConfig &config) = nullptr;
    void (*readChoices)(const ConfigReader &reader, DecoderChoices &choices) = nullptr;
};

void readGpt2(const ConfigReader &reader, TransformerConfig &config)
{
    reader.require("add_cross_attention", false);
    reader.ignore("n_ctx"); // both may be there
    // An order of computation against overflow in half precision; everything is computed in single precision here.
    reader.ignore("reorder_and_upcast_attn");
    if (!reader.flag("scale_attn_weights", true))
        config.setLayers({});
    if (reader.flag("scale_attn_by_inverse_layer_idx", false))
        for (int i = 0; i < config.layers; ++i)
            config.layerConfigs[static_cast<std::size_t>(i)].scoreDivisor *= static_cast<float>(i + 1);
}

// GPT-Neo: plain linear maps, unscaled scores, and layers that look at all earlier tokens in turn with layers that look at the last few
// only.
void readGptNeo(const ConfigReader &reader, TransformerConfig &config)
{
    config.setLayers({});
    const LayerWindows windows = readAttentionTypes(reader, config.layers);
    for (std::size_t i = 0; i < windows.limited.size(); ++i)
        if (windows.limited[i])
            config.layerConfigs[i].window = windows.window;
}

// GPT-J: attention and MLP read the same norm side by side, neighbouring channels turn together.
void readGptj(const ConfigReader &reader, TransformerConfig &config)
{
    constexpr float kRotaryBase = 10000;
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
}

void readOpt(const ConfigReader &reader, TransformerConfig &config)
{
    constexpr int kUnusedPositions = 2;
    config.positionOffset = kUnusedPositions;
    const bool before = reader.flag("do_layer_norm_before", true);
    config.normPlace = before ? NormPlace::pre : NormPlace::post;
    const bool removed = reader.flag("_remove_final_layer_norm", false);
    config.finalNorm = before && !removed;

    config.embeddingWidth = reader.size("word_embed_proj_dim", config.width);
    if (config.embeddingWidth != config.width) {
        config.embeddingProjection = EmbeddingProjection::beforePositions;
        config.predictionDense = true;
    }
}

// BLOOM: positions as a slope on the scores, a norm behind the embedding.
void readBloom(const ConfigReader &reader, TransformerConfig &config)
{
    reader.require("apply_residual_connection_post_layernorm", false);
    // The official code leaves out biases on this path.
    if (const int parts = reader.size("pretraining_tp", 1); parts > 1 && reader.flag("slow_but_exact", false))
        reader.refuse("slow_but_exact", "true", "With \"pretraining_tp\" " + std::to_string(parts) + " only false is supported");
    for (const char *field : {"attention_softmax_in_fp32", "bias_dropout_fusion", "masked_softmax_fusion", "offset_alibi", "skip_bias_add",
             "skip_bias_add_qkv", "slow_but_exact"})
        reader.ignore(field);
    if (const int usual = 4 * config.width; config.feedForward != usual)
        reader.refuse("n_inner", std::to_string(config.feedForward), "It must be 4 times the width, " + std::to_string(usual));
    config.embeddingNorm = true;
    config.scoreBias = ScoreBias::slopes;
}

constexpr std::array kKinds{
// Trap: GPT-2's linear maps are "Conv1D" and stored [in, out], unlike PyTorch's Linear; q, k and v are one fused matrix. Files made by
// other tools turn the maps round: their configuration says "conv1d_transposed".
DecoderKind{
    .modelType = "gpt2",
    .architecture = "GPT2",
    .aliases = kGpt2Fields,
    .layout = {
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
    },
    .fields = {
        .layers = "n_layer",
        .heads = "n_head",
        .width = "n_embd",
        .feedForward = "n_inner",
        .context = "n_positions",
        .olderContext = "n_ctx",
        .usualContext = 0,
    },
    .choices = {.usuallyTied = true},
    .readConfig = readGpt2,
    .readChoices = [](const ConfigReader &reader,
                       DecoderChoices &choices) { choices.storedInOut = !reader.flag("conv1d_transposed", false); },
},
DecoderKind{
    .modelType = "gpt_neo",
    .architecture = "GPTNeo",
    .aliases = kGptNeoFields,
    .layout = {
        .bases = {"transformer.", ""},
        .embedding = "wte",
        .position = "wpe",
        .layers = "h.",
        .attentionNorm = "ln_1",
        .q = "attn.attention.q_proj",
        .k = "attn.attention.k_proj",
        .v = "attn.attention.v_proj",
        .output = "attn.attention.out_proj",
        .mlpNorm = "ln_2",
        .mlpIn = "mlp.c_fc",
        .mlpOut = "mlp.c_proj",
        .finalNorm = "ln_f",
        .buffers = {"attn.attention.bias", "attn.attention.masked_bias"},
    },
    .fields = {.layers = "num_layers", .heads = "num_heads", .feedForward = "intermediate_size"},
    .choices = {.queryKeyValueBias = false, .usuallyTied = true},
    .readConfig = readGptNeo,
},
// Trap: the fused matrix of GPT-NeoX and BLOOM holds q, k and v of the first head, then those of the second, and so on.
DecoderKind{
    .modelType = "gpt_neox",
    .architecture = "GPTNeoX",
    .layout = {
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
    },
    .fields = {
        .feedForward = "intermediate_size",
        .usuallyFourWidths = false,
        .epsilon = "layer_norm_eps",
        .activation = "hidden_act",
        .usualActivation = "gelu",
    },
    .rotary = RotaryFields{.base = "rotary_emb_base", .share = "rotary_pct", .usualShare = 0.25},
    .readConfig = [](const ConfigReader &reader,
                      TransformerConfig &config) { config.parallel = reader.flag("use_parallel_residual", true); },
    .readChoices =
        [](const ConfigReader &reader, DecoderChoices &choices) {
            choices.queryKeyValueBias = choices.outputBias = reader.flag("attention_bias", true);
        },
},
DecoderKind{
    .modelType = "gptj",
    .architecture = "GPTJ",
    .aliases = kGpt2Fields,
    .layout = {
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
    },
    .fields = {.layers = "n_layer", .heads = "n_head", .width = "n_embd", .feedForward = "n_inner", .context = "n_positions"},
    .choices = {.queryKeyValueBias = false, .outputBias = false, .unembeddingBias = true},
    .readConfig = readGptj,
},
// Traps: OPT's position table begins with two rows that no token takes; the 350M model normalises behind its sums and has an embedding of
// another width.
DecoderKind{
    .modelType = "opt",
    .architecture = "OPT",
    .layout = {
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
    },
    .fields = {.feedForward = "ffn_dim", .usuallyFourWidths = false, .epsilon = {}, .usualActivation = "relu"},
    .choices = {.usuallyTied = true},
    .readConfig = readOpt,
    .readChoices =
        [](const ConfigReader &reader, DecoderChoices &choices) {
            choices.queryKeyValueBias = choices.outputBias = choices.mlpBias = reader.flag("enable_bias", true);
            choices.normWeights = reader.flag("layer_norm_elementwise_affine", true);
        },
},
DecoderKind{
    .modelType = "bloom",
    .architecture = "Bloom",
    .aliases = kBloomFields,
    .layout = {
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
    },
    .fields = {
        .layers = "n_layer",
        .heads = "n_head",
        .width = "n_embed",
        .olderWidth = "hidden_size",
        .feedForward = "n_inner",
        .context = "seq_length", // slopes have no end; what it was trained with is the best limit there is
        .activation = {},
    },
    .choices = {.usuallyTied = true},
    .readConfig = readBloom,
},
// Phi: attention and MLP read the same norm side by side, half of a head's channels turn.
DecoderKind{
    .modelType = "phi",
    .architecture = "Phi",
    .layout = {
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
    },
    .fields = {
        .keyValueHeads = "num_key_value_heads",
        .feedForward = "intermediate_size",
        .usuallyFourWidths = false,
        .epsilon = "layer_norm_eps",
        .activation = "hidden_act",
    },
    .rotary = RotaryFields{.usualShare = 0.5},
    .choices = {.unembeddingBias = true},
    .readConfig =
        [](const ConfigReader &reader, TransformerConfig &config) {
            config.queryKeyNorm = reader.flag("qk_layernorm", false) ? NormKind::layer : NormKind::none;
            config.parallel = true;
            config.sharedNorm = true;
        },
},
};

TransformerConfig readKind(const ConfigReader &reader, const DecoderKind &kind)
{
    TransformerConfig config;
    readDecoderBasics(reader, config);
    readDecoderSizes(reader, kind.fields, config);
    if (kind.layout.position.empty())
        config.position = PositionKind::none;
    LayerConfig layer = usualDecoderLayer(config);
    if (kind.rotary)
        layer.rotary = readRotary(reader, *kind.rotary, config);
    config.setLayers(layer);
    if (kind.readConfig)
        kind.readConfig(reader, config);
    return config;
}

std::unique_ptr<const Weights> bindKind(
    const ConfigReader &reader, TensorBinder &binder, TransformerConfig &config, LoadReport &report, const DecoderKind &kind)
{
    DecoderChoices choices = kind.choices;
    if (kind.readChoices)
        kind.readChoices(reader, choices);
    return bindDecoder(kind.layout, choices, reader, binder, config, report);
}

constexpr auto kFamilies = familiesOf<kKinds, readKind, bindKind>();

} // namespace

std::span<const Family> decoderFamilies()
{
    return kFamilies;
}

} // namespace headscope
