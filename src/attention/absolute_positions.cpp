#include "src/attention/absolute_positions.h"

#include "src/error.h"

#include <cmath>
#include <string>

namespace headscope {

void sinusoidalPositions(int firstRow, MutableMatrixView out)
{
    // In double: at position 10,000 a float angle is off by 5e-4.
    for (int r = 0; r < out.rows; ++r) {
        for (int c = 0; c < out.cols; ++c) {
            const double angle = (firstRow + r) * std::pow(10000.0, -static_cast<double>(c - c % 2) / out.cols);
            out(r, c) = static_cast<float>(c % 2 == 0 ? std::sin(angle) : std::cos(angle));
        }
    }
}

void learnedPositions(MatrixView table, int firstRow, MutableMatrixView out)
{
    if (firstRow + out.rows > table.rows)
        throw Error(
            "position " + std::to_string(firstRow + out.rows) + " is beyond the " + std::to_string(table.rows) + " learned positions");
    for (int r = 0; r < out.rows; ++r)
        for (int c = 0; c < out.cols; ++c)
            out(r, c) = table(firstRow + r, c);
}

} // namespace headscope
