// The non-linear functions between the two products of an MLP. In place, one number at a time.
// GELU: Hendrycks & Gimpel 2016, arXiv:1606.08415. Trap: GPT-2's "gelu_new" is the tanh approximation, which differs from the erf
// form by up to 5e-4.
#pragma once

#include "src/tensor/mutable_matrix_view.h"

namespace headscope {

/// x · Φ(x) with Φ(x) = (1 + erf(x / √2)) / 2.
void geluErf(MutableMatrixView x);
/// x · (1 + tanh(√(2/π) · (x + 0.044715 x³))) / 2.
void geluTanh(MutableMatrixView x);
/// max(x, 0); a NaN stays a NaN.
void relu(MutableMatrixView x);

} // namespace headscope
