#include "ui/views/shared/matrix/legend_painter.h"

#include "ui/theme/theme.h"
#include "ui/theme/undefined_color.h"
#include "ui/views/shared/matrix/figure_font.h"

#include <QCoreApplication>
#include <QFontMetricsF>
#include <QImage>
#include <QStringList>

#include <algorithm>
#include <cmath>
#include <vector>

namespace headscope {

namespace {

constexpr double kBarHeight = 10;
constexpr double kTickGap = 4;
constexpr double kCaptionGap = 2;
constexpr double kSwatchGap = 5; // between the colour of what is undefined and its name

QString undefinedName()
{
    return QStringLiteral("NaN");
}

double tickHeight()
{
    return QFontMetricsF(figureMono(11)).height();
}

QRectF captionRect(const Legend &legend, double width)
{
    if (legend.caption.isEmpty())
        return {};
    return QFontMetricsF(figureFont(11)).boundingRect(QRectF(0, 0, width, 1000), Qt::TextWordWrap, legend.caption);
}

QImage barImage(const Legend &legend)
{
    constexpr int kSteps = 256;
    QImage image(kSteps, 1, QImage::Format_RGB32);
    for (int i = 0; i < kSteps; ++i) {
        const double t = i / double(kSteps - 1);
        image.setPixel(i, 0, legend.scale.rgb(legend.scale.isDiverging() ? 2 * t - 1 : t));
    }
    return image;
}

struct Words {
    Q_DECLARE_TR_FUNCTIONS(headscope::Legend)
};

struct Tick {
    double place; // 0 left, 1 right
    QStringList texts; // the first that has room is written
};

QString endText(double value, NumberFormat format)
{
    const bool whole = value == std::floor(value) && std::abs(value) < 1e5; // "1", not "1.000"
    return numberText(value, whole ? NumberFormat{0, false} : format);
}

/// Of a scale on which each row's largest number has the last colour.
std::vector<Tick> ticksOfRows(const Legend &legend)
{
    const QString largest = Words::tr("the row’s largest");
    if (!legend.scale.isDiverging())
        return {{0, {QStringLiteral("0")}}, {1, {largest}}};
    return {{0.5, {QStringLiteral("0")}}, {1, {largest}}, {0, {QStringLiteral("−"), QString()}}};
}

/// A tick for each power of ten.
std::vector<Tick> logarithmicTicks(const Legend &legend)
{
    const double largest = legend.range.magnitude();
    const bool diverging = legend.scale.isDiverging();
    std::vector<Tick> result;
    for (int decade = 0; decade <= kContrastDecades; ++decade) {
        const double value = largest * std::pow(10.0, -decade);
        const double share = logarithmicShare(value / largest);
        const bool isLast = decade == kContrastDecades;
        const QString text = isLast && diverging ? QStringLiteral("0") : QString::number(value, 'g', 2);
        result.push_back({diverging ? (1 + share) / 2 : share, {isLast && !diverging ? QStringLiteral("≤ ") + text : text}});
        if (diverging && !isLast)
            result.push_back({(1 - share) / 2, {QStringLiteral("−") + text}});
    }
    return result;
}

/// The important ones first: a later one gives way where it would touch an earlier one.
std::vector<Tick> ticks(const Legend &legend)
{
    const double low = legend.range.low;
    const double high = legend.range.high;
    if (legend.contrast == Contrast::rowMaximum)
        return ticksOfRows(legend);
    if (legend.contrast == Contrast::logarithmic && legend.range.magnitude() > 0)
        return logarithmicTicks(legend);
    if (high == low)
        return {{0.5, {endText(low, legend.format)}}};
    std::vector<Tick> result{{0, {endText(low, legend.format)}}, {1, {endText(high, legend.format)}}};
    const auto place = [&](double value) { return std::clamp((value - low) / (high - low), 0.0, 1.0); };
    if (low < 0 && high > 0)
        result.push_back({place(0), {QStringLiteral("0")}});
    if (legend.numbers.empty())
        return result;
    const QString largest = numberText(legend.numbers.high, legend.format);
    if (legend.numbers.high < high)
        result.push_back({place(legend.numbers.high), {Words::tr("largest %1").arg(largest), largest}});
    const QString smallest = numberText(legend.numbers.low, legend.format);
    if (legend.numbers.low > low)
        result.push_back({place(legend.numbers.low), {Words::tr("smallest %1").arg(smallest), smallest}});
    return result;
}

/// The scale with its ticks beneath.
void paintBar(QPainter &painter, const Legend &legend, const QRectF &bar)
{
    const Theme &theme = Theme::current();
    painter.setRenderHint(QPainter::SmoothPixmapTransform);
    painter.drawImage(bar, barImage(legend));
    painter.setPen(QPen(theme.line, 1));
    painter.setBrush(Qt::NoBrush);
    painter.drawRect(bar);

    painter.setFont(figureMono(11));
    const QFontMetricsF metrics(painter.font());
    const double top = bar.bottom() + kTickGap;
    painter.setPen(QPen(theme.muted, 1));
    std::vector<QRectF> taken;
    for (const Tick &tick : ticks(legend)) {
        const double x = bar.left() + tick.place * bar.width();
        for (const QString &text : tick.texts) {
            const double width = metrics.horizontalAdvance(text);
            const double left = std::clamp(x - width / 2, bar.left(), std::max(bar.left(), bar.right() - width));
            const QRectF rect(left, top, width, metrics.height());
            if (std::ranges::any_of(taken, [&](const QRectF &other) { return other.adjusted(-8, 0, 8, 0).intersects(rect); }))
                continue;
            taken.push_back(rect);
            painter.drawLine(QPointF(x, bar.bottom()), QPointF(x, bar.bottom() + 3));
            painter.drawText(rect, Qt::AlignCenter | Qt::TextSingleLine | Qt::TextDontClip, text);
            break;
        }
    }
}

} // namespace

QSizeF legendSize(const Legend &legend, double width)
{
    double height = kBarHeight + kTickGap + tickHeight();
    if (!legend.caption.isEmpty())
        height += kCaptionGap + captionRect(legend, width).height();
    return {width, height};
}

double undefinedSwatchWidth()
{
    return kBarHeight + kSwatchGap + QFontMetricsF(figureMono(11)).horizontalAdvance(undefinedName());
}

void paintUndefinedSwatch(QPainter &painter, const QPointF &topLeft)
{
    const Theme &theme = Theme::current();
    painter.save();
    painter.setPen(QPen(theme.line, 1));
    painter.setBrush(undefinedColor());
    painter.drawRect(QRectF(topLeft, QSizeF(kBarHeight, kBarHeight)));
    painter.setFont(figureMono(11));
    painter.setPen(theme.muted);
    painter.drawText(QRectF(topLeft.x() + kBarHeight + kSwatchGap, topLeft.y() + kBarHeight / 2 - tickHeight() / 2, 100, tickHeight()),
        Qt::AlignLeft | Qt::AlignVCenter | Qt::TextSingleLine, undefinedName());
    painter.restore();
}

void paintLegend(QPainter &painter, const Legend &legend, const QRectF &area)
{
    // Without a finite number the scale has nothing to tell.
    const bool hasBar = !legend.range.empty() && !(legend.numbers.undefined && legend.numbers.empty());
    if (!hasBar && !legend.numbers.undefined)
        return;
    const Theme &theme = Theme::current();
    painter.save();
    QRectF bar(area.left(), area.top(), area.width(), kBarHeight);
    if (legend.numbers.undefined) {
        bar.setWidth(hasBar ? std::max(kBarHeight, area.width() - undefinedSwatchWidth() - 2 * kBarHeight) : 0);
        paintUndefinedSwatch(painter, QPointF(hasBar ? bar.right() + 2 * kBarHeight : area.left(), area.top()));
    }
    if (hasBar)
        paintBar(painter, legend, bar);
    if (!legend.caption.isEmpty()) {
        painter.setFont(figureFont(11));
        painter.setPen(theme.muted);
        const double captionTop = bar.bottom() + kTickGap + tickHeight() + kCaptionGap;
        painter.drawText(QRectF(area.left(), captionTop, area.width(), area.bottom() - captionTop + 2), Qt::TextWordWrap, legend.caption);
    }
    painter.restore();
}

} // namespace headscope
