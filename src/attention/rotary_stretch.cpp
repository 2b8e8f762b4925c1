#include "src/attention/rotary_stretch.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace headscope {

namespace {

// The pair of channels that turns around `turns` times within the context.
double pairThatTurns(double turns, double base, int dims, int context)
{
    return dims * std::log(context / (turns * 2 * std::numbers::pi)) / (2 * std::log(base));
}

} // namespace

void stretchLinearly(double factor, std::vector<float> &frequencies)
{
    for (float &frequency : frequencies)
        frequency /= static_cast<float>(factor);
}

double ntkBase(double base, double factor, int dims)
{
    return base * std::pow(factor, dims / (dims - 2.0));
}

void stretchLikeYarn(const YarnStretch &stretch, double base, int dims, std::vector<float> &frequencies)
{
    double first = pairThatTurns(stretch.fast, base, dims, stretch.context);
    double last = pairThatTurns(stretch.slow, base, dims, stretch.context);
    if (stretch.truncate) {
        first = std::floor(first);
        last = std::ceil(last);
    }
    first = std::max(first, 0.0);
    last = std::min(last, dims - 1.0);
    if (first == last)
        last += 0.001; // as the official code does, against a division by 0
    for (std::size_t i = 0; i < frequencies.size(); ++i) {
        float &frequency = frequencies[i];
        const float stretched
            = std::clamp((static_cast<float>(i) - static_cast<float>(first)) / static_cast<float>(last - first), 0.0f, 1.0f);
        frequency = frequency / static_cast<float>(stretch.factor) * stretched + frequency * (1 - stretched);
    }
}

double yarnTemperature(double factor, double scale)
{
    return factor <= 1 ? 1 : 0.1 * scale * std::log(factor) + 1;
}

} // namespace headscope
