#include "ui/views/shared/charts/signed_bars.h"

#include "ui/theme/theme.h"
#include "ui/theme/undefined_color.h"
#include "ui/views/shared/charts/figure_chart.h"
#include "ui/views/shared/matrix/figure_font.h"
#include "ui/views/shared/matrix/number_text.h"

#include <QBarSet>
#include <QHorizontalStackedBarSeries>
#include <QValueAxis>

#include <algorithm>
#include <cmath>

namespace headscope {

QString signedText(double value)
{
    return (value > 0 ? QStringLiteral("+") : QString()) + numberText(value, {2, false});
}

void paintSignedBars(QPainter &painter, const std::vector<NamedNumber> &numbers, const QRectF &area, const QColor &upColor)
{
    if (numbers.empty())
        return;
    const Theme &theme = Theme::current();
    painter.setFont(figureFont(12));
    const QFontMetricsF metrics(painter.font());
    double nameWidth = 0;
    for (const NamedNumber &one : numbers)
        nameWidth = std::max(nameWidth, metrics.horizontalAdvance(one.name));
    nameWidth = std::ceil(nameWidth) + 10;
    const double digitWidth = std::ceil(QFontMetricsF(figureMono(11)).horizontalAdvance(QStringLiteral("−000.00"))) + 8;
    const auto count = int(numbers.size());
    const QRectF plot(area.left() + nameWidth, area.top(), area.width() - nameWidth - digitWidth, kSignedBarHeight * count);

    FigureChart figure;
    auto *up = new QBarSet(QString());
    auto *down = new QBarSet(QString());
    double low = 0;
    double high = 0;
    for (int i = count - 1; i >= 0; --i) { // a horizontal chart counts from the bottom
        const double value = numbers[std::size_t(i)].value;
        const double drawn = std::isfinite(value) ? value : 0;
        up->append(std::max(drawn, 0.0));
        down->append(std::min(drawn, 0.0));
        low = std::min(low, drawn);
        high = std::max(high, drawn);
    }
    up->setColor(upColor.isValid() ? upColor : theme.positive);
    down->setColor(theme.negative);
    up->setPen(Qt::NoPen);
    down->setPen(Qt::NoPen);
    auto *series = new QHorizontalStackedBarSeries;
    series->append(up);
    series->append(down);
    series->setBarWidth(0.7);
    auto *names = new QValueAxis;
    auto *values = new QValueAxis;
    names->setRange(-0.5, count - 0.5);
    values->setRange(low, high > low ? high : low + 1);
    names->setVisible(false);
    values->setVisible(false);
    figure.chart().addSeries(series);
    figure.chart().addAxis(names, Qt::AlignLeft);
    figure.chart().addAxis(values, Qt::AlignBottom);
    series->attachAxis(names);
    series->attachAxis(values);
    figure.paint(painter, plot);

    const double zero = plot.left() + (0 - values->min()) / (values->max() - values->min()) * plot.width();
    painter.setPen(QPen(theme.line, 1));
    painter.drawLine(QPointF(zero, plot.top()), QPointF(zero, plot.bottom()));
    for (int i = 0; i < count; ++i) {
        const NamedNumber &one = numbers[std::size_t(i)];
        const QRectF line(area.left(), plot.top() + i * kSignedBarHeight, area.width(), kSignedBarHeight);
        if (std::isnan(one.value))
            painter.fillRect(QRectF(plot.left(), line.top() + 3, plot.width(), line.height() - 6), undefinedColor());
        painter.setFont(figureFont(12));
        painter.setPen(theme.text);
        painter.drawText(QRectF(line.left(), line.top(), nameWidth - 10, line.height()), Qt::AlignRight | Qt::AlignVCenter, one.name);
        painter.setFont(figureMono(11));
        painter.drawText(line, Qt::AlignRight | Qt::AlignVCenter, one.digits.isEmpty() ? signedText(one.value) : one.digits);
    }
}

} // namespace headscope
