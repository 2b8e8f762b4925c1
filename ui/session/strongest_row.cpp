#include "ui/session/strongest_row.h"

#include "ui/session/prompt.h"

#include <algorithm>

namespace headscope {

int strongestRow(const Trace &trace, int layer, int head)
{
    constexpr int kInSight = 64;
    const StageKey key{Stage::weights, layer, head};
    const bool cross = trace.config().layer(layer).cross;
    const int rows = std::min(trace.rowCount(key), kInSight);
    if (!hasTokens(trace))
        return -1;
    const Matrix weights = trace.rows(key, 0, rows);
    int best = 0;
    float largest = -1;
    for (int row = 0; row < rows; ++row) {
        for (int column = 1; column < weights.cols(); ++column) {
            if ((cross || column != row) && weights(row, column) > largest) {
                largest = weights(row, column);
                best = row;
            }
        }
    }
    return best;
}

} // namespace headscope
