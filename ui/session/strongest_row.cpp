#include "ui/session/strongest_row.h"

#include <algorithm>

namespace headscope {

int strongestRow(const Trace &trace, int layer, int head)
{
    constexpr int kInSight = 64;
    const int rows = std::min(trace.tokenCount(), kInSight);
    if (rows == 0)
        return -1;
    const Matrix weights = trace.rows({Stage::weights, layer, head}, 0, rows);
    int best = 0;
    float largest = -1;
    for (int row = 0; row < rows; ++row) {
        for (int column = 1; column < weights.cols(); ++column) {
            if (column != row && weights(row, column) > largest) {
                largest = weights(row, column);
                best = row;
            }
        }
    }
    return best;
}

} // namespace headscope
