#include "ui/views/heatmap/heatmap_figure.h"

#include "src/patterns/pooled_pattern.h"
#include "ui/theme/theme.h"
#include "ui/theme/undefined_color.h"
#include "ui/views/shared/matrix/figure_font.h"
#include "ui/views/shared/matrix/matrix_labels.h"

#include <algorithm>
#include <cmath>

namespace headscope {

namespace {

constexpr double kThinRow = 3;

/// Calls with each run of equal entries, half-open.
template <typename Function>
void forRuns(const std::vector<int> &values, Function &&run)
{
    for (std::size_t first = 0; first < values.size();) {
        std::size_t last = first + 1;
        while (last < values.size() && values[last] == values[first])
            ++last;
        run(int(first), int(last), values[first]);
        first = last;
    }
}

void paintSentence(QPainter &painter, const QRectF &bar, int sentence, CellShape shape)
{
    if (sentence < 0 || bar.width() <= 0 || bar.height() <= 0)
        return;
    const Theme &theme = Theme::current();
    const QColor color = sentence == 0 ? theme.first : theme.second;
    QColor fill = color;
    fill.setAlphaF(0.28F);
    painter.setPen(Qt::NoPen);
    painter.setBrush(fill);
    painter.drawRoundedRect(bar, 3, 3);
    painter.setFont(figureFont(shape == CellShape::filling ? kReadableLabel : 10, QFont::DemiBold));
    painter.setPen(color);
    if (bar.width() >= 8 && bar.height() >= 8)
        painter.drawText(bar.adjusted(-4, -4, 4, 4), Qt::AlignCenter, sentence == 0 ? QStringLiteral("A") : QStringLiteral("B"));
}

/// Which sentence rows and columns belong to: bars between the labels and the cells.
void paintSentences(QPainter &painter, const HeatmapContent &content, const MatrixLayout &layout, CellShape shape)
{
    const double thick = sentenceBar(content) - kSentenceGap;
    forRuns(content.pairs.rowSentences, [&](int first, int last, int sentence) {
        const double top = std::max(layout.frame.top(), layout.cellRect(first, 0).top());
        const double bottom = std::min(layout.frame.bottom(), layout.cellRect(last - 1, 0).bottom());
        paintSentence(painter, {layout.frame.left() - thick - 3, top, thick, bottom - top - 1}, sentence, shape);
    });
    forRuns(content.pairs.columnSentences, [&](int first, int last, int sentence) {
        const double left = std::max(layout.frame.left(), layout.cellRect(0, first).left());
        const double right = std::min(layout.frame.right(), layout.cellRect(0, last - 1).right());
        paintSentence(painter, {left, layout.frame.top() - thick - 3, right - left - 1, thick}, sentence, shape);
    });
}

/// Veils what the filter does not let through.
void paintFilter(QPainter &painter, const HeatmapContent &content, const MatrixLayout &layout)
{
    if (content.pairs.filter == PairFilter::all)
        return;
    QColor veil = Theme::current().canvas;
    veil.setAlphaF(0.85F);
    forRuns(content.pairs.rowSentences, [&](int firstRow, int lastRow, int rowSentence) {
        forRuns(content.pairs.columnSentences, [&](int firstColumn, int lastColumn, int columnSentence) {
            if (passes(content.pairs.filter, rowSentence, columnSentence))
                return;
            const QRectF cells(
                layout.cellRect(firstRow, firstColumn).topLeft(), layout.cellRect(lastRow - 1, lastColumn - 1).bottomRight());
            painter.fillRect(cells.intersected(layout.frame), veil);
        });
    });
}

QFont titleFont(CellShape shape)
{
    return figureFont(shape == CellShape::filling ? kReadableLabel : 10.5);
}

/// Of `room` for the longest. What is undefined has all of it, in its own colour.
double barLength(const HeatmapTotals &totals, double value, double room)
{
    if (!std::isfinite(value))
        return room;
    return totals.most > 0 ? std::abs(value) / totals.most * room : 0;
}

QColor barColor(const HeatmapContent &content, double value, bool marked, const QColor &mark)
{
    const Theme &theme = Theme::current();
    if (!std::isfinite(value))
        return undefinedColor();
    if (marked)
        return mark;
    if (content.shown == Shown::difference)
        return value < 0 ? theme.negative : theme.positive;
    return theme.faint;
}

/// Calls for each bar but the marked one; where several rows (or columns) share a pixel, once for the longest of them.
template <typename Function>
void forBars(const std::vector<double> &values, IndexSpan span, double pitch, int marked, Function &&paint)
{
    const int group = pitch >= 1 ? 1 : int(std::ceil(1 / pitch));
    for (int first = span.first / group * group; first < span.last; first += group) {
        int longest = -1;
        for (int i = std::max(first, span.first); i < std::min(first + group, span.last); ++i)
            if (i != marked && (longest < 0 || sizeOf(values[std::size_t(i)]) > sizeOf(values[std::size_t(longest)])))
                longest = i;
        if (longest >= 0)
            paint(longest, values[std::size_t(longest)]);
    }
}

void paintRowTotals(QPainter &painter, const HeatmapContent &content, const HeatmapPlacement &place, int marked)
{
    const Theme &theme = Theme::current();
    const MatrixLayout &layout = place.matrix;
    const double line = totalsHeight(place.shape);
    const bool digits = layout.cell.height() >= line * 0.9;
    const double thickness = std::clamp(layout.cell.height() * 0.6, 1.0, zoomed(13));
    painter.setFont(totalsFont(place.shape));
    const IndexSpan span = layout.visibleRows();
    const auto paintOne = [&](int row, double value) {
        const double middle = layout.cellRect(row, 0).center().y();
        if (middle < layout.frame.top() || middle > layout.frame.bottom())
            return;
        const double length = barLength(content.rows, value, zoomed(kRowBar));
        painter.fillRect(QRectF(place.rowTotals.left(), middle - thickness / 2, length, thickness),
            barColor(content, value, row == marked, theme.query));
        if (digits || row == marked) {
            painter.setPen(row == marked ? theme.text : theme.muted);
            painter.drawText(
                QRectF(place.rowTotals.left() + zoomed(kRowBar) + 6, middle - line, totalsWidth(content.rows, place.shape) + 4, 2 * line),
                Qt::AlignLeft | Qt::AlignVCenter, numberText(value, content.rows.format));
        }
    };
    forBars(content.rows.values, span, layout.cell.height(), marked, paintOne);
    if (span.contains(marked))
        paintOne(marked, content.rows.values[std::size_t(marked)]); // last: thin neighbours would cover it
    painter.setFont(titleFont(place.shape));
    painter.setPen(theme.muted);
    painter.drawText(QRectF(place.rowTotals.left(), layout.frame.bottom() + 8, place.rowTotals.width() + 30, line * 3),
        Qt::AlignLeft | Qt::AlignTop | Qt::TextWordWrap, content.rows.title);
}

void paintColumnTotals(QPainter &painter, const HeatmapContent &content, const HeatmapPlacement &place, int marked)
{
    const Theme &theme = Theme::current();
    const MatrixLayout &layout = place.matrix;
    const double line = totalsHeight(place.shape);
    const double digitsWide = totalsWidth(content.columns, place.shape);
    const bool digits = layout.cell.width() >= digitsWide + 4;
    const double thickness = std::clamp(layout.cell.width() * 0.6, 1.0, zoomed(16));
    painter.setFont(totalsFont(place.shape));
    const IndexSpan span = layout.visibleColumns();
    const auto paintOne = [&](int column, double value) {
        const double middle = layout.cellRect(0, column).center().x();
        if (middle < layout.frame.left() || middle > layout.frame.right())
            return;
        const double length = barLength(content.columns, value, zoomed(kColumnBar));
        painter.fillRect(QRectF(middle - thickness / 2, place.columnTotals.top(), thickness, length),
            barColor(content, value, column == marked, theme.key));
        if (digits || column == marked) {
            const double width = digitsWide + 8;
            const QRectF box(middle - width / 2, place.columnTotals.top() + zoomed(kColumnBar) + 4, width, line);
            painter.fillRect(box, theme.canvas); // covers neighbours' digits where they are thin
            painter.setPen(column == marked ? theme.text : theme.muted);
            painter.drawText(box, Qt::AlignCenter, numberText(value, content.columns.format));
        }
    };
    forBars(content.columns.values, span, layout.cell.width(), marked, paintOne);
    if (span.contains(marked))
        paintOne(marked, content.columns.values[std::size_t(marked)]);
    if (layout.rowLabelWidth <= 0)
        return;
    painter.setFont(titleFont(place.shape));
    painter.setPen(theme.muted);
    const double left = std::max(0.0, layout.frame.left() - std::max(layout.rowLabelWidth, zoomed(kTotalsTitle)));
    painter.drawText(QRectF(left, place.columnTotals.top(), layout.frame.left() - 10 - left, place.columnTotals.height()),
        Qt::AlignRight | Qt::AlignTop | Qt::TextWordWrap, content.columns.title);
}

void paintOutline(QPainter &painter, const QRectF &rect, const QColor &color, double width)
{
    if (rect.isEmpty())
        return;
    if (rect.height() < kThinRow) { // a frame would cover the neighbours
        QColor line = color;
        line.setAlphaF(0.6F);
        painter.fillRect(QRectF(rect.left(), rect.center().y() - 0.5, rect.width(), 1), line);
        return;
    }
    painter.setPen(QPen(color, width));
    painter.setBrush(Qt::NoBrush);
    painter.drawRoundedRect(rect.adjusted(-1, -1, 0, 0), 2, 2);
}

} // namespace

PooledView paintHeatmapCells(
    QPainter &painter, const HeatmapContent &content, const HeatmapPlacement &place, double pixelRatio, PatternTiles *tiles)
{
    MatrixLayout layout = place.matrix;
    if (content.isPooled()) {
        const PooledView view = paintPooledCells(painter, content, layout, pixelRatio, tiles);
        paintFilter(painter, content, layout);
        return view;
    }
    MatrixPicture cells = content.picture;
    cells.rowLabels.clear();
    cells.columnLabels.clear();
    PooledView view{1, PoolRule::largest, cells.range, true};
    if (pixelRatio <= 0)
        cells.mask = {}; // figures hatch what is −∞ alone
    else if (!hasReadableDigits(layout.cell, cells.widest)) // figures may be enlarged, the screen is what it is
        cells.digits = false;
    const double side = std::min(layout.cell.width(), layout.cell.height());
    if (pixelRatio > 0 && side * pixelRatio < 1) {
        view.step = 1 / (side * pixelRatio);
        const IndexSpan rows = layout.visibleRows();
        const IndexSpan columns = layout.visibleColumns();
        const MatrixView part = cells.numbers.view.block(rows.first, columns.first, rows.size(), columns.size());
        const auto axis = [&](int count, double length) { return PoolAxis::atMost(count, std::max(1, int(length * pixelRatio))); };
        PatternPool pool(PoolRule::largest, axis(part.rows, layout.frame.height()), axis(part.cols, layout.frame.width()), 0);
        pool.addRows(0, part);
        auto values = std::make_shared<const std::vector<float>>(pool.take());
        cells.numbers = {{values->data(), pool.rows(), pool.columns(), pool.columns(), 1}, values};
        cells.mask = {};
        if (cells.rowLargest)
            cells.rowLargest = largestOfRows(cells.numbers.view);
        layout.rows = pool.rows();
        layout.columns = pool.columns();
        layout.first = {};
        layout.cell = QSizeF(layout.frame.width() / layout.columns, layout.frame.height() / layout.rows);
    }
    paintMatrix(painter, cells, layout);
    paintFilter(painter, content, place.matrix);
    return view;
}

void paintHeatmapFrame(
    QPainter &painter, const HeatmapContent &content, const HeatmapPlacement &place, CellIndex highlight, const PooledView &view)
{
    const Theme &theme = Theme::current();
    const MatrixLayout &layout = place.matrix;
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(theme.line, 1));
    painter.setBrush(Qt::NoBrush);
    if (layout.cell.width() < 4)
        painter.drawRect(layout.frame.adjusted(-0.5, -0.5, 0.5, 0.5));
    const double width = layout.cell.width() >= 16 ? 2.5 : 1.5;
    if (highlight.column >= 0 && highlight.row >= 0) {
        const QRectF cell = layout.cellRect(highlight.row, highlight.column).intersected(layout.frame);
        const double reach = std::max(0.0, (8 - layout.cell.width()) / 2);
        paintOutline(painter, layout.rowRect(highlight.row), theme.accent, width);
        if (!cell.isEmpty())
            paintOutline(painter, cell.adjusted(-reach, -reach, reach, reach), theme.result, width);
    } else if (highlight.row >= 0) {
        paintOutline(painter, layout.rowRect(highlight.row), theme.accent, width);
    }
    painter.restore();

