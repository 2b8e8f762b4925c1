// Native sparse attention: a query reads the summaries of blocks, the blocks that these say are worth it, and its neighbours.
#pragma once

#include "src/mechanisms/mechanism.h"

namespace headscope {

struct NativeSparseChoices {
    int block = 64; ///< tokens that are summed up, and chosen, together
    int count = 16; ///< chosen blocks: the first, the query's own and the one before it are always among them
    int window = 512; ///< last keys, the query's own included
};

/// Yuan et al. 2025, equations 5 to 12, with summaries that are means, blocks that do not overlap, and the blocks' shares as what they are
/// chosen by, as flash-linear-attention has it. `gates` [T, 3]: before the sigmoid, of summaries, chosen blocks, window. A summary is read
/// where all of its block may be. No later token is ever seen. Throws Error where queries and keys are not of the same tokens.
MechanismRun nativeSparse(const MechanismInput &input, const NativeSparseChoices &choices, const Matrix &gates, StepRecorder *steps);
/// The queries of all heads by a seeded matrix, in place of a layer that is learned. [T, 3]
Matrix nativeSparseGates(const MechanismInput &input);

} // namespace headscope
