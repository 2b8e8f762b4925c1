// A regular expression that a tokenizer splits by, run by ICU on UTF-8 in place.
// Trap: the official library's engine and ICU disagree about \s; it is rewritten to Unicode's White_Space, which both know.
#pragma once

#include "src/formats/json.h"
#include "src/tokenizer/aligned_text.h"

#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace headscope {

/// Copies share the compiled expression, which may be used from several threads at once.
class SplitPattern {
public:
    /// Throws Error, naming `where`, for an expression that does not compile.
    static SplitPattern regularExpression(std::string_view expression, const std::string &where);
    /// The text itself, literally.
    static SplitPattern literal(std::string_view text, const std::string &where);

    /// From {"Regex": expression} or {"String": text}. Throws Error for an empty text.
    static SplitPattern fromJson(const Json &json);

    /// All matches in order, empty ones left out. Throws Error where matching takes exponential time or memory.
    std::vector<TextSpan> matches(std::string_view text) const;

private:
    struct Compiled;
    explicit SplitPattern(std::shared_ptr<const Compiled> compiled);

    std::shared_ptr<const Compiled> m_compiled;
};

} // namespace headscope
