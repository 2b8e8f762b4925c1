// Luong's local-p: a query foretells where to look, and looks there with a Gaussian. Luong et al. 2015, equations 9 and 10.
#pragma once

#include "src/mechanisms/mechanism.h"

namespace headscope {

/// Centre p = S · σ(v · tanh(W·q)), seeded W [Dh, Dh] and v [Dh]; keys with |s − p| ≤ reach; softmax(q·k/√Dh) · exp(−(s − p)² / 2σ²) with
/// σ = reach / 2. Rows sum to less than 1.
Recipe localGaussian(const MechanismInput &input, int reach);

} // namespace headscope
