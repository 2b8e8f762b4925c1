// Smallest and largest finite number of a matrix: what a colour scale spans and a legend prints.
#pragma once

#include "src/tensor/matrix_view.h"

namespace headscope {

struct ValueRange {
    double low = 0;
    double high = -1; ///< below low: there is no finite number

    bool empty() const { return high < low; }
    /// Largest distance from zero; 0 when empty.
    double magnitude() const;
    /// From −magnitude to magnitude, for diverging scales: zero is the middle of the scale.
    ValueRange symmetric() const;
    /// Place of a number on a scale: [0, 1], or [−1, 1] for a diverging scale (whose range must be symmetric). NaN stays NaN.
    double position(double value, bool diverging) const;
};

/// Is one of them NaN, but for those that are not there (missing_number.h)?
bool hasUndefined(const MatrixView &numbers);
/// NaN and infinities (masked scores) are left out.
ValueRange rangeOf(const MatrixView &numbers);

} // namespace headscope
