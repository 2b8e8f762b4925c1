#include "src/models/families/t5.h"

#include "src/models/families/activations.h"
#include "src/models/families/encoder_decoder.h"
#include "src/models/families/encoder_heads.h"
#include "src/models/families/head_sizes.h"
#include "src/models/families/tied_output.h"

#include <array>
#include <cmath>
#include <cstdint>

namespace headscope {

namespace {

struct MlpKind {
    bool gated = false;
    Activation activation = Activation::relu;
};

// "gated-gelu" is the tanh form, as the first such models were trained; "gelu" alone is the exact one.
constexpr std::array<std::pair<std::string_view, MlpKind>, 7> kMlpKinds{{
    {"relu", {false, Activation::relu}},
    {"gelu", {false, Activation::gelu}},
    {"gelu_new", {false, Activation::geluTanh}},
    {"silu", {false, Activation::silu}},
    {"gated-gelu", {true, Activation::geluTanh}},
    {"gated-silu", {true, Activation::silu}},
    {"gated-relu", {true, Activation::relu}},
}};

// The model has no limit ("n_positions" is what it was trained with): distances beyond the last bucket are all alike. This one is ours.
constexpr int kContext = 4096;

// Heads side by side are one row of a matrix, whose width is bounded like every other.
constexpr std::int64_t kMostJoined = 1 << 24;

void checkHeadWidth(const ConfigReader &reader, const TransformerConfig &config)
{
    const std::int64_t joined = static_cast<std::int64_t>(config.heads) * config.headWidth;
    if (config.headWidth > kMostHeadWidth || joined > kMostJoined)
        reader.refuse("d_kv", std::to_string(config.headWidth),
            "A head is at most " + std::to_string(kMostHeadWidth) + " wide, and all of them together " + std::to_string(kMostJoined));
}

void readBuckets(const ConfigReader &reader, TransformerConfig &config)
{
    config.scoreBias = ScoreBias::buckets;
    config.buckets = reader.size("relative_attention_num_buckets", 32);
    config.bucketDistance = reader.size("relative_attention_max_distance", 128);
    if (config.buckets < 4)
        reader.refuse("relative_attention_num_buckets", std::to_string(config.buckets), "It must be at least 4");
    if (config.bucketDistance <= config.buckets / 2)
        reader.refuse("relative_attention_max_distance", std::to_string(config.bucketDistance),
            "It must be more than half of \"relative_attention_num_buckets\", which is " + std::to_string(config.buckets));
}

bool isEncoderOnly(const ConfigReader &reader)
{
    return architectureOf(reader).ends_with("EncoderModel");
}

class Binding {
public:
    Binding(TensorBinder &binder, const TransformerConfig &config)
        : m_binder(binder)
        , m_config(config)
    {
    }

    StackWeights stack(const std::string &name)
    {
        StackWeights stack;
        stack.embedding = bindSharedEmbedding(m_binder, "shared.weight", name + "embed_tokens.weight", m_config);
        stack.scoreBuckets
            = m_binder.table(name + "block.0.layer.0.SelfAttention.relative_attention_bias.weight", m_config.buckets, m_config.heads);
        stack.finalNorm = m_binder.norm(name + "final_layer_norm", m_config.width, false);
        return stack;
    }

    /// `attention` is "…layer.0.SelfAttention.", `norm` the norm before it.
    LayerWeights attention(const std::string &layer, const std::string &attention)
    {
        const int joined = m_config.heads * m_config.headWidth;
        const auto map = [&](const char *part, int in, int out) { return m_binder.linear(layer + attention + part, in, out, false); };
        LayerWeights weights;
        weights.attentionNorm = m_binder.norm(layer + "layer_norm", m_config.width, false);
        weights.q = map(".q", m_config.width, joined);
        weights.k = map(".k", m_config.width, joined);
        weights.v = map(".v", m_config.width, joined);
        weights.output = map(".o", joined, m_config.width);
        return weights;
    }

    void mlp(const std::string &layer, LayerWeights &weights)
    {
        const std::string name = layer + "DenseReluDense.";
        weights.mlpNorm = m_binder.norm(layer + "layer_norm", m_config.width, false);
        if (m_config.gated)
            weights.mlpGate = m_binder.linear(name + "wi_0", m_config.width, m_config.feedForward, false);
        weights.mlpIn = m_binder.linear(name + (m_config.gated ? "wi_1" : "wi"), m_config.width, m_config.feedForward, false);
        weights.mlpOut = m_binder.linear(name + "wo", m_config.feedForward, m_config.width, false);
    }

