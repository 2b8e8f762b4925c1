#include "ui/views/matrix/legend_painter.h"

#include "ui/theme/theme.h"
#include "ui/views/matrix/figure_font.h"

#include <QFontMetricsF>
#include <QImage>

#include <algorithm>
#include <vector>

namespace headscope {

namespace {

constexpr double kBarHeight = 10;
constexpr double kTickGap = 4;
constexpr double kCaptionGap = 2;

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

struct Tick {
    double value;
    double place; // 0 left, 1 right
};

std::vector<Tick> ticks(const Legend &legend)
{
    const ValueRange numbers = legend.numbers.empty() ? legend.range : legend.numbers;
    const double spread = legend.range.high - legend.range.low;
    const auto place = [&](double value) { return spread > 0 ? std::clamp((value - legend.range.low) / spread, 0.0, 1.0) : 0.5; };
    std::vector<Tick> result{{numbers.low, place(numbers.low)}};
    if (numbers.low < 0 && numbers.high > 0)
        result.push_back({0, place(0)});
    if (numbers.high > numbers.low)
        result.push_back({numbers.high, place(numbers.high)});
    return result;
}

} // namespace

QSizeF legendSize(const Legend &legend, double width)
{
    double height = kBarHeight + kTickGap + tickHeight();
    if (!legend.caption.isEmpty())
        height += kCaptionGap + captionRect(legend, width).height();
    return {width, height};
}

void paintLegend(QPainter &painter, const Legend &legend, const QRectF &area)
{
    if (legend.range.empty())
        return;
    const Theme &theme = Theme::current();
    painter.save();
    const QRectF bar(area.left(), area.top(), area.width(), kBarHeight);
    painter.setRenderHint(QPainter::SmoothPixmapTransform);
    painter.drawImage(bar, barImage(legend));
    painter.setPen(QPen(theme.line, 1));
    painter.setBrush(Qt::NoBrush);
    painter.drawRect(bar);

    painter.setFont(figureMono(11));
    const QFontMetricsF metrics(painter.font());
    const double top = bar.bottom() + kTickGap;
    std::vector<QRectF> taken;
    // The ends first: zero gives way when it would touch them.
    std::vector<Tick> ordered = ticks(legend);
    if (ordered.size() == 3)
        std::swap(ordered[1], ordered[2]);
    for (const Tick &tick : ordered) {
        const QString text = tick.value == 0 ? QStringLiteral("0") : numberText(tick.value, legend.format);
        const double width = metrics.horizontalAdvance(text);
        const double x = area.left() + tick.place * area.width();
        const double left = std::clamp(x - width / 2, area.left(), std::max(area.left(), area.right() - width));
        const QRectF rect(left, top, width, metrics.height());
        const bool touches
            = std::any_of(taken.begin(), taken.end(), [&](const QRectF &other) { return other.adjusted(-4, 0, 4, 0).intersects(rect); });
        if (touches)
            continue;
        taken.push_back(rect);
        painter.setPen(QPen(theme.muted, 1));
        painter.drawLine(QPointF(x, bar.bottom()), QPointF(x, bar.bottom() + 3));
        painter.drawText(rect, Qt::AlignCenter | Qt::TextSingleLine | Qt::TextDontClip, text);
    }
    if (!legend.caption.isEmpty()) {
        painter.setFont(figureFont(11));
        painter.setPen(theme.muted);
        const double captionTop = top + tickHeight() + kCaptionGap;
        painter.drawText(QRectF(area.left(), captionTop, area.width(), area.bottom() - captionTop + 2), Qt::TextWordWrap, legend.caption);
    }
    painter.restore();
}

} // namespace headscope
