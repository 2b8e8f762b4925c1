#include "src/analysis/largest_pool.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>

namespace headscope {

LargestPool::LargestPool(int rows, int cols, int mostRows, int mostCols)
    : m_rows(rows)
    , m_cols(cols)
    , m_pooledRows(std::min(rows, mostRows))
    , m_pooledCols(std::min(cols, mostCols))
    , m_values(std::size_t(m_pooledRows) * m_pooledCols, -std::numeric_limits<float>::infinity())
{
}

void LargestPool::addRows(int firstRow, const MatrixView &block)
{
    for (int r = 0; r < block.rows; ++r) {
        const auto pooledRow = static_cast<std::size_t>(static_cast<long long>(firstRow + r) * m_pooledRows / m_rows);
        float *line = m_values.data() + pooledRow * m_pooledCols;
        for (int c = 0; c < block.cols; ++c) {
            const float value = block(r, c);
            float &best = line[static_cast<long long>(c) * m_pooledCols / m_cols];
            if (std::isfinite(value) && (!std::isfinite(best) || std::abs(value) > std::abs(best)))
                best = value;
        }
    }
}

} // namespace headscope
