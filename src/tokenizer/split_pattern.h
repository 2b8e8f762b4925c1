// What a tokenizer splits by or replaces: a text, or a regular expression.
#pragma once

#include "src/formats/json.h"
#include "src/tokenizer/regular_expression.h"

#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace headscope {

/// Copies share a compiled expression, which may be used from several threads at once.
class SplitPattern {
public:
    /// Throws as RegularExpression does.
    static SplitPattern regularExpression(std::string_view expression, const std::string &where);
    /// The text itself, literally. Throws Error for an empty or absurdly long one.
    static SplitPattern literal(std::string_view text, const std::string &where);

    /// From {"Regex": expression} or {"String": text}. An empty text is found between all characters, as in the official library.
    static SplitPattern fromJson(const Json &json);

    /// All matches in order: see RegularExpression::matches.
    std::vector<TextSpan> matches(std::string_view text, TextWork &work) const;
    std::vector<TextSpan> matches(std::string_view text) const; ///< with work of its own

private:
    explicit SplitPattern(std::variant<std::string, RegularExpression> pattern);

    std::variant<std::string, RegularExpression> m_pattern;
};

} // namespace headscope
