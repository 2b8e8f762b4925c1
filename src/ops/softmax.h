// Softmax over each row, in place: scores become weights that sum to 1.
#pragma once

#include "src/tensor/mutable_matrix_view.h"

namespace headscope {

/// x(r, c) := exp(x(r, c) − max_r) / Σ_c exp(x(r, c) − max_r). −∞ gives exactly 0. A row of nothing but −∞ gives zeros: a query
/// that may look at nothing receives nothing. (PyTorch gives NaN there.) A NaN or +∞ makes its row NaN, as in PyTorch.
void softmaxRows(MutableMatrixView x);

} // namespace headscope
