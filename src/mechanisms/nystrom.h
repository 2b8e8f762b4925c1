// Nyströmformer, Xiong et al. 2021 (arXiv:2102.03902), equation 13 and algorithm 1: A is put together from the attention of all queries to
// a few landmark keys, of the landmarks to each other, and of the landmark queries to all keys.
#pragma once

#include "src/mechanisms/mechanism.h"

namespace headscope {

/// softmax(Q·K̃ᵀ/√Dh) · Z · softmax(Q̃·Kᵀ/√Dh) · V, Z the inverse of softmax(Q̃·K̃ᵀ/√Dh), Q̃ and K̃ the means of `landmarks` runs of tokens; more
/// landmarks than there are queries or keys are as many as those. `iterations` of the paper's way to the inverse (equation 14, begun as in
/// the official code); 0: the exact pseudo-inverse. The convolution beside it, which the official models train, is left out; where there is
/// a landmark for every token, these take full attention, and here the three factors stay. Throws Error unless there are as many queries as
/// keys.
MechanismRun nystromAttention(const MechanismInput &input, int landmarks, int iterations, StepRecorder *steps);

} // namespace headscope
