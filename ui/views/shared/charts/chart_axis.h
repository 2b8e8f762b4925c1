// Axes of line charts: where their ticks stand and what is written there.
#pragma once

#include <QString>

#include <vector>

namespace headscope {

/// What the numbers along an axis are.
enum class AxisUnit { number, count, seconds, bytes, share };

struct ChartAxis {
    QString title = {};
    AxisUnit unit = AxisUnit::number;
    double base = 0; ///< of its logarithm, 2 or 10; 0: the axis is linear
    double low = 0; ///< what it shows; high ≤ low: what the lines need
    double high = 0;

    bool isLog() const { return base > 0; }
    /// From 0 at low to 1 at high.
    double position(double value) const;
    bool canShow(double value) const;
};

/// The axis as it shows numbers from `least` to `most`: linear ones end at ticks, logarithmic ones where the numbers do.
ChartAxis fittedAxis(ChartAxis axis, double least, double most);
/// Ascending, `most` of them at most (two at least): linear 1, 2 or 5 · 10ⁿ apart; logarithmic powers of the base, with 2 and 5 times
/// them where there are few.
std::vector<double> axisTicks(const ChartAxis &axis, int most);
/// "0.2", "32k", "10 ms", "4 MB", "40 %".
QString tickText(double value, AxisUnit unit);
/// The same for reading one value: three digits.
QString valueText(double value, AxisUnit unit);

} // namespace headscope
