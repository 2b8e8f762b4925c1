// A head that learns how far back it looks. Sukhbaatar et al. 2019, equations 4 and 5.
#pragma once

#include "src/mechanisms/mechanism.h"

namespace headscope {

/// m(t − s) · exp(score) / Σ m · exp(score) over s ≤ t, m(x) = clamp((ramp + span − x) / ramp, 0, 1): a span whose end is soft, so that
/// training can move it.
Recipe adaptiveSpan(const MechanismInput &input, double span, double ramp);

} // namespace headscope
