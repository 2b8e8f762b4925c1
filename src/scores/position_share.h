// How much of a head's attention follows from where a key is, and how much is left for content. The best purely positional pattern
//     P(t, s) = β(t − s) · γ(s is the first token) / row sum
// is the one under which A is most probable; iterative proportional fitting (Deming & Stephan 1940) finds it: the factors are corrected in
// turn until P gives every distance, and the first token, as much attention in all as A does. The share is R² by divergence (Cameron &
// Windmeijer 1997, Journal of Econometrics 77): 1 − KL(A‖P) / KL(A‖U) with U even over what the mask allows. Why weights and not scores: a
// head that always looks one token back may have any scores elsewhere, as long as they are low; a share of the scores' variance would call
// that content.
#pragma once

#include "src/attention/masks.h"
#include "src/tensor/matrix_view.h"
#include "src/trace/trace.h"

#include <optional>

namespace headscope {

/// Tokens that are looked at, from the first.
inline constexpr int kPositionTokens = 256;

/// 0 … 1. weights [n, n], rows that need not sum to 1; query t is key t. Nothing when no query has a choice or all look at everything
/// alike.
std::optional<double> positionShare(const MatrixView &weights, const Mask &mask);
/// Of one head's first kPositionTokens tokens; nothing for cross-attention, too. Throws Error when layer or head is out of range.
std::optional<double> positionShare(const Trace &trace, int layer, int head);

} // namespace headscope
