#include "ui/views/shared/matrix/number_text.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>

namespace headscope {

namespace {

constexpr QChar kMinus(0x2212);
constexpr int kUndefinedText = 3; // characters of "NaN"

QString special(double value)
{
    if (std::isnan(value))
        return QStringLiteral("NaN");
    return value < 0 ? QStringLiteral("−∞") : QStringLiteral("∞");
}

QString withRealMinus(QString text)
{
    return text.replace(QLatin1Char('-'), kMinus);
}

QString scientificText(double value, int decimals)
{
    QString text = QString::number(value, 'e', decimals);
    const qsizetype e = text.indexOf(QLatin1Char('e'));
    const QString mantissa = text.left(e);
    return withRealMinus(mantissa + QLatin1Char('e') + QString::number(text.mid(e + 1).toInt()));
}

} // namespace

QString exactText(float value)
{
    if (!std::isfinite(value))
        return special(value);
    std::array<char, 48> buffer{};
    const auto end = std::to_chars(buffer.data(), buffer.data() + buffer.size(), value).ptr;
    return withRealMinus(QString::fromLatin1(buffer.data(), end - buffer.data()));
}

QString numberText(double value, NumberFormat format)
{
    if (!std::isfinite(value))
        return special(value);
    if (format.scientific && value != 0)
        return scientificText(value, std::min(format.decimals, 1));
    const bool readsAsZero = std::abs(value) < 0.5 * std::pow(10.0, -format.decimals);
    return withRealMinus(QString::number(readsAsZero ? 0.0 : value, 'f', format.decimals));
}

NumberFormat formatFor(const MatrixView &numbers, int decimals)
{
    return formatFor(numbers, rangeOf(numbers), decimals);
}

NumberFormat formatFor(const MatrixView &numbers, const ValueRange &range, int decimals)
{
    const double largest = range.magnitude();
    NumberFormat format{decimals, false};
    if (largest >= 99999.5 || (largest > 0 && largest < 0.5 * std::pow(10.0, -decimals))) {
        format.scientific = true;
        return format;
    }
    // Hand-built matrices are small: looking for fewer decimals in a large one would cost more than it shows.
    constexpr qint64 kLooked = 65536;
    if (qint64(numbers.rows) * numbers.cols > kLooked)
        return format;
    for (int fewer = 0; fewer < decimals; ++fewer) {
        const double scale = std::pow(10.0, fewer);
        bool exact = true;
        for (int r = 0; exact && r < numbers.rows; ++r) {
            for (int c = 0; exact && c < numbers.cols; ++c) {
                const double value = numbers(r, c);
                exact = !std::isfinite(value) || std::abs(value * scale - std::round(value * scale)) < 1e-6;
            }
        }
        if (exact) {
            format.decimals = fewer;
            break;
        }
    }
    return format;
}

int widestText(const MatrixView &numbers, NumberFormat format)
{
    return widestText(rangeOf(numbers), format);
}

int widestText(const ValueRange &range, NumberFormat format)
{
    if (range.empty())
        return kUndefinedText;
    const int widest = int(std::max(numberText(range.low, format).size(), numberText(range.high, format).size()));
    return range.undefined ? std::max(widest, kUndefinedText) : widest;
}

} // namespace headscope
