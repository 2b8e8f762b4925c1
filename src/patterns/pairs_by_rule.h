// The pairs of a pattern that follow a rule, by share or by weight: what views of lines draw instead of all n² of them. Found in two passes
// over the pattern: a histogram of its numbers tells where the threshold lies, then the pairs above it are kept.
#pragma once

#include "src/patterns/pattern.h"

#include <cstdint>
#include <optional>
#include <stop_token>
#include <vector>

namespace headscope {

struct PairRule {
    enum class Kind {
        share, ///< the strongest `value` (0 … 1) of all pairs that have any weight
        weight ///< those of at least `value`
    };
    Kind kind = Kind::share;
    double value = 1;
    bool operator==(const PairRule &) const = default;
};

struct RuledPair {
    int row = 0;
    int column = 0;
    float weight = 0;
};

struct RuledPairs {
    std::vector<RuledPair> pairs; ///< weakest first, so that the strongest are painted on top
    float threshold = 0; ///< the least number among them; 0 if there are none
    std::int64_t possible = 0; ///< pairs that have any weight
    std::int64_t undefined = 0; ///< pairs whose number is NaN or ∞
    bool cut = false; ///< more would have followed the rule than `most`
    float smallest = 0; ///< finite number of the pattern
    float largest = 0;
};

/// Rows and columns whose entry in `rows`, `columns` is 0 are left out (empty: none is). Scores, which may be negative, are all possible
/// but −∞. share: numbers that agree in their first 16 bits (0.8 %) are kept or left out together, so that a little less than the share may
/// be kept. Nothing when stopped.
std::optional<RuledPairs> pairsByRule(const Pattern &pattern, const PairRule &rule, std::size_t most, const std::vector<char> &rows = {},
    const std::vector<char> &columns = {}, const std::stop_token &stop = {});

} // namespace headscope
