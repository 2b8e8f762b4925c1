// Which tokens (or words, or sentences) a choice leaves out of the picture: special ones, and those that an expression finds.
#pragma once

#include "src/patterns/token_text.h"

#include <string>
#include <vector>

namespace headscope {

/// The spans that are left, ascending. The expression (ICU's syntax, https://unicode-org.github.io/icu/userguide/strings/regexp.html) is
/// looked for in what a row stands for, without spaces around it: "," finds commas, "^the$" the word. Empty: finds nothing. Throws Error
/// when it is no regular expression or takes too long.
std::vector<int> shownSpans(
    const TokenText &text, const std::vector<TokenSpan> &spans, TokenUnit unit, SpecialTokens special, const std::string &expression);

/// Throws the same Error for an expression that is none.
void checkHidden(const std::string &expression);

} // namespace headscope
