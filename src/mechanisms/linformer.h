// Linformer, Wang et al. 2020 (arXiv:2006.04768), equation 7: keys and values are mixed into k rows before anybody looks at them, and the
// softmax goes over these: softmax(Q · (E·K)ᵀ / √Dh) · (F·V).
#pragma once

#include "src/mechanisms/mechanism.h"

namespace headscope {

/// ofKeys and ofValues are E and F [k, S]. With the identity it is full attention.
MechanismRun linformer(const MechanismInput &input, const Matrix &ofKeys, const Matrix &ofValues, StepRecorder *steps);

/// Normal numbers of variance 1 / k, as in theorem 2 of the paper, which trains them. [k, S]
Matrix linformerProjection(int rows, int keys, std::uint64_t seed, std::uint64_t stream);

} // namespace headscope
