// How well something stands out: the contrast of WCAG 2.1, from 1 to 21. Letters need 4.5, icons 3.
#pragma once

#include <QColor>
#include <QHash>
#include <QImage>

#include <algorithm>
#include <cmath>

namespace headscope {

/// Relative luminance.
inline double luminance(const QColor &color)
{
    const auto linear = [](double part) { return part <= 0.04045 ? part / 12.92 : std::pow((part + 0.055) / 1.055, 2.4); };
    return 0.2126 * linear(color.redF()) + 0.7152 * linear(color.greenF()) + 0.0722 * linear(color.blueF());
}

inline double contrast(const QColor &a, const QColor &b)
{
    const auto [low, high] = std::minmax({luminance(a), luminance(b)});
    return (high + 0.05) / (low + 0.05);
}

/// Of the pixel that stands out most from the commonest colour.
inline double strongestContrast(const QImage &image)
{
    QHash<QRgb, int> counts;
    for (int y = 0; y < image.height(); ++y)
        for (int x = 0; x < image.width(); ++x)
            ++counts[image.pixel(x, y)];
    const auto ground = std::max_element(counts.cbegin(), counts.cend());
    double strongest = 1;
    for (auto color = counts.cbegin(); color != counts.cend(); ++color)
        strongest = std::max(strongest, contrast(QColor::fromRgb(color.key()), QColor::fromRgb(ground.key())));
    return strongest;
}

} // namespace headscope