    painter.save();
    // The sentences' bars stand between the cells and their labels.
    const double bar = sentenceBar(content);
    MatrixLayout rowNames = layout;
    rowNames.frame.setLeft(layout.frame.left() - bar);
    rowNames.rowLabelWidth = layout.rowLabelWidth - bar;
    MatrixLayout columnNames = layout;
    columnNames.frame.setTop(layout.frame.top() - bar);
    columnNames.columnLabelHeight = layout.columnLabelHeight - bar;
    paintRowLabels(painter, rowNames, content.picture.rowLabels, {highlight.row, theme.accent},
        place.shape == CellShape::filling ? kReadableLabel : kSmallestRowLabel);
    paintColumnLabels(painter, columnNames, content.picture.columnLabels, {highlight.column, theme.key});
    if (bar > 0)
        paintSentences(painter, content, layout, place.shape);
    if (!place.rowTotals.isEmpty())
        paintRowTotals(painter, content, place, highlight.row);
    if (!place.columnTotals.isEmpty())
        paintColumnTotals(painter, content, place, highlight.column);
    Legend legend = content.legend;
    legend.range = view.range;
    if (view.step > 1 && view.rule != PoolRule::largest) {
        legend.numbers = view.range;
        legend.numbers.undefined = content.legend.numbers.undefined;
    }
    legend.caption = place.caption ? captionOf(content, place.shape, view) : QString();
    if (!place.legend.isEmpty()) // figures and small views without
        paintLegend(painter, legend, place.legend);
    painter.restore();
}

} // namespace headscope
