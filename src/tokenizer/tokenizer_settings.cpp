#include "src/tokenizer/tokenizer_settings.h"

#include "src/error.h"

#include <charconv>
#include <unordered_set>

namespace headscope {

namespace {

Json readIfThere(const std::filesystem::path &file)
{
    std::error_code ignored; // a file that cannot be examined is treated as missing
    return std::filesystem::is_regular_file(file, ignored) ? Json::read(file) : Json();
}

/// "XLMRobertaTokenizerFast" and "xlm-roberta" → "xlmroberta"
std::string familyNamed(std::string_view name)
{
    for (const std::string_view ending : {"Fast", "Tokenizer"})
        if (name.ends_with(ending))
            name.remove_suffix(ending.size());
    std::string family;
    for (const char character : name) {
        if (character >= 'A' && character <= 'Z')
            family += static_cast<char>(character + ('a' - 'A'));
        else if ((character >= 'a' && character <= 'z') || (character >= '0' && character <= '9'))
            family += character;
    }
    return family;
}

/// Classes that can be any tokenizer.
bool saysNothing(std::string_view family)
{
    return family.empty() || family == "pretrained" || family == "tokenizersbackend" || family == "sentencepiecebackend";
}

/// A token as a text, or as an object with a text and its ways.
AddedToken tokenFrom(const Json &json)
{
    AddedToken token{.special = true, .normalized = false};
    if (json.isString()) {
        token.content = json.get<std::string>();
        return token;
    }
    token.content = json.at("content").get<std::string>();
    token.special = json.get("special", true);
    token.singleWord = json.get("single_word", false);
    token.lstrip = json.get("lstrip", false);
    token.rstrip = json.get("rstrip", false);
    token.normalized = json.get("normalized", false);
    return token;
}

int idFrom(std::string_view text, const std::string &where)
{
    int id = 0;
    const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), id);
    if (problem != std::errc() || end != text.data() + text.size())
        throw Error("“" + std::string(text) + "” is no id", where);
    return id;
}

} // namespace

TokenizerSettings TokenizerSettings::read(const std::filesystem::path &folder)
{
    TokenizerSettings settings;
    settings.m_config = readIfThere(folder / "tokenizer_config.json");
    settings.m_roles = readIfThere(folder / "special_tokens_map.json");
    const Json model = readIfThere(folder / "config.json");
    settings.m_family = familyNamed(settings.m_config.get("tokenizer_class", std::string_view()));
    if (saysNothing(settings.m_family))
        settings.m_family = familyNamed(model.get("tokenizer_class", std::string_view()));
    if (saysNothing(settings.m_family))
        settings.m_family = familyNamed(model.get("model_type", std::string_view()));

    if (const std::optional<Json> byId = settings.m_config.find("added_tokens_decoder"); byId && byId->isObject())
        for (const auto &[id, json] : byId->members()) {
            settings.m_added.push_back(tokenFrom(json));
            settings.m_added.back().id = idFrom(id, json.where());
        }
    std::unordered_set<std::string> known;
    for (const AddedToken &token : settings.m_added)
        known.insert(token.content);
    if (const Json byText = readIfThere(folder / "added_tokens.json"); byText.isObject())
        for (const auto &[text, id] : byText.members())
            if (known.insert(std::string(text)).second)
                settings.m_added.push_back({.id = id.get<int>(), .content = std::string(text), .normalized = true});
    return settings;
}

std::optional<AddedToken> TokenizerSettings::special(std::string_view role) const
{
    for (const Json *file : {&m_config, &m_roles})
        if (const Json token = file->find(role).value_or(Json()); !token.isNull())
            return tokenFrom(token);
    return std::nullopt;
}

std::string TokenizerSettings::special(std::string_view role, std::string_view fallback) const
{
    const std::optional<AddedToken> token = special(role);
    return token ? token->content : std::string(fallback);
}

std::optional<bool> TokenizerSettings::flag(std::string_view name) const
{
    const Json value = m_config.find(name).value_or(Json());
    return value.isNull() ? std::nullopt : std::optional<bool>(value.get<bool>());
}

int TokenizerSettings::number(std::string_view name, int fallback) const
{
    return m_config.get(name, fallback);
}

} // namespace headscope
