// How far two matrices are apart, for tests of the engine.
#pragma once

#include "src/tensor/matrix_view.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdint>
#include <limits>

namespace headscope {

/// Largest |a − b|. Equal infinities differ by 0, a NaN or another size by infinity.
template <typename A, typename B>
double largestDifference(const A &a, const B &b, int rows, int cols)
{
    double largest = 0;
    for (int r = 0; r < rows; ++r) {
        for (int c = 0; c < cols; ++c) {
            const double x = a(r, c);
            const double y = b(r, c);
            const double difference = x == y ? 0 : std::abs(x - y);
            largest = std::isnan(difference) ? std::numeric_limits<double>::infinity() : std::max(largest, difference);
        }
    }
    return largest;
}

/// The same numbers to the last bit?
inline bool sameBits(MatrixView a, MatrixView b)
{
    if (a.rows != b.rows || a.cols != b.cols)
        return false;
    for (int r = 0; r < a.rows; ++r)
        for (int c = 0; c < a.cols; ++c)
            if (std::bit_cast<std::uint32_t>(a(r, c)) != std::bit_cast<std::uint32_t>(b(r, c)))
                return false;
    return true;
}

} // namespace headscope
