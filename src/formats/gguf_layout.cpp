#include "src/formats/gguf_layout.h"

#include "src/error.h"
#include "src/formats/json_writer.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <optional>
#include <utility>
#include <vector>

namespace headscope {

namespace {

using Renaming = std::pair<std::string_view, std::string_view>;

constexpr std::array<Renaming, 3> kLlamaTop{{
    {"token_embd", "model.embed_tokens"},
    {"output_norm", "model.norm"},
    {"output", "lm_head"},
}};
constexpr std::array<Renaming, 11> kLlamaLayer{{
    {"attn_norm", "input_layernorm"},
    {"attn_q", "self_attn.q_proj"},
    {"attn_k", "self_attn.k_proj"},
    {"attn_v", "self_attn.v_proj"},
    {"attn_output", "self_attn.o_proj"},
    {"attn_q_norm", "self_attn.q_norm"},
    {"attn_k_norm", "self_attn.k_norm"},
    {"ffn_norm", "post_attention_layernorm"},
    {"ffn_gate", "mlp.gate_proj"},
    {"ffn_up", "mlp.up_proj"},
    {"ffn_down", "mlp.down_proj"},
}};
constexpr std::array<Renaming, 4> kGpt2Top{{
    {"token_embd", "transformer.wte"},
    {"position_embd", "transformer.wpe"},
    {"output_norm", "transformer.ln_f"},
    {"output", "lm_head"},
}};
constexpr std::array<Renaming, 6> kGpt2Layer{{
    {"attn_norm", "ln_1"},
    {"attn_qkv", "attn.c_attn"},
    {"attn_output", "attn.c_proj"},
    {"ffn_norm", "ln_2"},
    {"ffn_up", "mlp.c_fc"},
    {"ffn_down", "mlp.c_proj"},
}};

struct Architecture {
    std::string_view name; ///< as GGUF has it, and model_type
    std::span<const Renaming> top;
    std::span<const Renaming> layer;
    std::string_view layers; ///< what stands before a layer's number
    void (*write)(const class ConfigWriter &);
};

void writeLlama(const ConfigWriter &config);
void writeGpt2(const ConfigWriter &config);

constexpr std::array<Architecture, 4> kArchitectures{{
    {"llama", kLlamaTop, kLlamaLayer, "model.layers.", writeLlama},
    {"qwen2", kLlamaTop, kLlamaLayer, "model.layers.", writeLlama},
    {"qwen3", kLlamaTop, kLlamaLayer, "model.layers.", writeLlama},
    {"gpt2", kGpt2Top, kGpt2Layer, "transformer.h.", writeGpt2},
}};

const Architecture *findArchitecture(std::string_view name)
{
    const auto found
        = std::find_if(kArchitectures.begin(), kArchitectures.end(), [&](const Architecture &entry) { return entry.name == name; });
    return found != kArchitectures.end() ? &*found : nullptr;
}

/// Copies fields of the metadata into the configuration that is being written.
class ConfigWriter {
public:
    ConfigWriter(const GgufFile &file, std::string_view architecture, JsonWriter &json)
        : m_file(file)
        , m_architecture(architecture)
        , m_json(json)
    {
    }

    const GgufFile &file() const { return m_file; }
    JsonWriter &json() const { return m_json; }
    std::string_view architecture() const { return m_architecture; }

    /// The key's whole name.
    std::string full(std::string_view key) const { return std::string(m_architecture).append(".").append(key); }
    const GgufValue *find(std::string_view key) const { return m_file.find(full(key)); }

    /// A whole number. Some files have a list, one for each layer: taken where all are equal.
    std::optional<std::int64_t> integer(std::string_view key) const
    {
        const GgufValue *value = find(key);
        if (!value || !value->isArray())
            return value ? std::optional(value->integer()) : std::nullopt;
        const std::vector<std::int64_t> numbers = value->integers();
        if (numbers.empty() || std::adjacent_find(numbers.begin(), numbers.end(), std::not_equal_to<>()) != numbers.end())
            throw Error(
                "layers differ in “" + full(key) + "”", m_file.path().string(), "Models whose layers differ in size are not supported");
        return numbers.front();
    }

    void copyInteger(const char *name, std::string_view key) const
    {
        if (const auto number = integer(key))
            m_json.key(name).value(*number);
        else
            m_file.at(full(key)); // throws, naming the key
    }
    void copyIntegerIfThere(const char *name, std::string_view key) const
    {
        if (const auto number = integer(key))
            m_json.key(name).value(*number);
    }
    void copyNumberIfThere(const char *name, std::string_view key) const
    {
        const GgufValue *value = find(key);
        if (value && !std::isfinite(value->number())) // JSON would say null, and so that it is missing
            throw Error("the number is not finite", m_file.path().string() + ", at " + full(key), "The file is damaged; fetch it again");
        if (value)
            m_json.key(name).value(value->number());
    }
    void copyTokenIfThere(const char *name, std::string_view key) const
    {
        if (const GgufValue *value = m_file.find(key); value && !value->isUnsetId())
            m_json.key(name).value(value->integer());
    }

