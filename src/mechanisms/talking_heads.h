// Heads that hear each other: scores are mixed across the heads before the softmax, and weights behind it.
#pragma once

#include "src/mechanisms/mechanism.h"

namespace headscope {

/// Shazeer et al. 2020, section 4, with as many heads of each kind. J(h') = Σ J(h) · scores(h, h'); A = softmax(J); A(h') = Σ A(h) ·
/// weights(h, h'). `scores` and `weights` [H, H]: from a head (row) to a head (column).
MechanismRun talkingHeads(const MechanismInput &input, const Matrix &scores, const Matrix &weights, StepRecorder *steps);
/// The identity plus seeded normal numbers times mixing / √H, in place of matrices that are learned.
Matrix nearIdentity(int heads, double mixing, std::uint64_t seed, bool ofWeights);

} // namespace headscope
