// Softmax over each row, in place: scores become weights that sum to 1.
#pragma once

#include "src/tensor/mutable_matrix_view.h"

#include <span>

namespace headscope {

/// Of one row: its largest score, and the sum of exp(score − largest). Whoever knows them can make any part of the row's weights alone.
struct SoftmaxSums {
    float largest = 0; ///< 0 for a row of nothing but −∞
    float sum = 1;
};

/// x(r, c) := exp(x(r, c) − max_r) / Σ_c exp(x(r, c) − max_r). −∞ gives exactly 0. A row of nothing but −∞ gives zeros: a query
/// that may look at nothing receives nothing. (PyTorch gives NaN there.) A NaN or +∞ makes its row NaN, as in PyTorch.
/// sums: empty, or one for each row to be filled in.
void softmaxRows(MutableMatrixView x, std::span<SoftmaxSums> sums = {});
/// x(r, c) := exp(x(r, c) − largest_r) / sum_r: some columns of rows whose sums are known.
void softmaxPart(MutableMatrixView x, std::span<const SoftmaxSums> sums);

} // namespace headscope
