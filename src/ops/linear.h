// The affine map of a layer: y = x · W + b.
#pragma once

#include "src/tensor/mutable_matrix_view.h"

namespace headscope {

/// out = x · weight + bias. x [R, I], weight [I, C], bias [1, C] or empty, out [R, C]. Tiles as in matmul.h.
void linear(MatrixView x, MatrixView weight, MatrixView bias, MutableMatrixView out);

} // namespace headscope
