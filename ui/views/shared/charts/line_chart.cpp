#include "ui/views/shared/charts/line_chart.h"

#include "ui/theme/theme.h"
#include "ui/views/shared/charts/figure_chart.h"
#include "ui/views/shared/charts/label_spread.h"
#include "ui/views/shared/matrix/figure_font.h"
#include "ui/views/shared/matrix/figure_words.h"

#include <QFontMetricsF>
#include <QLineSeries>
#include <QPainterPath>
#include <QPolygonF>
#include <QValueAxis>

#include <algorithm>
#include <array>
#include <cmath>

namespace headscope {

namespace {

constexpr double kMargin = 16; // between the card's edge and what is in it
constexpr double kGap = 10; // around the heading, between plot and labels
constexpr double kLeader = 18; // from the plot to the labels
constexpr double kMarkRow = 18;
constexpr double kPlotHeight = 220;
constexpr double kMostLabels = 0.46; // of the width
constexpr double kRoom = 6; // around the data, for points and strokes on the edge
constexpr double kReach = 22; // of the pointer
constexpr double kName = 12;
constexpr double kSmall = 11;
constexpr double kOneLine = 17;
constexpr double kTwoLines = 31;

struct Look {
    QColor color;
    Qt::PenStyle dashes = Qt::SolidLine;
    int shape = 0;
    double width = 2;
};

constexpr int kShapes = 5;

Look lookOf(const ChartLine &line)
{
    const Theme &theme = Theme::current();
    if (line.look == ChartLine::kReference)
        return {theme.text, Qt::SolidLine, 0, 2.6};
    const std::array<QColor, 7> colors{theme.query, theme.key, theme.value, theme.result, theme.first, theme.second, theme.muted};
    constexpr std::array<Qt::PenStyle, 3> dashes{Qt::SolidLine, Qt::DashLine, Qt::DotLine};
    const auto index = std::size_t(line.look);
    return {colors[index % colors.size()], dashes[index / colors.size() % dashes.size()], line.look % kShapes, 2};
}

QPainterPath shapeOf(int shape, double radius)
{
    QPainterPath path;
    switch (shape) {
    case 1: path.addRect(-radius * 0.85, -radius * 0.85, radius * 1.7, radius * 1.7); break;
    case 2: path.addPolygon(QPolygonF{{0, -radius * 1.15}, {radius * 1.05, radius * 0.8}, {-radius * 1.05, radius * 0.8}}); break;
    case 3: path.addPolygon(QPolygonF{{0, -radius * 1.2}, {radius * 1.2, 0}, {0, radius * 1.2}, {-radius * 1.2, 0}}); break;
    case 4: path.addPolygon(QPolygonF{{0, radius * 1.15}, {radius * 1.05, -radius * 0.8}, {-radius * 1.05, -radius * 0.8}}); break;
    default: path.addEllipse(QPointF(), radius, radius);
    }
    path.closeSubpath();
    return path;
}

bool canShow(const LineChart &chart, const QPointF &point)
{
    return chart.x.canShow(point.x()) && chart.y.canShow(point.y());
}

/// −1: none of its points can be shown.
int lastShown(const LineChart &chart, const ChartLine &line)
{
    for (int i = int(line.points.size()) - 1; i >= 0; --i)
        if (canShow(chart, line.points[std::size_t(i)]))
            return i;
    return -1;
}

bool hasLines(const LineChart &chart)
{
    return std::ranges::any_of(chart.lines, [&](const ChartLine &line) { return lastShown(chart, line) >= 0; });
}

struct LabelSize {
    double width = 0;
    double height = kOneLine;
    bool stacked = false;
};

LabelSize labelSize(const LineChart &chart, double most)
{
    const QFontMetricsF names(figureFont(kName, QFont::DemiBold));
    const QFontMetricsF details(figureFont(kSmall));
    LabelSize size;
    double stacked = 0;
    for (const ChartLine &line : chart.lines) {
        if (lastShown(chart, line) < 0)
            continue;
        const double name = names.horizontalAdvance(line.name);
        const double detail = line.detail.isEmpty() ? 0 : details.horizontalAdvance(line.detail);
        size.width = std::max(size.width, name + (detail > 0 ? detail + 8 : 0));
        stacked = std::max({stacked, name, detail});
    }
    if (size.width > most && std::ranges::any_of(chart.lines, [](const ChartLine &line) { return !line.detail.isEmpty(); }))
        size = {stacked, kTwoLines, true};
    size.width = std::ceil(std::min(size.width, most)) + 2;
    return size;
}

double headingHeight(const LineChart &chart, double width)
{
    if (chart.note.isEmpty())
        return kHeading;
    const QFontMetricsF metrics(figureFont(12));
    return kHeading
        + std::max(kNote, std::ceil(metrics.boundingRect(QRectF(0, 0, width, 1000), Qt::TextWordWrap, chart.note).height()) + 4);
}

double beneathPlot(const LineChart &chart)
{
    return 22 + (chart.x.title.isEmpty() ? 0 : 18);
}

double tickWidth(const ChartAxis &axis, int ticks)
{
    const QFontMetricsF metrics(figureMono(kSmall));
    double width = 0;
    for (const double tick : axisTicks(axis, ticks))
        width = std::max(width, metrics.horizontalAdvance(tickText(tick, axis.unit)));
    return std::ceil(width);
}

int rowTicks(double height)
{
    return std::clamp(int(height / 36), 2, 9);
}

void paintGrid(QPainter &painter, const LineChart &chart, const LineChartLayout &layout)
{
    const Theme &theme = Theme::current();
    const QRectF &plot = layout.plot;
    painter.setFont(figureMono(kSmall));
    const QFontMetricsF metrics(painter.font());
    for (const double tick : axisTicks(layout.y, rowTicks(plot.height()))) {
        const double y = plot.bottom() - layout.y.position(tick) * plot.height();
        painter.setPen(QPen(theme.line, 1));
        painter.drawLine(QPointF(plot.left(), y), QPointF(plot.right(), y));
        painter.setPen(theme.muted);
        painter.drawText(QRectF(layout.area.left(), y - 10, plot.left() - layout.area.left() - 8, 20), Qt::AlignRight | Qt::AlignVCenter,
            tickText(tick, layout.y.unit));
    }
    const double widest = 14
        + std::max(metrics.horizontalAdvance(tickText(layout.x.high, layout.x.unit)),
            metrics.horizontalAdvance(tickText(layout.x.low, layout.x.unit)));
    for (const double tick : axisTicks(layout.x, std::max(2, int(plot.width() / widest)))) {
        const double x = plot.left() + layout.x.position(tick) * plot.width();
        painter.setPen(QPen(theme.line, 1));
        painter.drawLine(QPointF(x, plot.top()), QPointF(x, plot.bottom()));
        painter.setPen(theme.muted);
        painter.drawText(QRectF(x - 40, plot.bottom() + 5, 80, 18), Qt::AlignHCenter | Qt::AlignTop, tickText(tick, layout.x.unit));
    }
    painter.setPen(QPen(theme.faint, 1));
    painter.drawLine(plot.bottomLeft(), plot.bottomRight());
    painter.setPen(theme.muted);
    painter.setFont(figureFont(kSmall));
    painter.drawText(QRectF(plot.left(), plot.bottom() + 22, plot.width(), 18), Qt::AlignCenter, chart.x.title);
}

/// Words of marks stand beside each other where they have room, else in rows above each other.
void paintMarks(QPainter &painter, const LineChart &chart, const LineChartLayout &layout)
{
    const Theme &theme = Theme::current();
    painter.setFont(figureFont(kSmall));
    const QFontMetricsF metrics(painter.font());
    for (std::size_t i = 0; i < chart.marks.size(); ++i) {
        const ChartMark &mark = chart.marks[i];
        if (!layout.x.canShow(mark.at) || mark.at < layout.x.low || mark.at > layout.x.high)
            continue;
        const double x = layout.at({mark.at, 0}).x();
        const double top = layout.plot.top() - kMarkRow * double(chart.marks.size() - i);
        painter.setPen(QPen(theme.muted, 1, Qt::DashLine));
        painter.drawLine(QPointF(x, top + kMarkRow - 2), QPointF(x, layout.plot.bottom()));
        const double width = metrics.horizontalAdvance(mark.words);
        const double left = std::clamp(x - width / 2, layout.area.left() + kMargin, layout.area.right() - kMargin - width);
        painter.setPen(theme.muted);
        painter.drawText(QRectF(left, top, width + 2, kMarkRow), Qt::AlignLeft | Qt::AlignVCenter, mark.words);
    }
}

QColor faded(QColor color, bool fades)
{
    if (fades)
        color.setAlphaF(0.22F);
    return color;
}

void paintLines(QPainter &painter, const LineChart &chart, const LineChartLayout &layout, const ChartPlace &pointed)
{
    const QRectF room = layout.plot.adjusted(-kRoom, -kRoom, kRoom, kRoom);
    FigureChart figure;
    auto *across = new QValueAxis;
    auto *up = new QValueAxis;
    across->setRange(room.left(), room.right());
    up->setRange(room.top(), room.bottom());
    up->setReverse(true);
    for (QValueAxis *axis : {across, up}) {
        axis->setLabelsVisible(false);
        axis->setLineVisible(false);
        axis->setGridLineVisible(false);
    }
    figure.chart().addAxis(across, Qt::AlignBottom);
    figure.chart().addAxis(up, Qt::AlignLeft);
    for (std::size_t i = 0; i < chart.lines.size(); ++i) {
        const ChartLine &line = chart.lines[i];
        const Look look = lookOf(line);
        auto *series = new QLineSeries;
        for (const QPointF &point : line.points)
            if (canShow(chart, point))
                series->append(layout.at(point));
        const bool isPointed = pointed.line == int(i);
        series->setPen(QPen(faded(look.color, pointed.line >= 0 && !isPointed), look.width + (isPointed ? 0.8 : 0), look.dashes,
            Qt::RoundCap, Qt::RoundJoin));
        figure.chart().addSeries(series);
        series->attachAxis(across);
        series->attachAxis(up);
    }
    figure.paint(painter, room);
    for (std::size_t i = 0; i < chart.lines.size(); ++i) {
        const ChartLine &line = chart.lines[i];
        if (!line.hasPoints && line.points.size() > 1)
            continue;
        const Look look = lookOf(line);
        painter.setPen(QPen(Theme::current().panel, 1));
        painter.setBrush(faded(look.color, pointed.line >= 0 && pointed.line != int(i)));
        for (const QPointF &point : line.points)
            if (canShow(chart, point))
                painter.drawPath(shapeOf(look.shape, 4).translated(layout.at(point)));
    }
}

void paintLabels(QPainter &painter, const LineChart &chart, const LineChartLayout &layout, const ChartPlace &pointed)
{
    const Theme &theme = Theme::current();
    for (std::size_t i = 0; i < chart.lines.size(); ++i) {
        const ChartLine &line = chart.lines[i];
        const QRectF &label = layout.labels[i];
        if (label.isEmpty())
            continue;
        const Look look = lookOf(line);
        const bool fades = pointed.line >= 0 && pointed.line != int(i);
        const QPointF end = layout.at(line.points[std::size_t(lastShown(chart, line))]);
        const QPointF edge(std::max(end.x() + 6, layout.plot.right() + 2), end.y());
        painter.setPen(QPen(faded(look.color, true), 1, Qt::DotLine));
        painter.drawLine(QPointF(end.x() + 6, end.y()), edge);
        painter.setPen(QPen(faded(look.color, fades), 1));
        painter.drawLine(edge, QPointF(label.left() - 4, label.center().y()));
        painter.setFont(figureFont(kName, QFont::DemiBold));
        painter.setPen(faded(look.color, fades));
        const QFontMetricsF metrics(painter.font());
        const QString name = metrics.elidedText(line.name, Qt::ElideRight, label.width());
        const QRectF nameRoom(label.left(), label.top(), label.width(), layout.stacked ? label.height() / 2 : label.height());
        painter.drawText(nameRoom, Qt::AlignLeft | Qt::AlignVCenter, name);
        painter.setFont(figureFont(kSmall));
        painter.setPen(faded(theme.muted, fades));
        painter.drawText(
            layout.stacked ? nameRoom.translated(0, label.height() / 2 - 1) : label.adjusted(metrics.horizontalAdvance(name) + 8, 0, 0, 0),
            Qt::AlignLeft | Qt::AlignVCenter, line.detail);
    }
}

} // namespace

QPointF LineChartLayout::at(const QPointF &value) const
{
    return {plot.left() + x.position(value.x()) * plot.width(), plot.bottom() - y.position(value.y()) * plot.height()};
}

double lineChartHeight(const LineChart &chart, double width)
{
    const LabelSize label = labelSize(chart, kMostLabels * width);
    const double around
        = kMargin + headingHeight(chart, width - 2 * kMargin) + kGap + kMarkRow * double(chart.marks.size()) + beneathPlot(chart) + kMargin;
    return around + std::max(kPlotHeight, label.height * double(chart.lines.size()));
}

LineChartLayout layOutLineChart(const LineChart &chart, const QRectF &area)
{
    LineChartLayout layout;
    layout.area = area;
    layout.heading
        = QRectF(area.left() + kMargin, area.top() + kMargin, area.width() - 2 * kMargin, headingHeight(chart, area.width() - 2 * kMargin));
    layout.labels.resize(chart.lines.size());
    layout.plot = area.adjusted(kMargin, layout.heading.bottom() - area.top() + kGap + kMarkRow * double(chart.marks.size()), -kMargin,
        -kMargin - beneathPlot(chart));
    if (!hasLines(chart))
        return layout;
    double least[2] = {INFINITY, INFINITY};
    double most[2] = {-INFINITY, -INFINITY};
    for (const ChartLine &line : chart.lines) {
        for (const QPointF &point : line.points) {
            if (!canShow(chart, point))
                continue;
            for (const int axis : {0, 1}) {
                const double value = axis == 0 ? point.x() : point.y();
                least[axis] = std::min(least[axis], value);
                most[axis] = std::max(most[axis], value);
            }
        }
    }
    layout.x = fittedAxis(chart.x, least[0], most[0]);
    if (!(chart.x.high > chart.x.low) && most[0] > least[0]) { // lines go from side to side
        layout.x.low = least[0];
        layout.x.high = most[0];
    }
    layout.y = fittedAxis(chart.y, least[1], most[1]);
    const LabelSize label = labelSize(chart, kMostLabels * area.width());
    layout.stacked = label.stacked;
    layout.plot.adjust(tickWidth(layout.y, rowTicks(layout.plot.height())) + 8, 0, -label.width - kLeader, 0);
    std::vector<double> wished;
    std::vector<std::size_t> of;
    for (std::size_t i = 0; i < chart.lines.size(); ++i) {
        const int last = lastShown(chart, chart.lines[i]);
        if (last < 0)
            continue;
        of.push_back(i);
        wished.push_back(layout.at(chart.lines[i].points[std::size_t(last)]).y());
    }
    const std::vector<double> places = spreadLabels(wished, label.height, layout.plot.top() - 8, layout.plot.bottom() + 8);
    for (std::size_t i = 0; i < of.size(); ++i)
        layout.labels[of[i]] = {layout.plot.right() + kLeader, places[i] - label.height / 2, label.width, label.height};
    return layout;
}

std::optional<ChartPlace> chartPlaceAt(const LineChart &chart, const LineChartLayout &layout, const QPointF &at)
{
    std::optional<ChartPlace> nearest;
    double reach = kReach;
    for (std::size_t i = 0; i < chart.lines.size(); ++i) {
        if (layout.labels[i].contains(at))
            return ChartPlace{int(i), lastShown(chart, chart.lines[i])};
        for (std::size_t point = 0; point < chart.lines[i].points.size(); ++point) {
            if (!canShow(chart, chart.lines[i].points[point]))
                continue;
            const QPointF away = layout.at(chart.lines[i].points[point]) - at;
            const double distance = std::hypot(away.x(), away.y());
            if (distance < reach) {
                reach = distance;
                nearest = ChartPlace{int(i), int(point)};
            }
        }
    }
    return nearest;
}

QString chartPlaceText(const LineChart &chart, const ChartPlace &place)
{
    const ChartLine &line = chart.lines[std::size_t(place.line)];
    const QPointF &point = line.points[std::size_t(place.point)];
    const QString along = valueText(point.x(), chart.x.unit);
    return QStringLiteral("%1 · %2 · %3")
        .arg(line.name, chart.x.title.isEmpty() ? along : QStringLiteral("%1: %2").arg(chart.x.title, along),
            valueText(point.y(), chart.y.unit));
}

void paintLineChart(QPainter &painter, const LineChart &chart, const LineChartLayout &layout, const ChartPlace &pointed)
{
    const Theme &theme = Theme::current();
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(theme.line, 1));
    painter.setBrush(theme.panel);
    painter.drawRoundedRect(layout.area.adjusted(0.5, 0.5, -0.5, -0.5), 8, 8);
    paintHeading(painter, layout.heading, chart.title, chart.note);
    if (!hasLines(chart)) {
        paintInstead(painter, layout.plot, chart.instead, 13);
        painter.restore();
        return;
    }
    paintGrid(painter, chart, layout);
    paintMarks(painter, chart, layout);
    paintLines(painter, chart, layout, pointed);
    paintLabels(painter, chart, layout, pointed);
    if (pointed.line >= 0 && pointed.point >= 0) {
        const ChartLine &line = chart.lines[std::size_t(pointed.line)];
        painter.setPen(QPen(lookOf(line).color, 2));
        painter.setBrush(Qt::NoBrush);
        painter.drawEllipse(layout.at(line.points[std::size_t(pointed.point)]), 8, 8);
    }
    painter.restore();
}

} // namespace headscope
