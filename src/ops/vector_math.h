// exp, log and erf that a compiler can vectorise: no branches, no calls. Their errors are tested against the standard library's.
#pragma once

#include "src/devices/cpu/target_clones.h"

#include <bit>
#include <cstdint>

namespace headscope {

/// exp(x), within 2 ulp. Below −87.3, where the result would be subnormal (1.2e-38), exactly 0, so −∞ gives 0; above 88.3 the
/// value at 88.3 (2e38). A NaN stays a NaN.
HEADSCOPE_INLINE float fastExp(float x)
{
    // x = n · ln 2 + r with |r| ≤ ln 2 / 2; the polynomial for e^r is Cephes' expf. Adding 1.5 · 2^23 rounds to an integer and
    // leaves n in the lowest bits.
    constexpr float rounding = 12582912.0f;
    const float clamped = x > 88.3f ? 88.3f : x < -87.4f ? -87.4f : x;
    const float shifted = clamped * 1.44269504088896341f + rounding;
    const float n = shifted - rounding;
    const float r = (clamped - n * 0.693359375f) + n * 2.12194440e-4f;
    float p = 1.9875691500e-4f;
    p = p * r + 1.3981999507e-3f;
    p = p * r + 8.3334519073e-3f;
    p = p * r + 4.1665795894e-2f;
    p = p * r + 1.6666665459e-1f;
    p = p * r + 5.0000001201e-1f;
    p = p * (r * r) + r + 1.0f;
    const float power = std::bit_cast<float>((std::bit_cast<std::uint32_t>(shifted) << 23) + 0x3f800000u);
    return x < -87.3f ? 0.0f : p * power;
}

/// log₂(x) of a number x > 0, within 2e-7 of the larger of 1 and |log₂ x|. Subnormal numbers count as the smallest normal one.
HEADSCOPE_INLINE float fastLog2(float x)
{
    // x = m · 2^e with √½ ≤ m < √2; the polynomial for ln m is Cephes' logf.
    constexpr std::uint32_t halfRoot = 0x3f3504f3u; // √½
    const std::uint32_t bits = std::bit_cast<std::uint32_t>(x < 1.17549435e-38f ? 1.17549435e-38f : x) - halfRoot;
    const auto exponent = static_cast<float>(static_cast<std::int32_t>(bits) >> 23);
    const float f = std::bit_cast<float>((bits & 0x007fffffu) + halfRoot) - 1.0f;
    float p = 7.0376836292e-2f;
    p = p * f - 1.1514610310e-1f;
    p = p * f + 1.1676998740e-1f;
    p = p * f - 1.2420140846e-1f;
    p = p * f + 1.4249322787e-1f;
    p = p * f - 1.6668057665e-1f;
    p = p * f + 2.0000714765e-1f;
    p = p * f - 2.4999993993e-1f;
    p = p * f + 3.3333331174e-1f;
    const float square = f * f;
    const float logarithm = f + (p * f * square - 0.5f * square);
    return exponent + logarithm * 1.44269504088896341f;
}

/// erf(x), within 5e-7 absolute. The rational approximation is the one Eigen uses (Eigen/src/Core/MathFunctionsImpl.h).
HEADSCOPE_INLINE float fastErf(float x)
{
    const float clamped = x > 4.0f ? 4.0f : x < -4.0f ? -4.0f : x;
    const float s = clamped * clamped;
    float p = -2.72614225801306e-10f;
    p = p * s + 2.77068142495902e-08f;
    p = p * s + -2.10102402082508e-06f;
    p = p * s + -5.69250639462346e-05f;
    p = p * s + -7.34990630326855e-04f;
    p = p * s + -2.95459980854025e-03f;
    p = p * s + -1.60960333262415e-02f;
    float q = -1.45660718464996e-05f;
    q = q * s + -2.13374055278905e-04f;
    q = q * s + -1.68282697438203e-03f;
    q = q * s + -7.37332916720468e-03f;
    q = q * s + -1.42647390514189e-02f;
    return clamped * p / q;
}

} // namespace headscope
