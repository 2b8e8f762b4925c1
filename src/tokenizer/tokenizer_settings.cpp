#include "src/tokenizer/tokenizer_settings.h"

#include "src/error.h"
#include "src/formats/file_presence.h"
#include "src/formats/mapped_file.h"

#include <algorithm>
#include <array>
#include <charconv>

namespace headscope {

namespace {

constexpr std::array<std::string_view, 7> kUsualRoles{
    "bos_token", "eos_token", "unk_token", "sep_token", "pad_token", "cls_token", "mask_token"};

Json readIfThere(const std::filesystem::path &file)
{
    return isThere(file) ? Json::read(file) : Json();
}

/// A token as a text, or as an object with a text and its ways. `isRole`: it is special whatever the file says.
AddedToken tokenFrom(const Json &json, bool isRole)
{
    AddedToken token{.id = AddedToken::kNoIdYet, .special = true, .normalized = false};
    if (json.isString()) {
        token.content = json.get<std::string>();
        return token;
    }
    token.content = json.at("content").get<std::string>();
    token.special = isRole || json.get("special", false);
    token.singleWord = json.get("single_word", false);
    token.lstrip = json.get("lstrip", false);
    token.rstrip = json.get("rstrip", false);
    token.normalized = json.get("normalized", !token.special);
    return token;
}

std::vector<AddedToken> tokensFrom(const Json &list)
{
    std::vector<AddedToken> tokens;
    if (!list.isNull())
        for (const Json token : list.elements())
            tokens.push_back(tokenFrom(token, false));
    return tokens;
}

int idFrom(std::string_view text, const Json &json)
{
    int id = 0;
    const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), id);
    if (problem != std::errc() || end != text.data() + text.size())
        throw Error("“" + std::string(text) + "” is no id", json.where());
    return id;
}

bool isToken(const Json &json)
{
    return json.isString() || json.isObject();
}

} // namespace

TokenizerSettings TokenizerSettings::read(const std::filesystem::path &folder)
{
    TokenizerSettings settings;
    // What is none of these files, but has their name, is refused also where this folder would do without: others would not.
    for (const char *name : {"tokenizer_config.json", "special_tokens_map.json", "added_tokens.json"})
        if (isThere(folder / name))
            MappedFile::open(folder / name);
    const std::filesystem::path file = folder / "tokenizer_config.json";
    settings.m_where = file.string();
    settings.m_config = readIfThere(file);
    const Json model = readIfThere(folder / "config.json");
    settings.m_ownClass = settings.m_config.get("tokenizer_class", std::string());
    settings.m_modelsClass = model.get("tokenizer_class", std::string());
    settings.m_modelType = model.get("model_type", std::string());
    if (settings.m_config.isObject())
        for (const auto &[name, json] : settings.m_config.members()) {
            const bool usual = std::ranges::find(kUsualRoles, name) != kUsualRoles.end();
            if (usual || (name.ends_with("_token") && isToken(json)))
                settings.setRole(name, json);
        }
    settings.readExtraTokens();
    settings.m_listsAdded = !settings.m_config.find("added_tokens_decoder").value_or(Json()).isNull();
    if (!settings.m_listsAdded)
        settings.readRoleMap(readIfThere(folder / "special_tokens_map.json"));
    settings.readAdded(folder);
    const auto rank = [](const Role &role) { return std::ranges::find(kUsualRoles, role.name) - kUsualRoles.begin(); };
    std::ranges::stable_sort(settings.m_roles, {}, rank);
    return settings;
}

void TokenizerSettings::readExtraTokens()
{
    const std::optional<Json> extra = m_config.find("extra_special_tokens");
    const std::optional<Json> additional = m_config.find("additional_special_tokens");
    if (additional && (!extra || extra->size() == 0)) {
        m_extra = tokensFrom(*additional);
        return;
    }
    if (additional)
        m_additional = tokensFrom(*additional);
    if (extra && extra->isObject())
        for (const auto &[name, token] : extra->members())
            setRole(name, token);
    else if (extra)
        m_extra = tokensFrom(*extra);
}

void TokenizerSettings::readRoleMap(const Json &map)
{
    if (map.isNull())
        return;
    for (const auto &[name, json] : map.members()) {
        if (name == "additional_special_tokens") {
            m_additional = tokensFrom(json);
        } else if (name == "extra_special_tokens" && json.isArray()) {
            std::vector<AddedToken> all = m_extra.value_or(std::vector<AddedToken>());
            for (AddedToken &token : tokensFrom(json))
                if (std::ranges::find(all, token.content, &AddedToken::content) == all.end())
                    all.push_back(std::move(token));
            m_extra = std::move(all);
        } else if (name == "extra_special_tokens" && json.isObject()) {
            for (const auto &[role, token] : json.members())
                setRole(role, token);
        } else if (json.isNull() || (name.ends_with("_token") && isToken(json))) {
            setRole(name, json);
        }
    }
}

void TokenizerSettings::readAdded(const std::filesystem::path &folder)
{
    if (m_listsAdded) {
        for (const auto &[id, json] : m_config.at("added_tokens_decoder").members()) {
            m_added.push_back(tokenFrom(json, false));
            m_added.back().id = idFrom(id, json);
        }
    } else if (const Json byText = readIfThere(folder / "added_tokens.json"); byText.isObject()) {
        const auto isSpecial = [this](std::string_view text) {
            const auto is = [text](const AddedToken &token) { return token.content == text; };
            return std::ranges::any_of(m_roles, [&](const Role &role) { return role.token && is(*role.token); })
                || (m_extra && std::ranges::any_of(*m_extra, is));
        };
        for (const auto &[text, id] : byText.members()) {
            const bool special = isSpecial(text);
            m_added.push_back({.id = id.get<int>(), .content = std::string(text), .special = special, .normalized = !special});
        }
    }
    std::ranges::stable_sort(m_added, {}, &AddedToken::id);
}

void TokenizerSettings::setRole(std::string_view name, const Json &json)
{
    Role role{.name = std::string(name), .isText = json.isString()};
    if (!json.isNull())
        role.token = tokenFrom(json, true);
    const auto known = std::ranges::find(m_roles, name, &Role::name);
    if (known == m_roles.end())
        m_roles.push_back(std::move(role));
    else
        *known = std::move(role);
}

const TokenizerSettings::Role *TokenizerSettings::role(std::string_view name) const
{
    const auto found = std::ranges::find(m_roles, name, &Role::name);
    return found == m_roles.end() ? nullptr : &*found;
}

std::string TokenizerSettings::special(std::string_view name, std::string_view usual) const
{
    const Role *said = role(name);
    return said && said->token ? said->token->content : std::string(usual);
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

std::string TokenizerSettings::text(std::string_view name, std::string_view fallback) const
{
    return m_config.get(name, std::string(fallback));
}

} // namespace headscope
