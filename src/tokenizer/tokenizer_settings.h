// What a folder says about its tokenizer beside the vocabulary: tokenizer_config.json, special_tokens_map.json, added_tokens.json, and
// config.json's model_type. All of them may be missing. Which file counts before which is as transformers has it.
// Trap: a role that is null is not filled; a role that is not mentioned has the token that its class usually has.
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

    /// "tokenizer_class" of tokenizer_config.json and of config.json, and config.json's "model_type"; empty where they are not said.
    const std::string &ownClass() const { return m_ownClass; }
    const std::string &modelsClass() const { return m_modelsClass; }
    const std::string &modelType() const { return m_modelType; }
    /// For messages: the tokenizer_config.json.
    const std::string &where() const { return m_where; }

    /// Any "…_token": what the files say of it, null included (no token).
    struct Role {
        std::string name;
        std::optional<AddedToken> token = {}; ///< without id; special
        bool isText = false; ///< only the token's text is said, and its ways are left to the class
    };
    /// In the order in which transformers goes through them.
    const std::vector<Role> &roles() const { return m_roles; }
    const Role *role(std::string_view name) const;
    /// The role's token, also where it is only the usual one.
    std::string special(std::string_view role, std::string_view usual) const;

    std::optional<bool> flag(std::string_view name) const;
    int number(std::string_view name, int fallback) const;
    std::string text(std::string_view name, std::string_view fallback) const;
    /// Whether tokenizer_config.json has it, if only as null.
    bool mentions(std::string_view name) const { return m_config.contains(name); }
    bool isNull(std::string_view name) const { return mentions(name) && m_config.at(name).isNull(); }

    /// "added_tokens_decoder", else added_tokens.json: with ids, in their order.
    const std::vector<AddedToken> &added() const { return m_added; }
    /// Whether "added_tokens_decoder" is there: then the tokens of tokenizer.json do not count where a class makes its own.
    bool listsAdded() const { return m_listsAdded; }
    /// "extra_special_tokens", in older files "additional_special_tokens".
    const std::optional<std::vector<AddedToken>> &extra() const { return m_extra; }
    /// "additional_special_tokens" where it is not the older name of the former: a class may put its own in front or take them instead.
    const std::optional<std::vector<AddedToken>> &additional() const { return m_additional; }

private:
    void setRole(std::string_view name, const Json &json);
    void readExtraTokens();
    void readRoleMap(const Json &map);
    void readAdded(const std::filesystem::path &folder);

    Json m_config; // tokenizer_config.json
    std::string m_where;
    std::string m_ownClass;
    std::string m_modelsClass;
    std::string m_modelType;
    std::vector<Role> m_roles;
    std::vector<AddedToken> m_added;
    bool m_listsAdded = false;
    std::optional<std::vector<AddedToken>> m_extra;
    std::optional<std::vector<AddedToken>> m_additional;
};

} // namespace headscope
