#include "src/models/families/bart.h"

#include "src/models/families/activations.h"
#include "src/models/families/class_labels.h"
#include "src/models/families/encoder_decoder.h"
#include "src/models/families/encoder_heads.h"
#include "src/models/families/head_sizes.h"
#include "src/models/families/tied_output.h"

#include <cmath>

namespace headscope {

namespace {

// What no field of the configuration says.
struct Build {
    NormPlace normPlace = NormPlace::post; ///< pre: with a norm behind each stack
    bool embeddingNorm = false;
    PositionKind position = PositionKind::learned;
    int positionOffset = 0;
    bool startsWithPadding = false; ///< the decoder, where no field says
};

int firstOr(const std::vector<int> &ids, int fallback)
{
    return ids.empty() ? fallback : ids.front();
}

void ignoreFields(const ConfigReader &reader)
{
    // Training; and the build, as early files have it: the official implementation goes by the model type.
    for (const char *field : {"activation_dropout", "add_bias_logits", "add_final_layer_norm", "classif_dropout", "decoder_layerdrop",
             "do_blenderbot_90_layernorm", "encoder_layerdrop", "encoder_no_repeat_ngram_size", "extra_pos_embeddings",
             "force_bos_token_to_be_generated", "init_std", "layernorm_variant", "max_new_tokens", "normalize_before",
             "normalize_embedding", "output_past", "replacing_rate", "save_step", "share_encoder_decoder_embeddings",
             "static_position_embeddings", "student_decoder_layers", "student_encoder_layers"})
        reader.ignore(field);
}

TransformerConfig readConfig(const ConfigReader &reader, const Build &build)
{
    ignoreFields(reader);
    if (architectureOf(reader).ends_with("ForCausalLM"))
        reader.refuse("architectures", "\"" + architectureOf(reader) + "\"", "The decoder alone is not supported");

    TransformerConfig config;
    readHeads(reader, "encoder_attention_heads", "d_model", config);
    requireSame(reader, "encoder_attention_heads", "decoder_attention_heads", config.heads);
    config.feedForward = reader.size("encoder_ffn_dim");
    requireSame(reader, "encoder_ffn_dim", "decoder_ffn_dim", config.feedForward);
    config.vocabulary = reader.size("vocab_size");
    requireSame(reader, "vocab_size", "decoder_vocab_size", config.vocabulary);
    config.context = reader.size("max_position_embeddings");
    config.position = build.position;
    config.positionOffset = build.positionOffset;
    config.embeddingNorm = build.embeddingNorm;
    if (reader.flag("scale_embedding", false))
        config.embeddingScale = std::sqrt(static_cast<float>(config.width));
    config.normPlace = build.normPlace;
    config.finalNorm = build.normPlace == NormPlace::pre;
    config.activation = readActivation(reader, "activation_function", "gelu");
    setStacks(readLayerCount(reader, "encoder_layers"), readLayerCount(reader, "decoder_layers"),
        std::sqrt(static_cast<float>(config.headWidth)), config);
    config.endOfText = reader.numbers("eos_token_id");
    const int padding = firstOr(reader.numbers("pad_token_id"), 1);
    config.decoderStart = decoderStart(reader, build.startsWithPadding ? padding : firstOr(config.endOfText, 2));
    return config;
}

class Binding {
public:
    Binding(const ConfigReader &reader, TensorBinder &binder, const TransformerConfig &config)
        : m_binder(binder)
        , m_config(config)
        , m_prefix(binder.contains("encoder.layers.0.fc1.weight") ? "" : "model.")
        , m_positions(reader.size("max_position_embeddings") + config.positionOffset)
    {
    }

    const std::string &prefix() const { return m_prefix; }

    StackWeights stack(const std::string &part)
    {
        const std::string name = m_prefix + part;
        StackWeights stack;
        stack.embedding = bindSharedEmbedding(m_binder, m_prefix + "shared.weight", name + "embed_tokens.weight", m_config);
        if (m_config.position == PositionKind::learned)
            stack.position = m_binder.matrix(name + "embed_positions.weight", m_positions, m_config.width);
        else
            m_binder.ignore(name + "embed_positions.weight"); // made anew, as the official implementation does
        if (m_config.embeddingNorm)
            stack.embeddingNorm = m_binder.norm(name + "layernorm_embedding", m_config.width);
        if (m_config.finalNorm)
            stack.finalNorm = m_binder.norm(name + "layer_norm", m_config.width);
        m_binder.ignore(name + "version");
        return stack;
    }

