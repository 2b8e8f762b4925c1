#include "ui/views/matrix/value_range.h"

#include "src/analysis/missing_number.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace headscope {

double ValueRange::magnitude() const
{
    return empty() ? 0 : std::max(std::abs(low), std::abs(high));
}

ValueRange ValueRange::symmetric() const
{
    if (empty())
        return *this;
    return {-magnitude(), magnitude()};
}

double ValueRange::position(double value, bool diverging) const
{
    if (diverging) {
        const double most = magnitude();
        return most > 0 ? value / most : value * 0;
    }
    // A matrix of equal numbers has no spread: the middle of the scale claims neither end.
    return high > low ? (value - low) / (high - low) : 0.5 + value * 0;
}

bool hasUndefined(const MatrixView &numbers)
{
    for (int r = 0; r < numbers.rows; ++r)
        for (int c = 0; c < numbers.cols; ++c)
            if (std::isnan(numbers(r, c)) && !isMissing(numbers(r, c)))
                return true;
    return false;
}

ValueRange rangeOf(const MatrixView &numbers)
{
    float low = std::numeric_limits<float>::infinity();
    float high = -low;
    for (int r = 0; r < numbers.rows; ++r) {
        for (int c = 0; c < numbers.cols; ++c) {
            const float value = numbers(r, c);
            if (!std::isfinite(value))
                continue;
            low = std::min(low, value);
            high = std::max(high, value);
        }
    }
    if (high < low)
        return {};
    return {low, high};
}

} // namespace headscope
