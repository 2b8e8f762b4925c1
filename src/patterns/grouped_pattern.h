// Words or sentences instead of pieces: weights are summed over the keys of a unit and averaged over its queries (as Clark et al. 2019 do
// for words, arXiv:1906.04341), so that rows that sum to 1 still do.
#pragma once

#include "src/patterns/pattern.h"

#include <memory>
#include <string>
#include <vector>

namespace headscope {

/// `tokens` has a row and a column for each token; the spans cover its rows and columns once each, in order. `units` is their name for the
/// formula: "words". A block asks for the tokens of its own units only. Throws Error for spans that do not.
std::shared_ptr<const Pattern> groupedPattern(
    std::shared_ptr<const Pattern> tokens, std::vector<TokenSpan> rows, std::vector<TokenSpan> columns, const std::string &units);

} // namespace headscope
