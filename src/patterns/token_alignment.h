// Which token of one text is which of another: the alignment with the fewest insertions and deletions. Needleman & Wunsch 1970; in linear
// memory by halves, Hirschberg 1975.
// Trap: "Ġcat", "▁cat", "cat" and "##cat" are one word to a reader. Tokens are compared by the text they stand for, without the marks of a
// vocabulary, spaces around it and the case of ASCII letters.
#pragma once

#include "src/patterns/pattern.h"
#include "src/patterns/token_text.h"

#include <span>
#include <string>
#include <vector>

namespace headscope {

/// A place of the aligned text: a unit of A, of B, or of both; -1: none.
struct AlignedUnit {
    int a = -1;
    int b = -1;
    bool operator==(const AlignedUnit &) const = default;
};

/// What units are compared by. Tokens that stand for no text ("[CLS]") are compared by what they are called.
std::vector<std::string> comparableTexts(const TokenText &text, std::span<const TokenSpan> units);

/// Every unit of both texts once, in order; a pair only of equal texts, as many pairs as possible. Where several alignments have as many,
/// always the same one. Time: the product of the lengths, less what both begin and end with alike.
std::vector<AlignedUnit> alignUnits(const std::vector<std::string> &a, const std::vector<std::string> &b);

struct AlignmentCount {
    int both = 0;
    int onlyA = 0;
    int onlyB = 0;
};
AlignmentCount countOf(const std::vector<AlignedUnit> &units);

} // namespace headscope
