#include "src/tensor/stored_matrix.h"

#include "src/error.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <string>
#include <utility>

namespace headscope {

namespace {

// Enough for one block of every quantised type.
constexpr std::size_t kLargestBlock = 256;

bool isAligned(const std::byte *data, std::ptrdiff_t rowBytes)
{
    return reinterpret_cast<std::uintptr_t>(data) % alignof(float) == 0 && rowBytes % static_cast<std::ptrdiff_t>(alignof(float)) == 0;
}

} // namespace

StoredMatrix::StoredMatrix(DType type, std::span<const std::byte> bytes, int rows, int cols)
    : m_type(type)
    , m_data(bytes.data())
    , m_rows(rows)
    , m_cols(cols)
{
    if (!convertsToFloat(type) || static_cast<std::size_t>(cols) % blockNumbers(type) != 0
        || bytesOf(type, static_cast<std::size_t>(rows) * static_cast<std::size_t>(cols)) != bytes.size())
        throw Error(std::to_string(bytes.size()) + " bytes of type " + std::string(nameOf(type)) + " are not a matrix ["
            + std::to_string(rows) + ", " + std::to_string(cols) + "] of numbers");
    m_rowBytes = static_cast<std::ptrdiff_t>(bytesOf(type, static_cast<std::size_t>(cols)));
}

StoredMatrix::StoredMatrix(MatrixView numbers)
    : m_data(reinterpret_cast<const std::byte *>(numbers.data))
    , m_rows(numbers.rows)
    , m_cols(numbers.cols)
{
    m_transposed = numbers.colStride != 1;
    if (m_transposed)
        std::swap(m_rows, m_cols);
    m_rowBytes = (m_transposed ? numbers.colStride : numbers.rowStride) * static_cast<std::ptrdiff_t>(sizeof(float));
}

StoredMatrix StoredMatrix::transposed() const
{
    StoredMatrix other = *this;
    other.m_transposed = !m_transposed;
    return other;
}

StoredMatrix StoredMatrix::block(int row, int col, int rowCount, int colCount) const
{
    if (m_transposed) {
        std::swap(row, col);
        std::swap(rowCount, colCount);
    }
    StoredMatrix part = *this;
    part.m_firstRow += row;
    part.m_firstCol += col;
    part.m_rows = rowCount;
    part.m_cols = colCount;
    return part;
}

StoredMatrix StoredMatrix::bundledRows(int first, int run, int step, int count) const
{
    StoredMatrix part = *this;
    part.m_data += first * m_rowBytes;
    part.m_run = run;
    part.m_step = step;
    part.m_rows = count;
    return part;
}

const std::byte *StoredMatrix::storedRow(int row) const
{
    const int seen = m_firstRow + row;
    const std::ptrdiff_t stored = m_run == 0 ? seen : static_cast<std::ptrdiff_t>(seen / m_run) * m_step + seen % m_run;
    return m_data + stored * m_rowBytes;
}

std::optional<MatrixView> StoredMatrix::inPlace() const
{
    if (m_type != DType::f32 || m_run != 0 || !isAligned(m_data, m_rowBytes))
        return std::nullopt;
    const float *first = m_rows == 0 ? nullptr : reinterpret_cast<const float *>(storedRow(0)) + m_firstCol;
    const MatrixView view{first, m_rows, m_cols, m_rowBytes / static_cast<std::ptrdiff_t>(sizeof(float)), 1};
    return m_transposed ? view.transposed() : view;
}

void StoredMatrix::convert(int row, int col, std::span<float> out) const
{
    const auto numbers = static_cast<int>(blockNumbers(m_type));
    const std::size_t bytes = blockBytes(m_type);
    const std::byte *blocks = storedRow(row);
    int at = m_firstCol + col;
    const auto toBlock = [&](int number) { return blocks + static_cast<std::size_t>(number / numbers) * bytes; };
    while (!out.empty()) {
        if (at % numbers == 0 && out.size() >= static_cast<std::size_t>(numbers)) {
            const std::size_t whole = out.size() / static_cast<std::size_t>(numbers);
            const std::size_t count = whole * static_cast<std::size_t>(numbers);
            toFloats(m_type, {toBlock(at), whole * bytes}, out.first(count));
            out = out.subspan(count);
            at += static_cast<int>(count);
            continue;
        }
        // The rest of a block that was begun, or a part of the last.
        std::array<float, kLargestBlock> block;
        toFloats(m_type, {toBlock(at), bytes}, std::span(block).first(static_cast<std::size_t>(numbers)));
        const int begin = at % numbers;
        const std::size_t count = std::min(out.size(), static_cast<std::size_t>(numbers - begin));
        std::copy_n(block.begin() + begin, count, out.begin());
        out = out.subspan(count);
        at += static_cast<int>(count);
    }
}

void StoredMatrix::copyTo(MutableMatrixView out) const
{
    if (!m_transposed) {
        for (int row = 0; row < m_rows; ++row)
            convert(row, 0, {out.row(row), static_cast<std::size_t>(m_cols)});
        return;
    }
    // Some numbers of a row at a time, so that the columns they are written to stay in the cache.
    std::array<float, kLargestBlock> piece;
    for (int col = 0; col < m_cols; col += static_cast<int>(kLargestBlock)) {
        const int count = std::min(static_cast<int>(kLargestBlock), m_cols - col);
        for (int row = 0; row < m_rows; ++row) {
            convert(row, col, std::span(piece).first(static_cast<std::size_t>(count)));
            for (int i = 0; i < count; ++i)
                out(col + i, row) = piece[static_cast<std::size_t>(i)];
        }
    }
}

Matrix StoredMatrix::numbers(std::shared_ptr<const void> owner) const
{
    if (const std::optional<MatrixView> view = inPlace())
        return {*view, std::move(owner)};
    return copy();
}

Matrix StoredMatrix::copy() const
{
    const auto size = static_cast<std::size_t>(m_rows) * static_cast<std::size_t>(m_cols);
    const std::shared_ptr<float[]> memory(new float[size]);
    StoredMatrix stored = *this; // in the order in which it is stored
    stored.m_transposed = false;
    stored.copyTo({memory.get(), m_rows, m_cols, m_cols});
    const MatrixView view{memory.get(), m_rows, m_cols, m_cols, 1};
    return {m_transposed ? view.transposed() : view, memory};
}

float StoredMatrix::operator()(int row, int col) const
{
    float number = 0;
    convert(m_transposed ? col : row, m_transposed ? row : col, {&number, 1});
    return number;
}

} // namespace headscope