    /// The number of rows of the embedding: some files have more rows than the metadata says, or do not say.
    void writeVocabulary() const
    {
        constexpr std::string_view name = "token_embd.weight";
        if (const UnreadTensor *unread = findUnread(name))
            throw Error(unread->problem, m_file.path().string() + ", " + unread->name, unread->hint);
        const StoredTensor *embedding = m_file.findTensor(name);
        if (!embedding || embedding->shape.size() != 2)
            throw Error(
                "the tensor token_embd.weight is missing or no matrix", m_file.path().string(), "The file may hold no language model");
        m_json.key("vocab_size").value(embedding->shape.front());
    }

    /// Also a tensor that cannot be read.
    bool has(std::string_view tensor) const { return m_file.findTensor(tensor) || findUnread(tensor); }

private:
    const UnreadTensor *findUnread(std::string_view name) const
    {
        const auto found = std::ranges::find(m_file.unread(), name, &UnreadTensor::name);
        return found != m_file.unread().end() ? &*found : nullptr;
    }

    const GgufFile &m_file;
    std::string_view m_architecture;
    JsonWriter &m_json;
};

/// Refinements of llama.cpp's, and the value with which each changes nothing.
constexpr std::array<std::pair<std::string_view, int>, 5> kRopeRefinements{{
    {"rope.scaling.attn_factor", 1},
    {"rope.scaling.yarn_ext_factor", 1},
    {"rope.scaling.yarn_attn_factor", 1},
    {"rope.scaling.yarn_beta_fast", 32},
    {"rope.scaling.yarn_beta_slow", 1},
}};

void writeRopeScaling(const ConfigWriter &config)
{
    const GgufValue *type = config.find("rope.scaling.type");
    const GgufValue *factor = config.find("rope.scaling.factor");
    const GgufValue *older = config.find("rope.scale_linear"); // of files before the two
    for (const auto &[key, neutral] : kRopeRefinements)
        if (const GgufValue *value = config.find(key); value && value->number() != neutral)
            throw Error("“" + config.full(key) + "” is not supported, except where it is " + std::to_string(neutral),
                config.file().path().string());
    if (!type ? !factor && !older : type->text() == "none")
        return;
    JsonWriter &json = config.json();
    json.key("rope_scaling").beginObject().key("rope_type").value(type ? type->text() : "linear");
    if (factor || older)
        config.copyNumberIfThere("factor", factor ? "rope.scaling.factor" : "rope.scale_linear");
    config.copyIntegerIfThere("original_max_position_embeddings", "rope.scaling.original_context_length");
    json.endObject();
}

/// How much of a head's channels the rotary positions turn, where that is not all.
void writePartialRotary(const ConfigWriter &config)
{
    const std::int64_t width = config.integer("embedding_length").value_or(0);
    const std::int64_t heads = config.integer("attention.head_count").value_or(0);
    const std::int64_t headWidth = config.integer("attention.key_length").value_or(heads > 0 ? width / heads : 0);
    const std::int64_t turned = config.integer("rope.dimension_count").value_or(headWidth);
    if (headWidth > 0 && turned != headWidth)
        config.json().key("partial_rotary_factor").value(static_cast<double>(turned) / static_cast<double>(headWidth));
}

void writeRopeFactors(const ConfigWriter &config)
{
    const StoredTensor *tensor = config.file().findTensor("rope_freqs.weight");
    if (!tensor && config.has("rope_freqs.weight"))
        throw Error("the numbers of rope_freqs.weight are of a type that is not supported", config.file().path().string());
    if (!tensor)
        return;
    const std::string where = config.file().path().string() + ", rope_freqs.weight";
    constexpr std::size_t most = 4096; // half the channels of a head
    if (tensor->count() > most)
        throw Error("there are " + std::to_string(tensor->count()) + " rotary factors, more than any head has channels", where);
    std::vector<float> factors(tensor->count());
    toFloats(tensor->dtype, tensor->bytes, factors);
    if (!std::all_of(factors.begin(), factors.end(), [](float factor) { return std::isfinite(factor) && factor > 0; }))
        throw Error("a rotary factor is not a positive number", where);
    config.json().key("rope_factors").value(factors);
}

void writeLlama(const ConfigWriter &config)
{
    if (config.integer("expert_count").value_or(0) > 0)
        throw Error("this is a mixture of experts, which is not supported", config.file().path().string(),
            "Open a model with one MLP in each layer");
    JsonWriter &json = config.json();
    const bool sliding = config.integer("attention.sliding_window").value_or(0) > 0;
    json.key("model_type").value(config.architecture() == "llama" && sliding ? "mistral" : config.architecture());
    config.writeVocabulary();
    config.copyInteger("hidden_size", "embedding_length");
    config.copyInteger("num_hidden_layers", "block_count");
    config.copyInteger("intermediate_size", "feed_forward_length");
    config.copyInteger("num_attention_heads", "attention.head_count");
    config.copyIntegerIfThere("num_key_value_heads", "attention.head_count_kv");
    config.copyIntegerIfThere("head_dim", "attention.key_length");
    config.copyInteger("max_position_embeddings", "context_length");
    config.copyNumberIfThere("rms_norm_eps", "attention.layer_norm_rms_epsilon");
    config.copyNumberIfThere("rope_theta", "rope.freq_base");
    writePartialRotary(config);
    if (sliding)
        config.copyInteger("sliding_window", "attention.sliding_window");
    writeRopeScaling(config);
    writeRopeFactors(config);
    json.key("hidden_act").value("silu");
    json.key("attention_bias").value(config.has("blk.0.attn_q.bias"));
    json.key("mlp_bias").value(config.has("blk.0.ffn_up.bias"));
    json.key("tie_word_embeddings").value(!config.has("output.weight"));
    json.key("gguf_neighbour_rotary").value(config.architecture() == "llama");
}

void writeGpt2(const ConfigWriter &config)
{
    JsonWriter &json = config.json();
    json.key("model_type").value("gpt2");
    config.writeVocabulary();
    config.copyInteger("n_embd", "embedding_length");
    config.copyInteger("n_layer", "block_count");
    config.copyInteger("n_inner", "feed_forward_length");
    config.copyInteger("n_head", "attention.head_count");
    config.copyInteger("n_positions", "context_length");
    config.copyNumberIfThere("layer_norm_epsilon", "attention.layer_norm_epsilon");
    json.key("activation_function").value("gelu_new");
    json.key("tie_word_embeddings").value(!config.has("output.weight"));
    json.key("conv1d_transposed").value(true);
}

std::string_view architectureOf(const GgufFile &file)
{
    const GgufValue *value = file.find("general.architecture");
    return value && value->isText() ? value->text() : std::string_view();
}

std::string_view renamed(std::span<const Renaming> table, std::string_view name)
{
    const auto found = std::find_if(table.begin(), table.end(), [&](const Renaming &entry) { return entry.first == name; });
    return found != table.end() ? found->second : std::string_view();
}

} // namespace

Json ggufConfig(const GgufFile &file)
{
    const std::string_view name = file.at("general.architecture").text();
    const Architecture *architecture = findArchitecture(name);
    if (!architecture) {
        std::string known;
        for (const Architecture &entry : kArchitectures)
            known.append(known.empty() ? "" : ", ").append(entry.name);
        throw Error("GGUF files of the architecture “" + std::string(name) + "” are not supported", file.path().string(),
            "Supported: " + known + ". Many more are read from their Hugging Face folder");
    }
    JsonWriter json;
    json.beginObject();
    const ConfigWriter config(file, name, json);
    architecture->write(config);
    config.copyTokenIfThere("bos_token_id", "tokenizer.ggml.bos_token_id");
    config.copyTokenIfThere("eos_token_id", "tokenizer.ggml.eos_token_id");
    json.endObject();
    return Json::parse(json.text(), file.path().string());
}

std::string ggufTensorName(const GgufFile &file, std::string_view name)
{
    const Architecture *architecture = findArchitecture(architectureOf(file));
    const std::size_t lastDot = name.rfind('.');
    if (!architecture || lastDot == name.npos)
        return std::string(name);
    const std::string_view ending = name.substr(lastDot); // ".weight", ".bias"
    std::string_view part = name.substr(0, lastDot);
    constexpr std::string_view block = "blk.";
    std::string start;
    if (part.starts_with(block)) {
        const std::size_t dot = part.find('.', block.size());
        if (dot == part.npos)
            return std::string(name);
        start.append(architecture->layers).append(part.substr(block.size(), dot + 1 - block.size()));
        part.remove_prefix(dot + 1);
    }
    const std::string_view translated = renamed(start.empty() ? architecture->top : architecture->layer, part);
    return translated.empty() ? std::string(name) : start.append(translated).append(ending);
}

} // namespace headscope
