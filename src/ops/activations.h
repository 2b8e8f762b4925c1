// The non-linear functions between the two products of an MLP. In place, one number at a time.
// GELU: Hendrycks & Gimpel 2016, arXiv:1606.08415. Trap: GPT-2's "gelu_new" is the tanh approximation, which differs from the erf
// form by up to 5e-4. SiLU (swish): Elfwing, Uchibe & Doya 2018, arXiv:1702.03118.
#pragma once

#include "src/tensor/mutable_matrix_view.h"

namespace headscope {

/// x · Φ(x) with Φ(x) = (1 + erf(x / √2)) / 2.
void geluErf(MutableMatrixView x);
/// x · (1 + tanh(√(2/π) · (x + 0.044715 x³))) / 2.
void geluTanh(MutableMatrixView x);
/// x · σ(1.702 x), the sigmoid approximation of GELU.
void geluQuick(MutableMatrixView x);
/// max(x, 0); a NaN stays a NaN.
void relu(MutableMatrixView x);
/// x · σ(x) with σ(x) = 1 / (1 + e^(−x)).
void silu(MutableMatrixView x);
void tanhOf(MutableMatrixView x);

} // namespace headscope
