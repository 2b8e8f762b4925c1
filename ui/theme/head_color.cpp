#include "ui/theme/head_color.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>

namespace headscope {

namespace {

// Found by trying all angles in steps of half a degree with several lightnesses, for the largest least difference.
constexpr double kTurn = 65.5;
constexpr std::array kLightLevels{0.38, 0.52, 0.64};
constexpr std::array kDarkLevels{0.58, 0.72, 0.88};
constexpr double kChroma = 0.14;

std::array<double, 3> linearRgb(double lightness, double chroma, double hue)
{
    const double a = chroma * std::cos(hue);
    const double b = chroma * std::sin(hue);
    const double l = std::pow(lightness + 0.3963377774 * a + 0.2158037573 * b, 3);
    const double m = std::pow(lightness - 0.1055613458 * a - 0.0638541728 * b, 3);
    const double s = std::pow(lightness - 0.0894841775 * a - 1.2914855480 * b, 3);
    return {4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s, -1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s,
        -0.0041960863 * l - 0.7034186147 * m + 1.7076147010 * s};
}

int channel(double linear)
{
    const double value = linear <= 0.0031308 ? 12.92 * linear : 1.055 * std::pow(linear, 1 / 2.4) - 0.055;
    return static_cast<int>(std::lround(255 * std::clamp(value, 0.0, 1.0)));
}

} // namespace

QColor headColor(int index, bool dark)
{
    const auto at = static_cast<std::size_t>(std::max(0, index));
    const double lightness = (dark ? kDarkLevels : kLightLevels)[at % kLightLevels.size()];
    const double hue = std::fmod(static_cast<double>(at) * kTurn, 360.0) * std::numbers::pi / 180;
    // Not every hue can be as colourful as another on a screen.
    std::array<double, 3> rgb{};
    for (double chroma = kChroma; chroma > 0.01; chroma *= 0.96) {
        rgb = linearRgb(lightness, chroma, hue);
        if (std::ranges::min(rgb) >= 0 && std::ranges::max(rgb) <= 1)
            break;
    }
    return QColor(channel(rgb[0]), channel(rgb[1]), channel(rgb[2]));
}

} // namespace headscope
