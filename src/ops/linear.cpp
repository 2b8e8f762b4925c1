#include "src/ops/linear.h"

#include "src/devices/cpu/threads.h"
#include "src/error.h"
#include "src/ops/matmul.h"

#include <algorithm>
#include <string>
#include <vector>

namespace headscope {

namespace {

// Numbers of a converted tile: 1 MiB, so that they are still in the second-level cache when the product reads them.
constexpr int kConvertedNumbers = 1 << 18;

// Rows that one thread multiplies with a tile it converted: enough that converting costs under a hundredth, few enough that a narrow
// weight still gives work to every thread. A multiple of kTileRows.
constexpr int kRowsOfTask = 2 * kTileRows;

void addConverted(MatrixView x, const StoredMatrix &weight, MutableMatrixView out)
{
    const int width = tileColumns(weight);
    const int tiles = (out.cols + width - 1) / width;
    const double work = static_cast<double>(out.rows + 4) * out.cols * x.cols; // a conversion costs about 4 multiplications
    const int parts = (out.rows + kRowsOfTask - 1) / kRowsOfTask;
    forTasks(tiles * parts, work, [&](int index, int) {
        thread_local std::vector<float> memory;
        const int column = index / parts * width;
        const int columns = std::min(width, out.cols - column);
        const int row = index % parts * kRowsOfTask;
        const int rows = std::min(kRowsOfTask, out.rows - row);
        multiplyAdd(x.block(row, 0, rows, x.cols), weightTile(weight, column, columns, memory), out.block(row, column, rows, columns));
    });
}

} // namespace

int tileColumns(const StoredMatrix &weight)
{
    return weight.inPlace() ? kTileColumns : std::clamp(kConvertedNumbers / std::max(weight.rows(), 1), 16, kTileColumns);
}

MatrixView weightTile(const StoredMatrix &weight, int column, int columns, std::vector<float> &memory)
{
    StoredMatrix part = weight.block(0, column, weight.rows(), columns);
    if (const std::optional<MatrixView> view = part.inPlace())
        return *view;
    // In the order in which it is stored: a transposition would cost more than the conversion.
    const bool flip = part.isTransposed();
    if (flip)
        part = part.transposed();
    memory.resize(std::max(memory.size(), static_cast<std::size_t>(part.rows()) * static_cast<std::size_t>(part.cols())));
    const MutableMatrixView numbers{memory.data(), part.rows(), part.cols(), part.cols()};
    part.copyTo(numbers);
    const MatrixView view = numbers;
    return flip ? view.transposed() : view;
}

void linear(MatrixView x, const StoredMatrix &weight, MatrixView bias, MutableMatrixView out)
{
    if (!bias.empty() && (bias.cols != out.cols || bias.colStride != 1))
        throw Error("a bias of " + std::to_string(bias.cols) + " numbers for " + std::to_string(out.cols) + " columns", "linear map");
    if (x.cols != weight.rows() || out.cols != weight.cols() || x.rows != out.rows)
        throw Error("sizes do not fit: [" + std::to_string(x.rows) + ", " + std::to_string(x.cols) + "] · [" + std::to_string(weight.rows())
                + ", " + std::to_string(weight.cols()) + "] → [" + std::to_string(out.rows) + ", " + std::to_string(out.cols) + "]",
            "linear map");
    const std::optional<MatrixView> inPlace = weight.inPlace();
    if (inPlace && bias.empty()) {
        multiply(x, *inPlace, out);
        return;
    }
    for (int r = 0; r < out.rows; ++r) {
        if (bias.empty())
            std::fill_n(out.row(r), out.cols, 0.0f);
        else
            std::copy_n(bias.data, out.cols, out.row(r));
    }
    if (inPlace)
        multiplyAdd(x, *inPlace, out);
    else
        addConverted(x, weight, out);
}

} // namespace headscope
