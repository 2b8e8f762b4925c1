#include "ui/views/shared/charts/chart_axis.h"

#include <QLocale>

#include <algorithm>
#include <array>
#include <cmath>

namespace headscope {

namespace {

constexpr double kRounding = 1e-9; // of powers that are meant to be whole

struct Prefix {
    double factor;
    const char *name;
};
constexpr std::array<Prefix, 5> kSeconds{{{1e-9, "ns"}, {1e-6, "µs"}, {1e-3, "ms"}, {1, "s"}, {3600, "h"}}};
constexpr std::array<Prefix, 5> kBytes{{{1, "B"}, {1e3, "kB"}, {1e6, "MB"}, {1e9, "GB"}, {1e12, "TB"}}};

template <std::size_t count>
QString prefixed(double value, const std::array<Prefix, count> &prefixes, int digits)
{
    const Prefix *fitting = prefixes.data();
    for (const Prefix &prefix : prefixes)
        if (std::abs(value) >= prefix.factor * (1 - kRounding))
            fitting = &prefix;
    return QStringLiteral("%1 %2").arg(QLocale::c().toString(value / fitting->factor, 'g', digits), QString::fromUtf8(fitting->name));
}

/// Our typefaces have no raised minus.
QString powerOfTen(int power)
{
    if (power < 0)
        return QStringLiteral("10^%1").arg(power);
    QString text = QStringLiteral("10");
    for (const QChar digit : QString::number(power))
        text += QStringLiteral("⁰¹²³⁴⁵⁶⁷⁸⁹")[digit.digitValue()];
    return text;
}

/// "10⁶", "2.5 · 10^−7".
QString powerText(double value, int digits)
{
    const int power = int(std::floor(std::log10(std::abs(value)) + kRounding));
    const double front = value / std::pow(10, power);
    const QString ten = powerOfTen(power);
    return std::abs(front - 1) < 1e-6 ? ten : QStringLiteral("%1 · %2").arg(QLocale::c().toString(front, 'g', digits), ten);
}

QString plainText(double value, int digits)
{
    const double size = std::abs(value);
    return size < 1e-3 || size >= 1e5 ? powerText(value, digits) : QLocale::c().toString(value, 'g', size >= 1000 ? 5 : digits);
}

QString countText(double value, int digits)
{
    if (std::abs(value) < 1000)
        return QLocale::c().toString(value, 'g', std::max(3, digits));
    if (std::abs(value) < 1e6) {
        const double binary = value / 1024;
        return binary == std::floor(binary) ? QStringLiteral("%1k").arg(binary)
                                            : QStringLiteral("%1k").arg(QLocale::c().toString(value / 1000, 'g', digits));
    }
    return powerText(value, digits);
}

QString text(double value, AxisUnit unit, int digits)
{
    if (value == 0)
        return unit == AxisUnit::share ? QStringLiteral("0 %") : QStringLiteral("0");
    QString written;
    switch (unit) {
    case AxisUnit::number: written = plainText(value, digits); break;
    case AxisUnit::count: written = countText(value, digits); break;
    case AxisUnit::seconds: written = prefixed(value, kSeconds, digits); break;
    case AxisUnit::bytes: written = prefixed(value, kBytes, digits); break;
    case AxisUnit::share: written = QLocale::c().toString(value * 100, 'g', digits) + QStringLiteral(" %"); break;
    }
    return written.replace(QLatin1Char('-'), QChar(0x2212));
}

/// 1, 2 or 5 times a power of ten, not below `step`.
double roundStep(double step)
{
    const double power = std::pow(10, std::floor(std::log10(step) + kRounding));
    for (const double factor : {1.0, 2.0, 5.0})
        if (factor * power >= step * (1 - kRounding))
            return factor * power;
    return 10 * power;
}

std::vector<double> logTicks(const ChartAxis &axis, int most)
{
    const double logBase = std::log(axis.base);
    const int first = int(std::ceil(std::log(axis.low) / logBase - kRounding));
    const int last = int(std::floor(std::log(axis.high) / logBase + kRounding));
    const int step = std::max(1, int(std::ceil((last - first + 1) / double(std::max(2, most)))));
    std::vector<double> ticks;
    for (int power = last - (last - first) / step * step; power <= last; power += step)
        ticks.push_back(std::pow(axis.base, power));
    if (axis.base != 10 || ticks.size() > 2)
        return ticks;
    ticks.clear();
    for (int power = first - 1; power <= last; ++power)
        for (const double factor : {1.0, 2.0, 5.0})
            if (const double tick = factor * std::pow(10, power); tick >= axis.low * (1 - kRounding) && tick <= axis.high * (1 + kRounding))
                ticks.push_back(tick);
    while (int(ticks.size()) > std::max(2, most))
        ticks.erase(ticks.begin() + 1);
    return ticks;
}

} // namespace

double ChartAxis::position(double value) const
{
    if (isLog())
        return std::log(value / low) / std::log(high / low);
    return (value - low) / (high - low);
}

bool ChartAxis::canShow(double value) const
{
    return std::isfinite(value) && (!isLog() || value > 0);
}

ChartAxis fittedAxis(ChartAxis axis, double least, double most)
{
    if (axis.high > axis.low)
        return axis;
    axis.low = least;
    axis.high = most;
    if (axis.isLog()) {
        if (!(axis.high > axis.low)) {
            axis.low /= axis.base;
            axis.high *= axis.base;
        }
        return axis;
    }
    if (!(axis.high > axis.low))
        axis.high = axis.low + 1;
    const double step = roundStep((axis.high - axis.low) / 5);
    axis.low = std::floor(axis.low / step + kRounding) * step;
    axis.high = std::ceil(axis.high / step - kRounding) * step;
    return axis;
}

std::vector<double> axisTicks(const ChartAxis &axis, int most)
{
    if (axis.isLog())
        return logTicks(axis, most);
    const double finest = axis.unit == AxisUnit::count ? 1 : 0; // of what is counted there are no halves
    const double step = std::max(finest, roundStep((axis.high - axis.low) / std::max(1, most - 1)));
    std::vector<double> ticks;
    for (double tick = std::ceil(axis.low / step - kRounding); tick * step <= axis.high + step * kRounding; ++tick)
        ticks.push_back(tick * step);
    return ticks;
}

QString tickText(double value, AxisUnit unit)
{
    return text(value, unit, 3);
}

QString valueText(double value, AxisUnit unit)
{
    if (unit == AxisUnit::count && std::abs(value) < 1e6 && value == std::round(value))
        return QLocale(QLocale::English).toString(qlonglong(value));
    return text(value, unit, 3);
}

} // namespace headscope
