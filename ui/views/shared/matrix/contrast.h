// How sizes of numbers become shades. Of a thousand tokens hardly a weight is above a hundredth: on the whole scale such a matrix is blank.
#pragma once

#include "src/patterns/pattern_choice.h"

#include <algorithm>
#include <cmath>

namespace headscope {

enum class Contrast { linear, rowMaximum, logarithmic };
inline constexpr std::array<ChoiceRow<Contrast>, countOf<Contrast>()> kContrasts{{{Contrast::linear, "linear", "Linear"},
    {Contrast::rowMaximum, "row-maximum", "Row maximum"}, {Contrast::logarithmic, "logarithmic", "Logarithmic"}}};
static_assert(hasRowForEach(kContrasts));

inline constexpr int kContrastDecades = 4; ///< that a logarithmic scale spans, down from the largest number

/// Where a number stands on a logarithmic scale. share: of the largest size, −1 … 1; its sign stays.
inline double logarithmicShare(double share)
{
    const double size = std::abs(share);
    return size > 0 ? std::copysign(std::clamp(1 + std::log10(size) / kContrastDecades, 0.0, 1.0), share) : 0;
}

} // namespace headscope
