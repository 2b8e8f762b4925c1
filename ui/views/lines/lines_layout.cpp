#include "ui/views/lines/lines_layout.h"

#include "ui/views/shared/matrix/figure_font.h"

#include <QFontMetricsF>

#include <algorithm>
#include <cmath>

namespace headscope {

namespace {

constexpr double kLargestRow = 34;
constexpr double kReadableRow = 17; // below, rows scroll instead of shrinking
constexpr double kLargestScreenRow = 72; // of the window, where few tokens are read from afar
constexpr double kLabelGap = 10;
constexpr double kWidestLines = 560; // longer ones only grow flat
constexpr double kWidestScreenLines = 0.6; // of the window's width
constexpr double kLongestLabel = 200; // sentences are cut
constexpr double kTokenGap = 9;
constexpr double kTextHeight = 24;

double widestLabel(const QStringList &labels, QFont font)
{
    font.setWeight(QFont::DemiBold); // as a label is when it is lit
    const QFontMetricsF metrics(font);
    double widest = 0;
    // The longest in characters stand for all: measuring thousands takes longer than a frame.
    qsizetype most = 0;
    for (const QString &label : labels)
        most = std::max(most, label.size());
    for (const QString &label : labels)
        if (label.size() * 5 >= most * 4)
            widest = std::max(widest, metrics.horizontalAdvance(label));
    return std::min(widest + 2, kLongestLabel);
}

/// High rows have larger letters on the screen, which is never enlarged.
double labelPixels(double rowHeight, bool onScreen)
{
    constexpr double usual = 14;
    constexpr double largest = 22;
    if (!onScreen)
        return std::clamp(rowHeight * 0.66, 10.0, usual);
    const double beyond = std::clamp((rowHeight - kLargestRow) / (kLargestScreenRow - kLargestRow), 0.0, 1.0);
    return std::clamp(rowHeight * 0.66, 11.0, usual + beyond * (largest - usual));
}

} // namespace

LinesLayout columnsLayout(const ShownPatterns &shown, double width, double height, double rowHeight)
{
    const bool onScreen = height > 0;
    LinesLayout layout;
    const auto most = static_cast<double>(std::max<qsizetype>({1, shown.rowLabels.size(), shown.columnLabels.size()}));
    if (rowHeight <= 0)
        rowHeight = std::clamp(height / most, kReadableRow, onScreen ? kLargestScreenRow : kLargestRow);
    layout.rowHeight = rowHeight;
    layout.labelPixels = labelPixels(rowHeight, onScreen);
    layout.labelEvery = std::max(1, static_cast<int>(std::ceil(12.5 / rowHeight)));
    const QFont font = figureFont(layout.labelPixels, QFont::DemiBold);
    const double left = widestLabel(shown.rowLabels, font);
    const double right = widestLabel(shown.columnLabels, font);
    const double lines = std::clamp(
        width - left - right - 2 * kLabelGap, 60.0, onScreen ? std::max(kWidestLines, width * kWidestScreenLines) : kWidestLines);
    const double start = std::max(0.0, (width - left - right - 2 * kLabelGap - lines) / 2);
    layout.size = {std::max(width, start + left + right + 2 * kLabelGap + lines), most * rowHeight};
    for (int r = 0; r < static_cast<int>(shown.rowLabels.size()); ++r)
        layout.rows.push_back({start, r * rowHeight, left, rowHeight});
    for (int c = 0; c < static_cast<int>(shown.columnLabels.size()); ++c)
        layout.columns.push_back({start + left + 2 * kLabelGap + lines, c * rowHeight, right, rowHeight});
    return layout;
}

LinesLayout arcsLayout(const ShownPatterns &shown, double width, double height, double zoom)
{
    LinesLayout layout;
    layout.mode = LinesMode::arcs;
    layout.labelPixels = 14 * zoom;
    const QFontMetricsF metrics(figureFont(layout.labelPixels, QFont::DemiBold));
    layout.arcsBelow = !shown.trace || !shown.trace->config().layer(shown.heads.front().place.layer).causal;
    double total = 0;
    for (const QString &label : shown.rowLabels)
        total += metrics.horizontalAdvance(label) + kTokenGap * zoom;
    // One line of few tokens has room for high arcs, many lines share it.
    const double lines = std::max(1.0, std::ceil(total / std::max(1.0, width)));
    const double free = (height / lines - kTextHeight * zoom) / (layout.arcsBelow ? 2 : 1);
    const double most = std::min(std::min(total, width) * 0.32, std::max(free, 90.0 * zoom));
    layout.arcRoom = std::clamp(most, 40.0 * zoom, 300.0 * zoom);
    layout.rowHeight = layout.arcRoom * (layout.arcsBelow ? 2 : 1) + kTextHeight * zoom;
    double x = 0;
    double y = layout.arcRoom;
    double widest = 0;
    for (const QString &label : shown.rowLabels) {
        const double advance = std::min(metrics.horizontalAdvance(label), width);
        if (x > 0 && x + advance > width) {
            x = 0;
            y += layout.rowHeight;
        }
        layout.rows.push_back({x, y, advance, kTextHeight * zoom});
        x += advance + kTokenGap * zoom;
        widest = std::max(widest, x - kTokenGap * zoom);
    }
    if (lines <= 1) // one short line stands in the middle
        for (QRectF &row : layout.rows)
            row.translate((width - widest) / 2, 0);
    layout.columns = layout.rows;
    layout.size = {width, y + kTextHeight * zoom + (layout.arcsBelow ? layout.arcRoom : 0.0)};
    return layout;
}

QPainterPath LinesLayout::path(int row, int column) const
{
    const QRectF &from = rows[static_cast<std::size_t>(row)];
    const QRectF &to = columns[static_cast<std::size_t>(column)];
    if (mode == LinesMode::columns) {
        const QPointF start(from.right() + kLabelGap - 3, from.center().y());
        const QPointF end(to.left() - kLabelGap + 3, to.center().y());
        const double bend = (end.x() - start.x()) * 0.45;
        QPainterPath path(start);
        path.cubicTo(start + QPointF(bend, 0), end - QPointF(bend, 0), end);
        return path;
    }
    const bool below = column > row;
    const double direction = below ? 1 : -1;
    const auto foot = [&](const QRectF &token) { return QPointF(token.center().x(), below ? token.bottom() : token.top()); };
    const QPointF start = foot(from);
    const QPointF end = foot(to);
    QPainterPath path(start);
    if (row == column) {
        const double side = std::min(9.0, arcRoom / 3);
        path.cubicTo(start + QPointF(-side * 1.2, direction * side * 2), start + QPointF(side * 1.2, direction * side * 2), start);
        return path;
    }
    // A cubic reaches three quarters of the height of its control points.
    const double span = std::abs(end.x() - start.x());
    const double rise = from.top() == to.top() ? std::min(arcRoom * 1.28, 14 + span * 0.62) : arcRoom * 0.9;
    path.cubicTo(start + QPointF(0, direction * rise), end + QPointF(0, direction * rise), end);
    return path;
}

bool LinesLayout::inSight(int row, int column, double top, double bottom) const
{
    const QRectF &from = rows[static_cast<std::size_t>(row)];
    const QRectF &to = columns[static_cast<std::size_t>(column)];
    const double room = mode == LinesMode::arcs ? arcRoom : 0;
    return std::min(from.top(), to.top()) - room <= bottom && std::max(from.bottom(), to.bottom()) + room >= top;
}

int LinesLayout::rowAt(const QPointF &point) const
{
    if (rows.empty())
        return -1;
    if (mode == LinesMode::columns) {
        const int row = static_cast<int>(std::floor(point.y() / rowHeight));
        return row >= 0 && row < static_cast<int>(rows.size()) && point.x() <= rows.front().right() + kLabelGap ? row : -1;
    }
    const auto found
        = std::find_if(rows.begin(), rows.end(), [&](const QRectF &token) { return token.adjusted(-4, -4, 4, 4).contains(point); });
    return found != rows.end() ? static_cast<int>(found - rows.begin()) : -1;
}

int LinesLayout::columnAt(const QPointF &point) const
{
    if (columns.empty() || mode == LinesMode::arcs)
        return -1;
    const int column = static_cast<int>(std::floor(point.y() / rowHeight));
    return column >= 0 && column < static_cast<int>(columns.size()) && point.x() >= columns.front().left() - kLabelGap ? column : -1;
}

} // namespace headscope
