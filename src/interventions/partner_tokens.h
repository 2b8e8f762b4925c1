// Which token of one text stands for which of another when numbers are put from one run into another. Unlike token_alignment.h, which
// pairs equal texts alone, a token also stands for the one it was exchanged for: "cat" for "dog".
#pragma once

#include "src/tokenizer/tokenizer.h"

#include <vector>

namespace headscope {

enum class AlignmentRule {
    position, ///< the first for the first, and so on
    text, ///< fewest insertions and deletions of pieces (edit distance); a piece stands for an equal one, or for the one it was exchanged
          ///< for
};

/// For each token of `a` its token of `b`, ascending; −1: none. Quadratic in the lengths: by text only up to 2,000 tokens each, by position
/// beyond that.
std::vector<int> partnerTokens(const std::vector<Token> &a, const std::vector<Token> &b, AlignmentRule rule);

} // namespace headscope
