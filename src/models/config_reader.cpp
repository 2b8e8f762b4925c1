#include "src/models/config_reader.h"

#include "src/error.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <cstdint>

namespace headscope {

namespace {

// No model has more of anything (layers, heads, channels, vocabulary, positions), and products of two still fit 64 bits.
constexpr std::int64_t kMost = 1 << 24;

// What config.json files of every family carry and a run in inference does not ask for: training, generation and bookkeeping.
constexpr std::array<std::string_view, 60> kHarmless{"_attn_implementation", "_attn_implementation_autoset", "_name_or_path", "_num_labels",
    "add_cross_attention", "architectures", "attention_dropout", "attention_probs_dropout_prob", "attn_pdrop", "auto_map", "bad_words_ids",
    "begin_suppress_tokens", "bos_token_id", "chunk_size_feed_forward", "classifier_dropout", "diversity_penalty", "do_sample", "dropout",
    "dtype", "early_stopping", "embd_pdrop", "eos_token_id", "finetuning_task", "forced_bos_token_id", "forced_eos_token_id",
    "gradient_checkpointing", "hidden_dropout", "hidden_dropout_prob", "id2label", "initializer_range", "is_decoder", "is_encoder_decoder",
    "label2id", "language", "length_penalty", "max_length", "min_length", "model_type", "no_repeat_ngram_size", "num_beams",
    "output_attentions", "output_hidden_states", "pad_token_id", "prefix", "problem_type", "pruned_heads", "repetition_penalty",
    "resid_pdrop", "return_dict", "return_dict_in_generate", "sep_token_id", "task_specific_params", "temperature", "tie_word_embeddings",
    "tokenizer_class", "top_k", "top_p", "torch_dtype", "transformers_version", "use_cache"};

} // namespace

std::string numberText(double value)
{
    std::array<char, 32> text{};
    return {text.data(), std::to_chars(text.data(), text.data() + text.size(), value).ptr};
}

ConfigReader::ConfigReader(Json config)
    : m_config(std::move(config))
    , m_read(std::make_shared<std::set<std::string, std::less<>>>())
{
    if (!m_config.isObject())
        throw Error("the configuration is " + std::string(m_config.kindName()) + ", not an object", m_config.where());
}

std::optional<Json> ConfigReader::find(std::string_view name) const
{
    m_read->emplace(name);
    for (const FieldAlias &alias : m_aliases) {
        if (alias.field != name)
            continue;
        m_read->emplace(alias.usual);
        if (std::optional<Json> member = m_config.find(alias.usual); member && !member->isNull())
            return member;
    }
    return m_config.find(name);
}

bool ConfigReader::has(std::string_view name) const
{
    const std::optional<Json> member = find(name);
    return member && !member->isNull();
}

int ConfigReader::size(std::string_view name) const
{
    if (!has(name))
        throw Error("the field \"" + std::string(name) + "\" is missing", m_config.where());
    return size(name, 1);
}

int ConfigReader::size(std::string_view name, int fallback) const
{
    const int value = sizeOrZero(name, fallback);
    if (value == 0)
        refuse(name, "0", "It must be at least 1");
    return value;
}

int ConfigReader::sizeOrZero(std::string_view name, int fallback) const
{
    const auto value = get<std::int64_t>(name, fallback);
    if (value < 0 || value > kMost)
        refuse(name, std::to_string(value), "It must be between 0 and " + std::to_string(kMost));
    return static_cast<int>(value);
}

bool ConfigReader::flag(std::string_view name, bool fallback) const
{
    return get<bool>(name, fallback);
}

std::optional<bool> ConfigReader::flag(std::string_view name) const
{
    return has(name) ? std::optional(find(name)->get<bool>()) : std::nullopt;
}

float ConfigReader::epsilon(std::string_view name, float fallback) const
{
    const double value = get<double>(name, fallback);
    if (!(value >= 0 && value <= 1))
        refuse(name, numberText(value), "It must be between 0 and 1");
    return static_cast<float>(value);
}

double ConfigReader::number(std::string_view name, double fallback) const
{
    const double value = get<double>(name, fallback);
    if (!std::isfinite(value))
        refuse(name, numberText(value), "It must be a finite number");
    return value;
}

std::optional<ConfigReader> ConfigReader::part(std::string_view name) const
{
    return has(name) ? std::optional(ConfigReader(*find(name))) : std::nullopt;
}

std::vector<int> ConfigReader::numbers(std::string_view name) const
{
    std::vector<int> list;
    if (!has(name))
        return list;
    const Json member = *find(name);
    const auto append = [&](const Json &number) {
        const auto value = number.get<std::int64_t>();
        if (value < -kMost || value > kMost)
            refuse(name, std::to_string(value), "It must be between −" + std::to_string(kMost) + " and " + std::to_string(kMost));
        list.push_back(static_cast<int>(value));
    };
    if (!member.isArray()) {
        append(member);
        return list;
    }
    for (const Json element : member.elements())
        append(element);
    return list;
}

std::string ConfigReader::text(std::string_view name, std::string fallback) const
{
    return get<std::string>(name, std::move(fallback));
}

std::vector<std::string> ConfigReader::texts(std::string_view name) const
{
    std::vector<std::string> list;
    if (has(name))
        for (const Json element : find(name)->elements())
            list.push_back(element.get<std::string>());
    return list;
}

std::vector<std::vector<std::string>> ConfigReader::textLists(std::string_view name) const
{
    std::vector<std::vector<std::string>> lists;
    if (!has(name))
        return lists;
    for (const Json inner : find(name)->elements()) {
        lists.emplace_back();
        for (const Json element : inner.elements())
            lists.back().push_back(element.get<std::string>());
    }
    return lists;
}

std::optional<Json> ConfigReader::value(std::string_view name) const
{
    return find(name);
}

void ConfigReader::require(std::string_view name, bool supported) const
{
    if (flag(name, supported) != supported)
        refuse(name, supported ? "false" : "true", "This variant of the computation is not supported");
}

std::vector<std::string> ConfigReader::unread() const
{
    std::vector<std::string> names;
    for (const auto &[name, value] : m_config.members())
        if (!m_read->contains(name) && std::find(kHarmless.begin(), kHarmless.end(), name) == kHarmless.end())
            names.emplace_back(name);
    std::sort(names.begin(), names.end());
    return names;
}

void ConfigReader::ignore(std::string_view name) const
{
    m_read->emplace(name);
}

void ConfigReader::refuse(std::string_view name, const std::string &value, const std::string &hint) const
{
    for (const FieldAlias &alias : m_aliases)
        if (alias.field == name && !m_config.find(alias.usual).value_or(Json()).isNull())
            name = alias.usual;
    throw Error("\"" + std::string(name) + "\" is " + value, m_config.where(), hint);
}

} // namespace headscope
