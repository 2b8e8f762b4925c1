// A matrix made small enough to be seen: each cell of the result is the number of largest size among those it stands for, sign kept.
// Trap: a mean would wash out the thin lines that attention draws, and picking every second cell would lose them.
#pragma once

#include "src/tensor/matrix_view.h"

#include <vector>

namespace headscope {

class LargestPool {
public:
    /// Of a rows × cols matrix into at most mostRows × mostCols; a side that is short enough stays as it is.
    LargestPool(int rows, int cols, int mostRows, int mostCols);

    /// Rows firstRow … of the matrix; blocks may come in any order. −∞ (masked) and NaN give way to every finite number.
    void addRows(int firstRow, const MatrixView &block);

    int rows() const { return m_pooledRows; }
    int cols() const { return m_pooledCols; }
    /// True when a cell of the result stands for more than one number.
    bool pools() const { return m_pooledRows < m_rows || m_pooledCols < m_cols; }
    MatrixView view() const { return {m_values.data(), m_pooledRows, m_pooledCols, m_pooledCols, 1}; }
    /// The result, moved out: rows() × cols(), row by row. Cells no block reached are −∞.
    std::vector<float> take() { return std::move(m_values); }

private:
    int m_rows;
    int m_cols;
    int m_pooledRows;
    int m_pooledCols;
    std::vector<float> m_values;
};

} // namespace headscope
