#include "src/attention/absolute_positions.h"

#include <cmath>

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

void sinusoidalHalves(int firstRow, MutableMatrixView out)
{
    const int sines = (out.cols + 1) / 2;
    for (int r = 0; r < out.rows; ++r) {
        for (int c = 0; c < out.cols; ++c) {
            const int pair = c < sines ? c : c - sines;
            const double angle = (firstRow + r) * std::pow(10000.0, -2.0 * pair / out.cols);
            out(r, c) = static_cast<float>(c < sines ? std::sin(angle) : std::cos(angle));
        }
    }
}

} // namespace headscope
