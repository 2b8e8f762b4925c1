// The words of GPT-2 and its descendants: the pieces within which byte pairs are merged. Radford et al. 2019, released as
// the regular expression 's|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+
// Trap: of several spaces before a word the last belongs to the word and the others stand alone. Bytes that are no UTF-8
// count as symbols.
#pragma once

#include "src/tokenizer/aligned_text.h"

#include <string_view>
#include <vector>

namespace headscope {

/// Appends the words of text[span], in order and without gaps. What surrounds the span is not looked at.
void appendGpt2Words(std::string_view text, TextSpan span, std::vector<TextSpan> &words);

} // namespace headscope
