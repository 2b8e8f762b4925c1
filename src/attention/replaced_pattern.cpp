#include "src/attention/replaced_pattern.h"

#include <algorithm>

namespace headscope {

namespace {

void makeUniform(const Mask &mask, int query, MutableMatrixView row)
{
    int allowed = 0;
    for (int key = 0; key < row.cols; ++key)
        allowed += mask.allows(query, key) ? 1 : 0;
    for (int key = 0; key < row.cols; ++key)
        row(0, key) = mask.allows(query, key) ? 1.0f / static_cast<float>(allowed) : 0.0f;
}

void lookBack(const Mask &mask, int query, MutableMatrixView row)
{
    std::fill_n(row.row(0), row.cols, 0.0f);
    for (const int key : {query - 1, query}) {
        if (key >= 0 && key < row.cols && mask.allows(query, key)) {
            row(0, key) = 1;
            return;
        }
    }
}

} // namespace

void replacePattern(const Edit &edit, const Mask &mask, int firstRow, MutableMatrixView weights)
{
    if (edit.rule == PatternRule::previousToken && !mask.seesItself)
        return; // queries and keys are of different texts
    for (int r = 0; r < weights.rows; ++r) {
        const int query = firstRow + r;
        const MutableMatrixView row = weights.rowRange(r, 1);
        if (edit.rule == PatternRule::given) {
            const auto &rows = edit.patch->rows;
            const auto found = std::lower_bound(rows.begin(), rows.end(), query);
            if (found == rows.end() || *found != query)
                continue;
            const auto index = static_cast<int>(found - rows.begin());
            for (int key = 0; key < row.cols; ++key)
                row(0, key) = edit.patch->values(index, key);
        } else if (edit.row == Edit::kAll || edit.row == query) {
            edit.rule == PatternRule::uniform ? makeUniform(mask, query, row) : lookBack(mask, query, row);
        }
    }
}

} // namespace headscope
