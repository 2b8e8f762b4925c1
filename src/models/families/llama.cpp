#include "src/models/families/llama.h"

#include "src/models/families/activations.h"
#include "src/models/families/decoder_config.h"
#include "src/models/families/decoder_layout.h"
#include "src/models/families/head_sizes.h"
#include "src/models/families/layer_windows.h"
#include "src/models/families/rotary_config.h"

#include <array>
#include <cmath>
#include <optional>
#include <string_view>

namespace headscope {

namespace {

enum class Biases { none, ofQueryKeyValue, asConfigured };

struct LlamaKind {
    std::string_view modelType;
    std::string_view architecture;
    std::span<const FieldAlias> aliases = {};
    Biases attentionBiases = Biases::none; ///< asConfigured: "attention_bias", for the output too
    bool mlpBiasesConfigured = false; ///< "mlp_bias"
    bool fused = false; ///< q, k and v in one matrix, gate and linear in another
    bool queryKeyNorm = false;
    bool gemma = false; ///< scaled embedding, norm gains stored less 1
    bool outputNorms = false;
    std::string_view activationField = "hidden_act";
    std::string_view usualActivation = "silu";
    float usualEpsilon = 1e-6f;
    int usualHeadWidth = 0; ///< 0: width / heads
    int usualContext = 2048;
    bool usuallyTied = false;
    WindowFields windows = {};
    bool queryScalar = false; ///< "query_pre_attn_scalar" instead of the head's width
    double usualScoreCap = 0; ///< of "attn_logit_softcapping", where it is computed
    double usualLogitCap = 0; ///< of "final_logit_softcapping"
    RotaryFields rotary = {};
    bool localRotary = false; ///< layers with a window turn at speeds of their own
};

constexpr std::array kKinds{
    LlamaKind{
        .modelType = "llama",
        .architecture = "Llama",
        .attentionBiases = Biases::asConfigured,
        .mlpBiasesConfigured = true,
    },
    LlamaKind{
        .modelType = "mistral",
        .architecture = "Mistral",
        .usualContext = 131072,
        .windows = {WindowRule::allLayers, 4096, 0},
    },
    LlamaKind{
        .modelType = "qwen2",
        .architecture = "Qwen2",
        .attentionBiases = Biases::ofQueryKeyValue,
        .usualContext = 32768,
        .windows = {WindowRule::laterLayers, 4096, 0},
    },
    LlamaKind{
        .modelType = "qwen3",
        .architecture = "Qwen3",
        .attentionBiases = Biases::asConfigured,
        .queryKeyNorm = true,
        .usualHeadWidth = 128,
        .usualContext = 32768,
        .windows = {WindowRule::laterLayers, 4096, 0},
    },
    LlamaKind{
        .modelType = "gemma",
        .architecture = "Gemma",
        .attentionBiases = Biases::asConfigured,
        .gemma = true,
        .usualActivation = "gelu_pytorch_tanh",
        .usualHeadWidth = 256,
        .usualContext = 8192,
        .usuallyTied = true,
    },
    LlamaKind{
        .modelType = "gemma2",
        .architecture = "Gemma2",
        .attentionBiases = Biases::asConfigured,
        .gemma = true,
        .outputNorms = true,
        .activationField = "hidden_activation",
        .usualActivation = "gelu_pytorch_tanh",
        .usualHeadWidth = 256,
        .usualContext = 8192,
        .usuallyTied = true,
        .windows = {WindowRule::pattern, 4096, 2},
        .queryScalar = true,
        .usualScoreCap = 50,
        .usualLogitCap = 30,
    },
    LlamaKind{
        .modelType = "gemma3_text",
        .architecture = "Gemma3",
        .attentionBiases = Biases::asConfigured,
        .queryKeyNorm = true,
        .gemma = true,
        .outputNorms = true,
        .activationField = "hidden_activation",
        .usualActivation = "gelu_pytorch_tanh",
        .usualHeadWidth = 256,
        .usualContext = 131072,
        .usuallyTied = true,
        .windows = {WindowRule::pattern, 4096, 6},
        .queryScalar = true,
        .rotary = {.usualBase = 1e6, .layerType = "full_attention"},
        .localRotary = true,
    },
    LlamaKind{
        .modelType = "phi3",
        .architecture = "Phi3",
        .fused = true,
        .usualEpsilon = 1e-5f,
        .usualContext = 4096,
        .windows = {WindowRule::allLayers, 0, 0},
        .rotary = {.yarnMeansLongRope = true},
    },
};

constexpr RotaryFields kGemma3Local{.base = "rope_local_base_freq", .layerType = "sliding_attention", .scalable = false};

DecoderLayout layoutOf(const LlamaKind &kind)
{
    DecoderLayout layout{
        .bases = {"model.", "transformer.", ""},
        .embedding = "embed_tokens",
        .layers = "layers.",
        .attentionNorm = "input_layernorm",
        .q = "self_attn.q_proj",
        .k = "self_attn.k_proj",
        .v = "self_attn.v_proj",
        .queryNorm = "self_attn.q_norm",
        .keyNorm = "self_attn.k_norm",
        .output = "self_attn.o_proj",
        .mlpNorm = "post_attention_layernorm",
        .mlpGate = "mlp.gate_proj",
        .mlpIn = "mlp.up_proj",
        .mlpOut = "mlp.down_proj",
        .finalNorm = "norm",
        .buffers = {"self_attn.rotary_emb.inv_freq"},
    };
    if (kind.fused) {
        layout.fusing = Fusing::blocks;
        layout.q = "self_attn.qkv_proj";
        layout.mlpGate = "mlp.gate_up_proj";
        layout.mlpIn = {};
    }
    if (kind.outputNorms) {
        layout.attentionOutNorm = "post_attention_layernorm";
        layout.mlpNorm = "pre_feedforward_layernorm";
        layout.mlpOutNorm = "post_feedforward_layernorm";
    }
    return layout;
}

// Missing is what the family usually has, null is none.
float readCap(const ConfigReader &reader, std::string_view field, double usual)
{
    const std::optional<Json> said = reader.value(field);
    if (said && said->isNull())
        return 0;
    const double cap = reader.number(field, usual);
    if (!(cap == 0 || (cap >= 1e-6 && cap <= 1e6)))
        reader.refuse(field, numberText(cap), "It must be at least a millionth, or null");
    return static_cast<float>(cap);
}

// The first Gemma was published with "gelu", and means its tanh form.
Activation readLlamaActivation(const ConfigReader &reader, const LlamaKind &kind)
{
    if (kind.gemma) {
        reader.ignore("hidden_act");
        reader.ignore("hidden_activation");
    }
    const Activation activation = readActivation(reader, kind.activationField, kind.usualActivation);
    return kind.gemma && kind.activationField == "hidden_act" && activation == Activation::gelu ? Activation::geluTanh : activation;
}

float readScoreDivisor(const ConfigReader &reader, const LlamaKind &kind, int headWidth)
{
    if (!kind.queryScalar)
        return std::sqrt(static_cast<float>(headWidth));
    const double scalar = reader.number("query_pre_attn_scalar", 256);
    if (!(scalar >= 1e-9 && scalar <= 1e9)) // by its root the scores are divided
        reader.refuse("query_pre_attn_scalar", numberText(scalar), "It must be more than 0, at least 1e-9");
    return static_cast<float>(std::sqrt(scalar));
}

void readLayers(const ConfigReader &reader, const LlamaKind &kind, TransformerConfig &config)
{
    const bool bothSides = reader.flag("use_bidirectional_attention", false);
    if (bothSides && !kind.localRotary)
        reader.require("use_bidirectional_attention", false);

    LayerConfig layer;
    layer.scoreDivisor = readScoreDivisor(reader, kind, config.headWidth);
    layer.causal = !bothSides;
    if (bothSides) // such a model makes vectors of texts, and was not trained to foretell
        config.predicts = Predicts::nothing;
    layer.rotary = readRotary(reader, kind.rotary, config);
    config.setLayers(layer);

    const LayerWindows windows = readLayerWindows(reader, kind.windows, config.layers);
    const Rotary local = kind.localRotary ? readRotary(reader, kGemma3Local, config) : layer.rotary;
    for (std::size_t i = 0; i < windows.limited.size(); ++i) {
        if (!windows.limited[i])
            continue;
        // Looking to both sides, the window is divided between them.
        config.layerConfigs[i].window = bothSides ? windows.window / 2 : windows.window;
        config.layerConfigs[i].rotary = local;
    }
}

TransformerConfig readLlamaConfig(const ConfigReader &reader, const LlamaKind &kind)
{
    TransformerConfig config;
    readDecoderBasics(reader, config);
    config.layers = readLayerCount(reader, "num_hidden_layers");
    readHeadsOfOwnWidth(reader, "num_attention_heads", "hidden_size", kind.usualHeadWidth, config);
    readGroups(reader, "num_key_value_heads", config);
    config.feedForward = reader.size("intermediate_size");
    config.context = reader.size("max_position_embeddings", kind.usualContext);
    config.position = PositionKind::none;
    config.norm = NormKind::rms;
    config.normEpsilon = reader.epsilon("rms_norm_eps", kind.usualEpsilon);
    config.queryKeyNorm = kind.queryKeyNorm ? NormKind::rms : NormKind::none;
    config.outputNorms = kind.outputNorms;
    config.gainPlusOne = kind.gemma;
    config.gated = true;
    config.activation = readLlamaActivation(reader, kind);
    if (kind.gemma)
        config.embeddingScale = static_cast<float>(std::sqrt(static_cast<double>(config.width)));
    if (kind.usualScoreCap > 0)
        config.scoreCap = readCap(reader, "attn_logit_softcapping", kind.usualScoreCap);
    if (kind.outputNorms)
        config.logitCap = readCap(reader, "final_logit_softcapping", kind.usualLogitCap);
    // Gemma 3 has this field and does not compute it; the pattern is read from "layer_types".
    reader.ignore("attn_logit_softcapping");
    reader.ignore("_sliding_window_pattern");
    readLayers(reader, kind, config);
    return config;
}

std::unique_ptr<const Weights> bindLlamaWeights(
    const ConfigReader &reader, TensorBinder &binder, TransformerConfig &config, LoadReport &report, const LlamaKind &kind)
{
    if (kind.attentionBiases == Biases::none)
        reader.require("attention_bias", false);
    if (!kind.mlpBiasesConfigured)
        reader.require("mlp_bias", false);
    const bool configured = reader.flag("attention_bias", false) && kind.attentionBiases == Biases::asConfigured;
    DecoderChoices choices;
    choices.queryKeyValueBias = configured || kind.attentionBiases == Biases::ofQueryKeyValue;
    choices.outputBias = configured;
    choices.mlpBias = kind.mlpBiasesConfigured && reader.flag("mlp_bias", false);
    choices.usuallyTied = kind.usuallyTied;
    if (const std::string note = rotaryNote(reader, kind.rotary, config); !note.empty())
        report.notes.push_back(note);
    return bindDecoder(layoutOf(kind), choices, reader, binder, config, report);
}

constexpr auto kFamilies = familiesOf<kKinds, readLlamaConfig, bindLlamaWeights>();

} // namespace

std::span<const Family> llamaFamilies()
{
    return kFamilies;
}

} // namespace headscope
