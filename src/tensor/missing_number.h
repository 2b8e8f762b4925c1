// "There is no such number": a distance in cross-attention, a cell without a partner. It is a NaN of its own, as R has its NA, so every
// comparison with it is false; a NaN that was computed says that a number is undefined, and is shown as that.
#pragma once

#include <bit>
#include <cmath>
#include <cstdint>

namespace headscope {

inline constexpr double kMissing = std::bit_cast<double>(std::uint64_t{0x7ff80000000007a2});
inline constexpr float kMissingFloat = std::bit_cast<float>(std::uint32_t{0x7fc007a2});

inline bool isMissing(double number)
{
    return std::bit_cast<std::uint64_t>(number) == std::bit_cast<std::uint64_t>(kMissing);
}
inline bool isMissing(float number)
{
    return std::bit_cast<std::uint32_t>(number) == std::bit_cast<std::uint32_t>(kMissingFloat);
}

/// A NaN that was computed, from numbers that allow no answer; never a missing number.
inline bool isUndefined(double number)
{
    return std::isnan(number) && !isMissing(number);
}
inline bool isUndefined(float number)
{
    return std::isnan(number) && !isMissing(number);
}

} // namespace headscope
