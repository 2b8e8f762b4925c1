// Smallest and largest finite number of a matrix, and whether some are undefined: what a colour scale spans and a legend prints.
#pragma once

#include "src/patterns/pooled_pattern.h"
#include "src/tensor/matrix_view.h"

#include <cmath>

namespace headscope {

struct ValueRange {
    double low = 0;
    double high = -1; ///< below low: there is no finite number
    bool undefined = false; ///< there is NaN, but for those that are not there (missing_number.h)

    bool empty() const { return high < low; }
    /// Largest distance from zero; 0 when empty.
    double magnitude() const;
    /// From −magnitude to magnitude, for diverging scales: zero is the middle of the scale.
    ValueRange symmetric() const;
    /// What both span together.
    ValueRange with(const ValueRange &other) const;
    /// Place of a number on a scale: [0, 1], or [−1, 1] for a diverging scale (whose range must be symmetric). ∞ is at its end, NaN stays
    /// NaN.
    double position(double value, bool diverging) const;
};

/// Infinities (masked scores) are left out.
ValueRange rangeOf(const MatrixView &numbers);
/// Of the pattern itself.
ValueRange rangeOf(const PooledPattern &pooled);

/// Distance from zero, to sort and choose by: what is undefined comes first, so that it never vanishes behind other numbers.
inline double sizeOf(double number)
{
    return std::isnan(number) ? HUGE_VAL : std::abs(number);
}

} // namespace headscope
