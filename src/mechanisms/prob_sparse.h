// Informer: most queries look at everything alike; the few that do not are found by a sample and do it in full.
#pragma once

#include "src/mechanisms/mechanism.h"

#include <functional>
#include <span>

namespace headscope {

/// What ProbSparse attention draws.
struct ProbSparseDraw {
    int perQuery = 0; ///< keys it is compared with
    /// Fills in which: `keys` has the room. May be called from several threads, and gives the same each time.
    std::function<void(int query, std::span<int> keys)> sample = {};
    int chosen = 0; ///< queries that attend in full
};

/// min(factor · ln S (rounded up), S) keys for each query, drawn with replacement, and min(factor · ln T, T) chosen queries, as the
/// authors' code has it.
ProbSparseDraw probSparseDraw(int queries, int keys, int factor, std::uint64_t seed);

/// Zhou et al. 2020, equation 6 and algorithm 1: M(t) = max over the sample of q·k − (sum over the sample) / S; the queries with the
/// largest M attend in full. The others get the mean of the values they may see or, where no later tokens are seen, their sum, as the
/// authors' code has it.
MechanismRun probSparse(const MechanismInput &input, const ProbSparseDraw &draw, StepRecorder *steps);

} // namespace headscope
