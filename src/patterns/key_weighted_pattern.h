// Attention weights times how long the vector is that a key gives: a key may get much weight and still hand over next to nothing.
// Value-weighted: A(t, s) · ‖v(s)‖. Norm-weighted: ‖A(t, s) · v(s) · W_O‖, what really reaches the residual stream; Kobayashi et al. 2020,
// arXiv:2004.10102. W_O here is the head's own Dh rows of it.
// Trap: v carries its bias (the value's share of what the key gives), but the bias of W_O belongs to no key and to no head and is left out,
// and so is a norm behind W_O. A head that an edit scales is drawn as if it were not.
#pragma once

#include "src/patterns/head_place.h"
#include "src/patterns/pattern.h"
#include "src/trace/trace.h"

#include <memory>
#include <vector>

namespace headscope {

/// weights: the pattern A of the head at `place`, token by token. Rows do not sum to 1. The lengths of all keys are computed at the first
/// block and kept: S numbers. Throws Error when layer or head is out of range or the pattern is not of the layer's tokens.
std::shared_ptr<const Pattern> valueWeighted(
    std::shared_ptr<const Pattern> weights, std::shared_ptr<const Trace> trace, const HeadPlace &place);
std::shared_ptr<const Pattern> normWeighted(
    std::shared_ptr<const Pattern> weights, std::shared_ptr<const Trace> trace, const HeadPlace &place);

/// ‖v(s)‖ of every key. values [S, Dh] → [S].
std::vector<double> valueLengths(const MatrixView &values);
/// ‖v(s) · W_O‖ of every key for one head. values [S, Dh] → [S]. Sums in double precision.
std::vector<double> outputLengths(const Model &model, const HeadPlace &place, const MatrixView &values);

} // namespace headscope
