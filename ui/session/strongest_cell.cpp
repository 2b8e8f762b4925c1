#include "ui/session/strongest_cell.h"

#include <algorithm>
#include <cmath>

namespace headscope {

int strongestColumn(const Trace &trace, const StageKey &key, int row)
{
    const Matrix values = trace.rows(key, row, 1);
    int best = -1;
    for (int column = 0; column < values.cols(); ++column) {
        const float magnitude = std::abs(values(0, column));
        if (std::isfinite(magnitude) && (best < 0 || magnitude > std::abs(values(0, best))))
            best = column;
    }
    return best;
}

int strongestRow(const Trace &trace, int layer, int head)
{
    constexpr int kInSight = 64;
    const int rows = std::min(trace.tokenCount(), kInSight);
    if (rows == 0)
        return -1;
    const Matrix weights = trace.rows({Stage::weights, layer, head}, 0, rows);
    int best = 0;
    float largest = -1;
    // The first query of a causal model can only look at itself, and the second nearly so.
    for (int row = std::min(2, rows - 1); row < rows; ++row) {
        for (int column = 0; column < weights.cols(); ++column) {
            if (column != row && weights(row, column) > largest) {
                largest = weights(row, column);
                best = row;
            }
        }
    }
    return best;
}

} // namespace headscope
