// Matrix products: Eigen, with OpenBLAS beneath when it was found.
// A product is computed in fixed tiles, shared out over threads when it is large. So its bits do not depend on the number of
// threads, and a run of rows that starts at a multiple of kTileRows comes out as it does within the whole product.
#pragma once

#include "src/tensor/mutable_matrix_view.h"

namespace headscope {

/// Rows and columns of one tile.
inline constexpr int kTileRows = 256;
inline constexpr int kTileColumns = 256;

/// out = a · b. a [R, I], b [I, C], out [R, C]; a and b contiguous along rows or along columns. Throws Error if the sizes differ.
void multiply(MatrixView a, MatrixView b, MutableMatrixView out);
/// out += a · b.
void multiplyAdd(MatrixView a, MatrixView b, MutableMatrixView out);

} // namespace headscope
