// Layer normalisation of each row. Ba, Kiros & Hinton 2016, arXiv:1607.06450.
// Trap: the variance divides by the width, not by the width − 1.
#pragma once

#include "src/tensor/mutable_matrix_view.h"

namespace headscope {

/// out(r, c) = (x(r, c) − mean_r) / √(variance_r + epsilon) · gain(c) + shift(c). x [R, D], gain and shift [1, D], shift may be empty.
/// A row's result does not depend on the other rows.
void layerNorm(MatrixView x, MatrixView gain, MatrixView shift, float epsilon, MutableMatrixView out);

} // namespace headscope
