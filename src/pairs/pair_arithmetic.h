// One query and one key of one head, from their vectors to what the query receives: q ∘ k channel by channel, the running sum up to the raw
// score, every step from there to the weight, and the value that the weight carries over. Vaswani et al. 2017, arXiv:1706.03762.
// Trap: queries and keys that attend are those behind norm and rotation, and a global first token looks at keys and values of its own.
#pragma once

#include "src/trace/explain.h"
#include "src/trace/trace.h"

#include <vector>

namespace headscope {

struct PairArithmetic {
    Explanation raw; ///< terms: one for each of the Dh channels
    std::vector<double> runningSum; ///< [Dh]: raw.terms 0 … c added up, in double precision
    std::vector<Explanation> chain; ///< the stages behind the raw score that this layer has, in order; the last is the weight
    Stage queries = Stage::q; ///< which stage `raw` multiplies
    Stage keys = Stage::k;
    Stage values = Stage::v;
    std::vector<double> value; ///< [Dh]: v of the key
    std::vector<double> weighted; ///< [Dh]: α · v
    std::vector<double> sum; ///< [Dh]: Σ over all keys, the head's result for this query

    double weight() const { return static_cast<double>(chain.back().stored); }
};

/// Numbers are those of the run, edits included. Costs one row of scores for each stage. Throws Error when layer, head, row or column is
/// out of range.
PairArithmetic pairArithmetic(const Trace &trace, int layer, int head, int row, int column);

/// The key of this query with the largest weight; the first of several. 0 when there are none but one.
int strongestKey(const Trace &trace, int layer, int head, int row);

} // namespace headscope
