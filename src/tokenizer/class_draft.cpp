#include "src/tokenizer/class_draft.h"

#include "src/error.h"

#include <algorithm>

namespace headscope {

namespace {

using Role = TokenizerSettings::Role;

/// A number that says how many pieces a vocabulary has beside those of its file.
int countIn(const TokenizerSettings &settings, const char *name, int usual)
{
    constexpr int most = 10'000;
    const int count = settings.number(name, usual);
    if (count < 0 || count > most)
        throw Error(
            "“" + std::string(name) + "” is " + std::to_string(count), settings.where(), "It must be from 0 to " + std::to_string(most));
    return count;
}

} // namespace

int extraIdsOf(const TokenizerSettings &settings)
{
    return countIn(settings, "extra_ids", 100);
}

int pegasusOffsetOf(const TokenizerSettings &settings)
{
    return countIn(settings, "offset", 103);
}

std::optional<std::string> Draft::named(std::string_view role) const
{
    const auto found = std::ranges::find(roles, role, &Role::name);
    return found == roles.end() || !found->token ? std::nullopt : std::optional<std::string>(found->token->content);
}

std::string Draft::required(std::string_view role) const
{
    if (const std::optional<std::string> token = named(role))
        return *token;
    throw Error("“" + std::string(role) + "” is null, and this tokenizer needs it", settings.where());
}

AddedToken specialToken(std::string_view content)
{
    return {.id = AddedToken::kNoIdYet, .content = std::string(content), .special = true, .normalized = false};
}

std::vector<AddedToken> specialTokens(std::span<const std::string_view> contents)
{
    std::vector<AddedToken> tokens;
    for (const std::string_view content : contents)
        tokens.push_back(specialToken(content));
    return tokens;
}

bool has(const std::vector<AddedToken> &tokens, std::string_view content)
{
    return std::ranges::find(tokens, content, &AddedToken::content) != tokens.end();
}

} // namespace headscope