    std::vector<LayerWeights> layers()
    {
        std::vector<LayerWeights> layers;
        for (int layer = 0; layer < m_config.layers; ++layer) {
            const LayerConfig &kind = m_config.layer(layer);
            const int block = kind.decoder ? (layer - m_config.encoderLayers) / 2 : layer;
            const std::string name = (kind.decoder ? "decoder.block." : "encoder.block.") + std::to_string(block) + ".layer.";
            m_binder.enterLayer(layer);
            layers.push_back(kind.cross ? attention(name + "1.", "EncDecAttention") : attention(name + "0.", "SelfAttention"));
            if (kind.hasMlp)
                mlp(name + (kind.cross ? "2." : "1."), layers.back());
        }
        m_binder.leaveLayers();
        return layers;
    }

private:
    TensorBinder &m_binder;
    const TransformerConfig &m_config;
};

} // namespace

TransformerConfig readT5Config(const ConfigReader &reader)
{
    // What "feed_forward_proj" says once more, and training.
    for (const char *field :
        {"dense_act_fn", "is_gated_act", "dropout_rate", "initializer_factor", "n_positions", "output_past", "max_new_tokens"})
        reader.ignore(field);

    TransformerConfig config;
    config.heads = reader.size("num_heads");
    config.width = reader.size("d_model");
    config.headWidth = reader.size("d_kv");
    checkHeadWidth(reader, config);
    config.feedForward = reader.size("d_ff");
    config.vocabulary = reader.size("vocab_size");
    config.context = kContext;
    config.position = PositionKind::none;
    config.norm = NormKind::rms;
    config.normEpsilon = reader.epsilon("layer_norm_epsilon", 1e-6f);
    const MlpKind mlp = reader.choice<MlpKind>("feed_forward_proj", "relu", kMlpKinds);
    config.gated = mlp.gated;
    config.activation = mlp.activation;
    readBuckets(reader, config);

    const int encoderLayers = readLayerCount(reader, "num_layers");
    if (!reader.has("num_decoder_layers") && reader.has("num_hidden_layers")) // officially not as many then, but a fixed number
        reader.refuse("num_decoder_layers", "missing", "Beside \"num_hidden_layers\" it must be said");
    const int decoderBlocks = reader.has("num_decoder_layers") ? readLayerCount(reader, "num_decoder_layers") : encoderLayers;
    setStacks(encoderLayers, isEncoderOnly(reader) ? 0 : decoderBlocks, 1, config);
    if (!config.isEncoderDecoder()) {
        config.predicts = Predicts::nothing;
        for (const char *field : {"decoder_start_token_id", "scale_decoder_outputs"})
            reader.ignore(field);
        return config;
    }
    config.endOfText = reader.numbers("eos_token_id");
    config.decoderStart = decoderStart(reader, reader.sizeOrZero("pad_token_id", 0));
    // The first versions tie and scale, the later ones neither, and for long "tie_word_embeddings" was all that told them apart. Files of
    // transformers 5 say true there whatever they hold, and tell by "scale_decoder_outputs".
    if (reader.flag("scale_decoder_outputs", reader.flag("tie_word_embeddings", true)))
        config.logitScale = 1 / std::sqrt(static_cast<float>(config.width));
    return config;
}

TransformerConfig readMt5Config(const ConfigReader &reader)
{
    TransformerConfig config = readT5Config(reader);
    config.logitScale = 1; // of version 1.1 all of them, whatever the fields say
    return config;
}

std::unique_ptr<const Weights> bindT5Weights(
    const ConfigReader &reader, TensorBinder &binder, TransformerConfig &config, LoadReport &report)
{
    Binding binding(binder, config);
    findTiedEmbedding(reader, binder, true, "shared.weight",
        {"encoder.embed_tokens.weight", "decoder.embed_tokens.weight", "lm_head.weight"});
    ModelWeights model;
    model.stacks[0] = binding.stack("encoder.");
    if (config.isEncoderDecoder()) {
        model.stacks[1] = binding.stack("decoder.");
        model.unembedding = bindOutput(reader, binder, model.stacks[1].embedding,
            {.embedding = "shared.weight", .usuallyTied = true, .optional = architectureOf(reader).ends_with("Model")}, config, report);
        binder.ignore(
            "decoder.block.0.layer.1.EncDecAttention.relative_attention_bias.weight"); // older files have it, no code ever read it
    }
    return binder.finish(model, binding.layers());
}

} // namespace headscope
