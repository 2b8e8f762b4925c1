// Root-mean-square normalisation of each row: layer normalisation without the mean. Zhang & Sennrich 2019, arXiv:1910.07467.
#pragma once

#include "src/tensor/mutable_matrix_view.h"

namespace headscope {

/// out(r, c) = x(r, c) / √(mean of squares_r + epsilon) · (gainOffset + gain(c)) + shift(c). x [R, D], gain and shift [1, D]; shift is
/// usually empty.
/// A row's result does not depend on the other rows.
void rmsNorm(MatrixView x, MatrixView gain, MatrixView shift, float epsilon, MutableMatrixView out, float gainOffset = 0);

} // namespace headscope