    std::vector<LayerWeights> layers()
    {
        std::vector<LayerWeights> layers;
        for (int layer = 0; layer < m_config.layers; ++layer) {
            const LayerConfig &kind = m_config.layer(layer);
            const int block = kind.decoder ? (layer - m_config.encoderLayers) / 2 : layer;
            const std::string name = m_prefix + (kind.decoder ? "decoder.layers." : "encoder.layers.") + std::to_string(block) + ".";
            m_binder.enterLayer(layer);
            layers.push_back(attention(name + (kind.cross ? "encoder_attn" : "self_attn")));
            if (kind.hasMlp)
                mlp(name, layers.back());
        }
        m_binder.leaveLayers();
        return layers;
    }

private:
    LayerWeights attention(const std::string &name)
    {
        const int width = m_config.width;
        LayerWeights weights;
        weights.q = m_binder.linear(name + ".q_proj", width, width, true);
        weights.k = m_binder.linear(name + ".k_proj", width, width, true);
        weights.v = m_binder.linear(name + ".v_proj", width, width, true);
        weights.output = m_binder.linear(name + ".out_proj", width, width, true);
        weights.attentionNorm = m_binder.norm(name + "_layer_norm", width);
        return weights;
    }

    void mlp(const std::string &name, LayerWeights &weights)
    {
        weights.mlpIn = m_binder.linear(name + "fc1", m_config.width, m_config.feedForward, true);
        weights.mlpOut = m_binder.linear(name + "fc2", m_config.feedForward, m_config.width, true);
        weights.mlpNorm = m_binder.norm(name + "final_layer_norm", m_config.width);
    }

    TensorBinder &m_binder;
    const TransformerConfig &m_config;
    std::string m_prefix;
    int m_positions = 0;
};

// Its vector is the decoder's last, when the text stands in both places.
void bindTextClasses(const ConfigReader &reader, TensorBinder &binder, TransformerConfig &config, ModelWeights &model, LoadReport &report)
{
    const std::string name = "classification_head.";
    config.predicts = Predicts::nothing;
    config.tiedOutput = false;
    config.hasPooler = true;
    config.classHead.reads = ClassHead::Reads::lastToken;
    config.classHead.classes = classCount(reader, binder, name + "out_proj");
    config.classHead.labels = classLabels(reader, config.classHead.classes);
    model.pooler = binder.linear(name + "dense", config.width, config.width, true);
    model.classes = binder.linear(name + "out_proj", config.width, config.classHead.classes, true);
    report.notes.push_back("This classifier reads one text in both places: give it as the target too.");
}

void bindAnswerSpan(TensorBinder &binder, TransformerConfig &config, ModelWeights &model, LoadReport &report)
{
    config.predicts = Predicts::nothing;
    config.tiedOutput = false;
    config.hasPooler = true;
    config.classHead = {ClassHead::Reads::everyToken, false, Activation::identity, 2, {"start", "end"}};
    model.classes = binder.linear("qa_outputs", config.width, 2, true);
    report.notes.push_back("This model finds answers in one text that stands in both places: give it as the target too.");
}

} // namespace

TransformerConfig readBartConfig(const ConfigReader &reader)
{
    return readConfig(reader, {.embeddingNorm = true, .positionOffset = 2});
}

TransformerConfig readMbartConfig(const ConfigReader &reader)
{
    return readConfig(reader, {.normPlace = NormPlace::pre, .embeddingNorm = true, .positionOffset = 2});
}

TransformerConfig readMarianConfig(const ConfigReader &reader)
{
    return readConfig(reader, {.position = PositionKind::sinusoidalHalves, .startsWithPadding = true});
}

TransformerConfig readPegasusConfig(const ConfigReader &reader)
{
    return readConfig(reader, {.normPlace = NormPlace::pre, .position = PositionKind::sinusoidalHalves, .startsWithPadding = true});
}

TransformerConfig readBlenderbotConfig(const ConfigReader &reader)
{
    return readConfig(reader, {.normPlace = NormPlace::pre});
}

std::unique_ptr<const Weights> bindBartWeights(
    const ConfigReader &reader, TensorBinder &binder, TransformerConfig &config, LoadReport &report)
{
    const std::string architecture = architectureOf(reader);
    Binding binding(reader, binder, config);
    const std::string shared = binding.prefix() + "shared.weight";
    const std::string ending = "embed_tokens.weight";
    findTiedEmbedding(
        reader, binder, true, shared, {binding.prefix() + "encoder." + ending, binding.prefix() + "decoder." + ending, "lm_head.weight"});
    ModelWeights model;
    model.stacks[0] = binding.stack("encoder.");
    model.stacks[1] = binding.stack("decoder.");
    if (architecture.ends_with("ForSequenceClassification")) {
        bindTextClasses(reader, binder, config, model, report);
    } else if (architecture.ends_with("ForQuestionAnswering")) {
        bindAnswerSpan(binder, config, model, report);
    } else {
        const bool bare = architecture.ends_with("Model") && !architecture.ends_with("MTModel");
        model.unembedding = bindOutput(
            reader, binder, model.stacks[1].embedding, {.embedding = shared, .usuallyTied = true, .optional = bare}, config, report);
        if (config.predicts != Predicts::nothing && (!bare || binder.contains("final_logits_bias")))
            model.unembedding.bias = binder.table("final_logits_bias", 1, config.vocabulary);
        else if (config.predicts != Predicts::nothing)
            report.notes.push_back(
                "The checkpoint is of a model without output. The embedding, which models of this family have as output, is "
                "used, without a bias.");
    }
    return binder.finish(model, binding.layers());
}

} // namespace headscope
