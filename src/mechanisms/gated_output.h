// A gate behind the weighted sum: a head may say nothing without having to park its attention anywhere.
#pragma once

#include "src/mechanisms/mechanism.h"

namespace headscope {

/// out = (A · V) × σ(x · Wᵀ). Qiu et al. 2025, section 2.2, place G1. `x` [T, X]: each token; `w` [Dv, X], a gate for each channel, or
/// [1, X], one for the whole head.
MechanismRun gatedOutput(const MechanismInput &input, const Matrix &x, const Matrix &w, StepRecorder *steps);
/// W in place of one that is learned. [rows, columns of x]
Matrix seededGate(int rows, int columns, std::uint64_t seed);

} // namespace headscope
