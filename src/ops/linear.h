// The affine map of a layer: y = x · W + b.
#pragma once

#include "src/tensor/mutable_matrix_view.h"
#include "src/tensor/stored_matrix.h"

#include <vector>

namespace headscope {

/// out = x · weight + bias. x [R, I], weight [I, C], bias [1, C] or empty, out [R, C]. Tiles as in matmul.h. A weight that is not f32 is
/// converted a tile at a time, in memory that does not grow with the weight.
void linear(MatrixView x, const StoredMatrix &weight, MatrixView bias, MutableMatrixView out);

/// How many columns of a weight are worked on at a time.
int tileColumns(const StoredMatrix &weight);
/// Columns [column, column + columns) as numbers: in place, or converted into `memory`, which grows as needed.
MatrixView weightTile(const StoredMatrix &weight, int column, int columns, std::vector<float> &memory);

} // namespace headscope
