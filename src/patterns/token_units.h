// Words and sentences as runs of tokens, by Unicode's rules (UAX #29) applied to the text that was typed, so that it does not matter how a
// tokenizer marks its pieces (Ġ, ▁, ##). Punctuation is a word of its own; special tokens always stand alone.
// Trap: a piece may begin with the space before its word, be nothing but that space, or be half a character. A token belongs to the word
// in which its first character that is not a space stands.
#pragma once

#include "src/patterns/token_text.h"

#include <vector>

namespace headscope {

/// Spans that cover every token once, in order.
std::vector<TokenSpan> tokenUnits(const TokenText &text, TokenUnit unit);

} // namespace headscope
