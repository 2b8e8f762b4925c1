// Regular expressions of tokenizers: Oniguruma's, which the official library uses too, with its syntax and options.
// https://github.com/kkos/oniguruma/blob/master/doc/RE
// Trap: ^ and $ stand for the begin and the end of every line, as in Ruby, and an empty match counts.
#pragma once

#include "src/tokenizer/aligned_text.h"
#include "src/tokenizer/text_work.h"

#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace headscope {

/// Copies share the compiled expression, which may be used from several threads at once.
class RegularExpression {
public:
    /// Throws Error, naming `where`, for an expression that does not compile, and for one that is larger than any real one: in bytes, in
    /// depth, in repetitions, or in calls of its own groups.
    RegularExpression(std::string_view expression, const std::string &where);

    /// All matches from left to right, empty ones among them, none of which begins where the one before ended. An empty text has none.
    /// Bytes that are no UTF-8 count as control characters, U+001A. Throws as TextWork::spend() does, and Error where matching takes
    /// more memory than some hundred bytes for each byte of the text.
    std::vector<TextSpan> matches(std::string_view text, TextWork &work) const;

private:
    struct Compiled;
    std::shared_ptr<const Compiled> m_compiled;
};

} // namespace headscope
