#include "ui/views/shared/matrix/value_range.h"

#include "src/tensor/missing_number.h"

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
    return {-magnitude(), magnitude(), undefined};
}

ValueRange ValueRange::with(const ValueRange &other) const
{
    ValueRange both = empty() ? other : *this;
    if (!empty() && !other.empty())
        both = {std::min(low, other.low), std::max(high, other.high)};
    both.undefined = undefined || other.undefined;
    return both;
}

double ValueRange::position(double value, bool diverging) const
{
    if (std::isinf(value))
        return value > 0 ? 1 : diverging ? -1 : 0;
    if (diverging) {
        const double most = magnitude();
        return most > 0 ? value / most : value * 0;
    }
    // A matrix of equal numbers has no spread: the middle of the scale claims neither end.
    return high > low ? (value - low) / (high - low) : 0.5 + value * 0;
}

ValueRange rangeOf(const MatrixView &numbers)
{
    float low = std::numeric_limits<float>::infinity();
    float high = -low;
    bool undefined = false;
    for (int r = 0; r < numbers.rows; ++r) {
        for (int c = 0; c < numbers.cols; ++c) {
            const float value = numbers(r, c);
            if (!std::isfinite(value)) {
                undefined |= isUndefined(value);
                continue;
            }
            low = std::min(low, value);
            high = std::max(high, value);
        }
    }
    if (high < low)
        return {.undefined = undefined};
    return {low, high, undefined};
}

ValueRange rangeOf(const PooledPattern &pooled)
{
    // What is undefined shows through in whatever cell it belongs to.
    return {pooled.smallest, pooled.largest, std::ranges::any_of(pooled.values, [](float value) { return isUndefined(value); })};
}

} // namespace headscope
