// A borrowed two-dimensional window over f32 numbers, and the same with its memory kept alive.
#pragma once

#include <cstddef>
#include <memory>
#include <utility>

namespace headscope {

/// rows × cols numbers at data[r * rowStride + c * colStride]. Owns nothing.
struct MatrixView {
    const float *data = nullptr;
    int rows = 0;
    int cols = 0;
    std::ptrdiff_t rowStride = 0;
    std::ptrdiff_t colStride = 1;

    float operator()(int row, int col) const { return data[row * rowStride + col * colStride]; }
    bool empty() const { return rows == 0 || cols == 0; }
    MatrixView transposed() const { return {data, cols, rows, colStride, rowStride}; }
    MatrixView block(int row, int col, int rowCount, int colCount) const
    {
        return {data + row * rowStride + col * colStride, rowCount, colCount, rowStride, colStride};
    }
};

/// A view that stays valid for as long as the Matrix (or a copy of it) lives. Immutable, cheap to copy, safe across threads.
struct Matrix {
    MatrixView view;
    std::shared_ptr<const void> owner;

    float operator()(int row, int col) const { return view(row, col); }
    int rows() const { return view.rows; }
    int cols() const { return view.cols; }
    bool empty() const { return view.empty(); }
    Matrix transposed() const { return {view.transposed(), owner}; }
};

} // namespace headscope
