// A borrowed window that may be written. Rows are contiguous (colStride 1), which is what every computing loop wants.
#pragma once

#include "src/tensor/matrix_view.h"

#include <cstddef>

namespace headscope {

/// rows × cols numbers at data[r * rowStride + c]. Owns nothing.
struct MutableMatrixView {
    float *data = nullptr;
    int rows = 0;
    int cols = 0;
    std::ptrdiff_t rowStride = 0;

    float &operator()(int row, int col) const { return data[row * rowStride + col]; }
    float *row(int row) const { return data + row * rowStride; }
    bool empty() const { return rows == 0 || cols == 0; }
    MutableMatrixView block(int row, int col, int rowCount, int colCount) const
    {
        return {data + row * rowStride + col, rowCount, colCount, rowStride};
    }
    MutableMatrixView rowRange(int row, int rowCount) const { return block(row, 0, rowCount, cols); }
    operator MatrixView() const { return {data, rows, cols, rowStride, 1}; }
};

} // namespace headscope
