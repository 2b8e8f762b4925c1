#include "src/ops/matmul.h"

#include "src/devices/cpu/threads.h"
#include "src/error.h"

#include <Eigen/Core>

#include <algorithm>
#include <string>

namespace headscope {

namespace {

using RowMajor = Eigen::Matrix<float, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
using ColumnMajor = Eigen::Matrix<float, Eigen::Dynamic, Eigen::Dynamic, Eigen::ColMajor>;
using Rows = Eigen::Map<const RowMajor, 0, Eigen::OuterStride<>>;
using Columns = Eigen::Map<const ColumnMajor, 0, Eigen::OuterStride<>>;
using Out = Eigen::Map<RowMajor, 0, Eigen::OuterStride<>>;

// The stride of a single row is never used, but BLAS refuses one that is shorter than the row (a transposed column has 1).
Rows rowsOf(MatrixView view)
{
    return {view.data, view.rows, view.cols, Eigen::OuterStride<>(view.rows == 1 ? view.cols : view.rowStride)};
}

Columns columnsOf(MatrixView view)
{
    return {view.data, view.rows, view.cols, Eigen::OuterStride<>(view.cols == 1 ? view.rows : view.colStride)};
}

template <typename A, typename B>
void tileProduct(const A &a, const B &b, MutableMatrixView out, bool add)
{
    Out target(out.data, out.rows, out.cols, Eigen::OuterStride<>(out.rowStride));
    if (add)
        target.noalias() += a * b;
    else
        target.noalias() = a * b;
}

void tile(MatrixView a, MatrixView b, MutableMatrixView out, bool add)
{
    if (a.colStride == 1 && b.colStride == 1)
        tileProduct(rowsOf(a), rowsOf(b), out, add);
    else if (a.colStride == 1)
        tileProduct(rowsOf(a), columnsOf(b), out, add);
    else if (b.colStride == 1)
        tileProduct(columnsOf(a), rowsOf(b), out, add);
    else
        tileProduct(columnsOf(a), columnsOf(b), out, add);
}

std::string sizeText(MatrixView view)
{
    return "[" + std::to_string(view.rows) + ", " + std::to_string(view.cols) + "]";
}

void check(MatrixView a, MatrixView b, MatrixView out)
{
    if (a.cols != b.rows || a.rows != out.rows || b.cols != out.cols)
        throw Error("sizes do not fit: " + sizeText(a) + " · " + sizeText(b) + " → " + sizeText(out), "matrix product");
    const auto contiguous = [](MatrixView view) { return view.colStride == 1 || view.rowStride == 1; };
    if (!contiguous(a) || !contiguous(b))
        throw Error("a factor is contiguous neither along its rows nor along its columns", "matrix product");
}

void product(MatrixView a, MatrixView b, MutableMatrixView out, bool add)
{
    check(a, b, out);
    if (out.empty())
        return;
    const int rowTiles = (out.rows + kTileRows - 1) / kTileRows;
    const int columnTiles = (out.cols + kTileColumns - 1) / kTileColumns;
    const auto compute = [&](int index, int) {
        const int row = index / columnTiles * kTileRows;
        const int column = index % columnTiles * kTileColumns;
        const int rows = std::min(kTileRows, out.rows - row);
        const int columns = std::min(kTileColumns, out.cols - column);
        tile(a.block(row, 0, rows, a.cols), b.block(0, column, b.rows, columns), out.block(row, column, rows, columns), add);
    };
    forTasks(rowTiles * columnTiles, static_cast<double>(out.rows) * out.cols * a.cols, compute);
}

} // namespace

void multiply(MatrixView a, MatrixView b, MutableMatrixView out)
{
    product(a, b, out, false);
}

void multiplyAdd(MatrixView a, MatrixView b, MutableMatrixView out)
{
    product(a, b, out, true);
}

} // namespace headscope
