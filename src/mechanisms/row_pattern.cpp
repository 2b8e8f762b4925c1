#include "src/mechanisms/row_pattern.h"

#include <algorithm>

namespace headscope {

RowPattern::RowPattern(int queries, int keys, FillRow fill, std::string formula, bool rowsSumToOne)
    : Pattern(eachToken(queries), eachToken(keys))
    , m_fill(std::move(fill))
    , m_formula(std::move(formula))
    , m_rowsSumToOne(rowsSumToOne)
{
}

void RowPattern::block(int firstRow, int firstColumn, MutableMatrixView out) const
{
    std::vector<float> row(static_cast<std::size_t>(columnCount()));
    for (int r = 0; r < out.rows; ++r) {
        std::ranges::fill(row, 0.0F);
        m_fill(firstRow + r, row);
        std::copy_n(row.begin() + firstColumn, out.cols, out.row(r));
    }
}

} // namespace headscope
