// Numbers of a computation that are needed only until its next step, and loops over their rows.
#pragma once

#include "src/devices/cpu/threads.h"
#include "src/ops/matmul.h"
#include "src/tensor/buffer_pool.h"

#include <algorithm>

namespace headscope {

/// Rows whose norm and projections are made at a time: a multiple of kTileRows, so that nothing of a long text but what is asked for takes
/// memory.
inline constexpr int kProjectedRows = 4 * kTileRows;

struct WorkMatrix {
    WorkMatrix(BufferPool &pool, int rows, int cols)
        : buffer(pool.take(static_cast<std::size_t>(rows) * static_cast<std::size_t>(cols)))
        , view(buffer.view(rows, cols))
    {
    }

    Buffer buffer;
    MutableMatrixView view;
};

// Rows a thread takes at a time in loops without a product; a number's cost there is that of about 8 multiplications.
inline constexpr int kRowsAtATime = 16;
inline constexpr double kCostOfNumber = 8;

/// body(first, rows) for all rows of `out`; on several threads when there is enough to do.
template <typename Body>
void forRows(MutableMatrixView out, const Body &body)
{
    const int blocks = (out.rows + kRowsAtATime - 1) / kRowsAtATime;
    forTasks(blocks, kCostOfNumber * out.rows * out.cols, [&](int index, int) {
        const int first = index * kRowsAtATime;
        body(first, std::min(kRowsAtATime, out.rows - first));
    });
}

/// out = a + b, number by number.
inline void addRows(MatrixView a, MatrixView b, MutableMatrixView out)
{
    for (int r = 0; r < out.rows; ++r)
        for (int c = 0; c < out.cols; ++c)
            out(r, c) = a(r, c) + b(r, c);
}

/// out = a, whose rows are contiguous.
inline void copyRows(MatrixView a, MutableMatrixView out)
{
    for (int r = 0; r < out.rows; ++r)
        std::copy_n(a.data + r * a.rowStride, out.cols, out.row(r));
}

} // namespace headscope
