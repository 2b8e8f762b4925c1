#include "src/tokenizer/special_tokens.h"

#include <algorithm>

namespace headscope {

void addSpecialTokens(const Vocabulary &vocabulary, const TokenizerSettings &settings, const Roles &roles, TokenizerParts &parts)
{
    for (const auto &[role, usual] : roles) {
        AddedToken token = settings.special(role).value_or(AddedToken{.content = std::string(usual), .special = true, .normalized = false});
        const std::optional<int> id = vocabulary.find(token.content);
        if (!id)
            continue;
        token.id = *id;
        if (role == "mask_token")
            parts.mask = token.content;
        parts.addedTokens.push_back(std::move(token));
    }
    parts.optionalTokens.insert(parts.optionalTokens.end(), settings.added().begin(), settings.added().end());
}

void setFrame(const TokenizerSettings &settings, const Roles &roles, FrameDefaults defaults, TokenizerParts &parts)
{
    const auto named = [&](std::string_view role) {
        const auto usual = std::ranges::find(roles, role, &Roles::value_type::first);
        return settings.special(role, usual == roles.end() ? std::string_view() : usual->second);
    };
    parts.frame = TokenizerParts::Frame();
    if (settings.flag("add_bos_token").value_or(defaults.before))
        parts.frame->before = named("bos_token");
    if (settings.flag("add_eos_token").value_or(defaults.after))
        parts.frame->after = named("eos_token");
}

} // namespace headscope
