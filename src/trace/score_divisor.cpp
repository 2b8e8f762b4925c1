#include "src/trace/score_divisor.h"

#include <cmath>

namespace headscope {

namespace {

// Configurations give the divisor, or its square, or one divided by it: single precision apart from each other.
constexpr double kTolerance = 1e-5;

bool isNear(double a, double b)
{
    return std::abs(a - b) <= kTolerance * std::abs(b);
}

} // namespace

ScoreDivisor scoreDivisor(const TransformerConfig &config, int layer)
{
    ScoreDivisor divisor{config.layer(layer).scoreDivisor, false, std::nullopt};
    const double value = divisor.value;
    if (value == 1)
        return divisor;
    divisor.isRootOfHeadWidth = isNear(value, std::sqrt(static_cast<double>(config.headWidth)));
    const double square = std::round(value * value);
    const bool isWhole = isNear(value, std::round(value));
    if (!divisor.isRootOfHeadWidth && !isWhole && square < 1e6 && isNear(value * value, square))
        divisor.radicand = static_cast<int>(square);
    return divisor;
}

} // namespace headscope
