// What a folder says about its tokenizer beside the vocabulary: tokenizer_config.json, special_tokens_map.json, added_tokens.json, and
// config.json's model_type. All of them may be missing.
#pragma once

#include "src/formats/json.h"
#include "src/tokenizer/added_tokens.h"

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace headscope {

class TokenizerSettings {
public:
    /// Says nothing.
    TokenizerSettings() = default;
    /// Throws Error for a file that is there and broken.
    static TokenizerSettings read(const std::filesystem::path &folder);

    /// Whose tokenizer it is, in lower-case letters and digits: "bert", "xlmroberta", "t5". From "tokenizer_class", else from
    /// "model_type"; empty if neither says so.
    const std::string &family() const { return m_family; }

    /// A token by its role, e.g. "mask_token". Its id is not set.
    std::optional<AddedToken> special(std::string_view role) const;
    /// Its text, or `fallback` where the role is not filled.
    std::string special(std::string_view role, std::string_view fallback) const;
    std::optional<bool> flag(std::string_view name) const;
    int number(std::string_view name, int fallback) const;
    /// Tokens that are added to the vocabulary, with their ids.
    const std::vector<AddedToken> &added() const { return m_added; }

private:
    Json m_config; // tokenizer_config.json
    Json m_roles; // special_tokens_map.json
    std::string m_family;
    std::vector<AddedToken> m_added;
};

} // namespace headscope
