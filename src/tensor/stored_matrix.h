// A matrix as a checkpoint stores it, in any number format, seen as it is used: nothing is copied or converted until numbers are asked
// for. f32 is read in place; f16, bf16 and block-quantised numbers are converted piece by piece, each time they are needed.
// Trap: some fused matrices store the rows of q, k and v head by head. bundledRows describes that, so they too are only views.
#pragma once

#include "src/tensor/dtype.h"
#include "src/tensor/matrix_view.h"
#include "src/tensor/mutable_matrix_view.h"

#include <cstddef>
#include <memory>
#include <optional>
#include <span>

namespace headscope {

/// Owns nothing. transposed() swaps what rows and columns mean, not the bytes.
class StoredMatrix {
public:
    StoredMatrix() = default;
    /// `bytes` hold rows × cols numbers of `type` row by row without gaps; of a block-quantised type a row is whole blocks.
    /// Throws Error when the bytes are of another length, or for a type that cannot be converted.
    StoredMatrix(DType type, std::span<const std::byte> bytes, int rows, int cols);
    /// Numbers in memory, contiguous along rows or along columns.
    StoredMatrix(MatrixView numbers);

    int rows() const { return m_transposed ? m_cols : m_rows; }
    int cols() const { return m_transposed ? m_rows : m_cols; }
    bool empty() const { return m_rows == 0 || m_cols == 0; }
    DType dtype() const { return m_type; }
    bool isTransposed() const { return m_transposed; }

    StoredMatrix transposed() const;
    StoredMatrix block(int row, int col, int rowCount, int colCount) const;
    /// Of a matrix whose stored rows come in bundles of `step`: the `run` rows from `first` of each bundle, `count` rows together.
    /// Called before transposed() and block().
    StoredMatrix bundledRows(int first, int run, int step, int count) const;

    /// The first stored row, in the checkpoint's memory; nullptr when empty.
    const std::byte *data() const { return m_data; }

    /// In place, when the numbers are f32, aligned and not in bundles.
    std::optional<MatrixView> inPlace() const;
    /// out = the numbers, converted. out [rows(), cols()].
    void copyTo(MutableMatrixView out) const;
    /// In place if possible, else converted into memory of its own. `owner` keeps the stored bytes alive.
    Matrix numbers(std::shared_ptr<const void> owner) const;
    /// In memory of its own: for numbers that are looked at later, when the stored ones may have changed.
    Matrix copy() const;
    float operator()(int row, int col) const;

private:
    const std::byte *storedRow(int row) const;
    /// Numbers [col, col + out.size()) of a stored row.
    void convert(int row, int col, std::span<float> out) const;

    DType m_type = DType::f32;
    const std::byte *m_data = nullptr; // of the first stored row, column 0
    std::ptrdiff_t m_rowBytes = 0; // from one stored row to the next
    int m_rows = 0; // seen, before transposition
    int m_cols = 0;
    int m_firstRow = 0;
    int m_firstCol = 0;
    int m_run = 0; // rows of a bundle that are seen; 0: rows follow one another
    int m_step = 0;
    bool m_transposed = false;
};

} // namespace headscope
