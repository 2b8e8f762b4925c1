// Control points were chosen in Oklab-like steps of even lightness; the table between them is interpolated in linear light, so that a
// diverging scale stays symmetric around its neutral middle.
#include "ui/theme/color_scale.h"

#include "ui/theme/theme.h"
#include "ui/theme/undefined_color.h"

#include <algorithm>
#include <cmath>
#include <vector>

namespace headscope {

namespace {

struct NamedScale {
    const char *name;
    std::vector<QRgb> light; ///< from 0 to 1, or from −1 to 1
    std::vector<QRgb> dark;
};

const std::vector<NamedScale> &sequentialScales()
{
    // On a dark canvas 0 is dark and 1 is bright, on a light one the other way round: the strongest weight stands out from either.
    static const std::vector<NamedScale> scales = {
        {"Ember", {0xfffdf6ee, 0xfffde3c1, 0xfffbc389, 0xfff49a5c, 0xffe06b4d, 0xffbb4253, 0xff8b2760, 0xff571a5c, 0xff2a0f3f},
            {0xff0e0a1c, 0xff2b1150, 0xff571677, 0xff86237a, 0xffb7366b, 0xffe05a56, 0xfff78c5c, 0xfffdc184, 0xfffcf3c0}},
        {"Ocean", {0xfff7fbff, 0xffdcebf7, 0xffbcd9ee, 0xff8fc1e0, 0xff5fa4d0, 0xff3a83bd, 0xff1d62a3, 0xff0b437f, 0xff082a54},
            {0xff0a1018, 0xff0d2238, 0xff10385a, 0xff14507c, 0xff1c6d9f, 0xff3490bf, 0xff62b4d8, 0xffa0d6ea, 0xffe6f7fb}},
        {"Meadow", {0xfffbfde8, 0xffe3f0b0, 0xffb9dd8d, 0xff84c580, 0xff4ca77d, 0xff2a867c, 0xff1d6476, 0xff1f4269, 0xff1c1f4e},
            {0xff15102b, 0xff2a2560, 0xff2b4678, 0xff25667f, 0xff238581, 0xff35a57b, 0xff70c36a, 0xffb7da58, 0xfff5ea5c}},
        {"Slate", {0xfffafafa, 0xffe4e6e9, 0xffcbd0d6, 0xffabb2bb, 0xff89929d, 0xff68727e, 0xff495360, 0xff2d3642, 0xff141b25},
            {0xff121417, 0xff2a2e33, 0xff434950, 0xff5f666f, 0xff7d858f, 0xff9da5ae, 0xffbec5cc, 0xffdde1e5, 0xfffafbfc}},
    };
    return scales;
}

const std::vector<NamedScale> &divergingScales()
{
    static const std::vector<NamedScale> scales = {
        {"Blue–red", {0xff1f4e96, 0xff4a7ab8, 0xff86a8d1, 0xffc4d3e5, 0xfff7f5f2, 0xfff0cfca, 0xffdd9590, 0xffc35c5a, 0xff9f2a33},
            {0xff79b8f5, 0xff4c8fd6, 0xff2e669f, 0xff233f5e, 0xff202227, 0xff5c3235, 0xffa04a4a, 0xffd97068, 0xfff7a495}},
        {"Blue–orange", {0xff124a86, 0xff3d7cb8, 0xff80aed6, 0xffc3d8e9, 0xfff7f5f2, 0xfff4d8b4, 0xffe7a96a, 0xffcb7526, 0xff934700},
            {0xff7cc0f2, 0xff4794d2, 0xff2a689b, 0xff223f5a, 0xff202227, 0xff5a3d20, 0xff9c6423, 0xffdb9338, 0xfffcc877}},
        {"Purple–green", {0xff5a2a7e, 0xff8657a8, 0xffb293cb, 0xffdccde6, 0xfff6f5f4, 0xffcfe5cc, 0xff93c48f, 0xff4f9a55, 0xff1d6b2f},
            {0xffcfa3ee, 0xffa376c8, 0xff734f93, 0xff45335a, 0xff222226, 0xff2a4a2e, 0xff3d7a43, 0xff64ab66, 0xffa2dda0}},
    };
    return scales;
}

double toLinear(int channel)
{
    return std::pow(channel / 255.0, 2.2);
}

int fromLinear(double light)
{
    return static_cast<int>(std::lround(255.0 * std::pow(light, 1 / 2.2)));
}

QRgb between(QRgb a, QRgb b, double t)
{
    const auto mix = [t](int x, int y) { return fromLinear((1 - t) * toLinear(x) + t * toLinear(y)); };
    return qRgb(mix(qRed(a), qRed(b)), mix(qGreen(a), qGreen(b)), mix(qBlue(a), qBlue(b)));
}

std::array<QRgb, 256> tableOf(const std::vector<QRgb> &points)
{
    std::array<QRgb, 256> table{};
    for (int i = 0; i < 256; ++i) {
        const double position = i / 255.0 * static_cast<double>(points.size() - 1);
        const auto left = std::min(static_cast<std::size_t>(position), points.size() - 2);
        table[static_cast<std::size_t>(i)] = between(points[left], points[left + 1], position - static_cast<double>(left));
    }
    return table;
}

const NamedScale &named(const std::vector<NamedScale> &scales, const QString &name)
{
    for (const NamedScale &scale : scales) {
        if (name == QString::fromUtf8(scale.name))
            return scale;
    }
    return scales.front();
}

QStringList namesOf(const std::vector<NamedScale> &scales)
{
    QStringList names;
    for (const NamedScale &scale : scales)
        names.append(QString::fromUtf8(scale.name));
    return names;
}

/// Relative luminance as in WCAG 2.
double luminance(QRgb color)
{
    return 0.2126 * toLinear(qRed(color)) + 0.7152 * toLinear(qGreen(color)) + 0.0722 * toLinear(qBlue(color));
}

} // namespace

ColorScale ColorScale::sequential(const QString &name, bool dark)
{
    ColorScale scale;
    const NamedScale &points = named(sequentialScales(), name);
    scale.m_table = tableOf(dark ? points.dark : points.light);
    return scale;
}

ColorScale ColorScale::diverging(const QString &name, bool dark)
{
    ColorScale scale;
    const NamedScale &points = named(divergingScales(), name);
    scale.m_table = tableOf(dark ? points.dark : points.light);
    scale.m_diverging = true;
    return scale;
}

ColorScale ColorScale::currentSequential()
{
    return sequential(Appearance::instance().sequentialScale(), Theme::current().dark);
}

ColorScale ColorScale::currentDiverging()
{
    return diverging(Appearance::instance().divergingScale(), Theme::current().dark);
}

QStringList ColorScale::sequentialNames()
{
    return namesOf(sequentialScales());
}

QStringList ColorScale::divergingNames()
{
    return namesOf(divergingScales());
}

QRgb ColorScale::rgb(double t) const
{
    if (std::isnan(t))
        return undefinedColor().rgb();
    const double unit = m_diverging ? (t + 1) / 2 : t;
    return m_table[static_cast<std::size_t>(std::lround(255 * std::clamp(unit, 0.0, 1.0)))];
}

QColor ColorScale::textOn(double t) const
{
    const double light = luminance(rgb(t));
    const QColor ink(20, 22, 26);
    // Contrast with white is 1.05 / (L + 0.05), with ink about (L + 0.05) / 0.058: the better of the two.
    return 1.05 / (light + 0.05) > (light + 0.05) / 0.058 ? QColor(Qt::white) : ink;
}

} // namespace headscope
