#include "ui/views/heatmap/heatmap_figure.h"

#include "src/patterns/pooled_pattern.h"
#include "ui/theme/theme.h"
#include "ui/theme/undefined_color.h"
#include "ui/views/shared/matrix/figure_font.h"
#include "ui/views/shared/matrix/matrix_labels.h"

#include <QCoreApplication>

#include <algorithm>
#include <cmath>
#include <optional>

namespace headscope {

namespace {

constexpr double kLargestCell = 84;
constexpr double kTotalsGap = 10;
constexpr double kRowBar = 48; // longest bar right of a row
constexpr double kColumnBar = 34; // longest bar beneath a column
constexpr double kLegendWidth = 300;
constexpr double kLegendGap = 18;
constexpr double kThinRow = 3;
constexpr double kSentenceBar = 13; // beside rows and above columns: which sentence of a pair
constexpr int kMayPool = 100; // tokens from which a small window may have too few pixels; the legend keeps room to say so
constexpr double kReadableCell = 12; // smaller, and what stands around the cells gives way
constexpr double kReadableSide = 130; // unless the whole matrix is at least as large
constexpr double kFigureSide = 620; // of the cells in an export of a text that needs no more

double zoomed(double pixels)
{
    return pixels * Appearance::instance().zoom();
}

QFont totalsFont()
{
    return figureMono(10.5);
}

double digitWidth(const HeatmapTotals &totals)
{
    return QFontMetricsF(totalsFont()).horizontalAdvance(QLatin1Char('0')) * totals.widest;
}

double lineHeight()
{
    return QFontMetricsF(totalsFont()).height();
}

QString pooledCaption(const PooledView &view)
{
    if (view.step <= 1)
        return {};
    const auto side = int(std::lround(view.step));
    const QString pattern = side == view.step
        ? QCoreApplication::translate("headscope::Heatmap", "; each cell shows %1 of %2 × %2 numbers")
        : QCoreApplication::translate("headscope::Heatmap", "; each cell shows %1 of about %2 × %2 numbers");
    return pattern.arg(poolRuleText(view.rule)).arg(std::max(2, side));
}

/// What stands around the cells.
struct Surroundings {
    bool columnTotals = true;
    bool rowTotals = true;
    bool caption = true;
    bool legend = true;
    bool columnLabels = true;
    bool rowLabels = true;
};

/// In this order, as the area gets small; the first of them also for the sake of digits.
constexpr int kGiveWayToDigits = 3;
constexpr bool Surroundings::*kGiveWay[] = {&Surroundings::columnTotals, &Surroundings::rowTotals, &Surroundings::caption,
    &Surroundings::legend, &Surroundings::columnLabels, &Surroundings::rowLabels};

/// What stands right of and beneath the cells.
struct Margins {
    double right = 0;
    double bottom = 0;
    double legend = 0; ///< height of the legend with its gap
};

Margins marginsOf(const HeatmapContent &content, double legendWidth, const Surroundings &parts)
{
    Margins margins;
    if (parts.rowTotals && !content.rows.empty())
        margins.right = kTotalsGap + zoomed(kRowBar) + 6 + digitWidth(content.rows);
    if (parts.columnTotals && !content.columns.empty())
        margins.bottom = kTotalsGap + zoomed(kColumnBar) + lineHeight() + 4;
    else if (margins.right > 0)
        margins.bottom = kTotalsGap + lineHeight(); // their title stands there
    if (!parts.legend)
        return margins;
    Legend legend = content.legend;
    if (std::max(content.rowCount(), content.columnCount()) >= kMayPool)
        legend.caption += pooledCaption({98.5, content.request.rule, {}, true});
    if (!parts.caption)
        legend.caption.clear();
    margins.legend = kLegendGap + legendSize(legend, legendWidth).height();
    return margins;
}

double legendWidthIn(const QRectF &area)
{
    return std::min(zoomed(kLegendWidth), area.width() * 0.8);
}

double sentenceBar(const HeatmapContent &content)
{
    return content.pairs.rowSentences.empty() ? 0 : zoomed(kSentenceBar) + 4;
}

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

void paintSentence(QPainter &painter, const QRectF &bar, int sentence)
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
    painter.setFont(figureFont(10, QFont::DemiBold));
    painter.setPen(color);
    if (bar.width() >= 8 && bar.height() >= 8)
        painter.drawText(bar.adjusted(-4, -4, 4, 4), Qt::AlignCenter, sentence == 0 ? QStringLiteral("A") : QStringLiteral("B"));
}

/// Which sentence rows and columns belong to: bars between the labels and the cells.
void paintSentences(QPainter &painter, const HeatmapContent &content, const MatrixLayout &layout)
{
    const double thick = zoomed(kSentenceBar);
    forRuns(content.pairs.rowSentences, [&](int first, int last, int sentence) {
        const double top = std::max(layout.frame.top(), layout.cellRect(first, 0).top());
        const double bottom = std::min(layout.frame.bottom(), layout.cellRect(last - 1, 0).bottom());
        paintSentence(painter, {layout.frame.left() - thick - 3, top, thick, bottom - top - 1}, sentence);
    });
    forRuns(content.pairs.columnSentences, [&](int first, int last, int sentence) {
        const double left = std::max(layout.frame.left(), layout.cellRect(0, first).left());
        const double right = std::min(layout.frame.right(), layout.cellRect(0, last - 1).right());
        paintSentence(painter, {left, layout.frame.top() - thick - 3, right - left - 1, thick}, sentence);
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
    const bool digits = layout.cell.height() >= lineHeight() * 0.9;
    const double thickness = std::clamp(layout.cell.height() * 0.6, 1.0, zoomed(13));
    painter.setFont(totalsFont());
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
                QRectF(place.rowTotals.left() + zoomed(kRowBar) + 6, middle - lineHeight(), digitWidth(content.rows) + 4, 2 * lineHeight()),
                Qt::AlignLeft | Qt::AlignVCenter, numberText(value, content.rows.format));
        }
    };
    forBars(content.rows.values, span, layout.cell.height(), marked, paintOne);
    if (span.contains(marked))
        paintOne(marked, content.rows.values[std::size_t(marked)]); // last: thin neighbours would cover it
    painter.setFont(figureFont(10.5));
    painter.setPen(theme.muted);
    painter.drawText(QRectF(place.rowTotals.left(), layout.frame.bottom() + 8, place.rowTotals.width() + 30, lineHeight() * 3),
        Qt::AlignLeft | Qt::AlignTop | Qt::TextWordWrap, content.rows.title);
}

void paintColumnTotals(QPainter &painter, const HeatmapContent &content, const HeatmapPlacement &place, int marked)
{
    const Theme &theme = Theme::current();
    const MatrixLayout &layout = place.matrix;
    const bool digits = layout.cell.width() >= digitWidth(content.columns) + 4;
    const double thickness = std::clamp(layout.cell.width() * 0.6, 1.0, zoomed(16));
    painter.setFont(totalsFont());
    const IndexSpan span = layout.visibleColumns();
    const auto paintOne = [&](int column, double value) {
        const double middle = layout.cellRect(0, column).center().x();
        if (middle < layout.frame.left() || middle > layout.frame.right())
            return;
        const double length = barLength(content.columns, value, zoomed(kColumnBar));
        painter.fillRect(QRectF(middle - thickness / 2, place.columnTotals.top(), thickness, length),
            barColor(content, value, column == marked, theme.key));
        if (digits || column == marked) {
            const double width = digitWidth(content.columns) + 8;
            const QRectF box(middle - width / 2, place.columnTotals.top() + zoomed(kColumnBar) + 4, width, lineHeight());
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
    painter.setFont(figureFont(10.5));
    painter.setPen(theme.muted);
    const double left = std::max(0.0, layout.frame.left() - std::max(layout.rowLabelWidth, zoomed(78)));
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

/// The whole matrix as large as fits with these surroundings.
struct Fit {
    Margins margins;
    LabelSpace labels;
    QRectF room; ///< of labels and cells
    MatrixLayout layout;
};

Fit fitWith(const HeatmapContent &content, const QRectF &area, double zoom, const Surroundings &parts, CellShape shape)
{
    const bool square = shape == CellShape::square;
    Fit fit;
    fit.margins = marginsOf(content, legendWidthIn(area), parts);
    // Whether column labels slant depends on the cell, and the cell on the room they take: upright first, then as measured.
    double cellGuess = kLargestCell;
    for (int round = 0; round < 2; ++round) {
        LabelSpace &labels = fit.labels;
        labels = labelSpace(parts.rowLabels ? content.widestRow : 0, parts.columnLabels ? content.widestColumn : 0,
            areNumbers(content.picture.columnLabels), cellGuess);
        if (parts.columnTotals && !content.columns.empty())
            labels.rowWidth = std::max(labels.rowWidth, zoomed(78)); // the totals' title stands there
        labels.rowWidth += sentenceBar(content);
        labels.columnHeight += sentenceBar(content);
        fit.room = area.adjusted(0, 0, -std::max(fit.margins.right, labels.overhang), -fit.margins.bottom - fit.margins.legend);
        fit.layout = MatrixLayout::fit(fit.room, content.rowCount(), content.columnCount(), labels.rowWidth, labels.columnHeight,
            zoomed(square ? kLargestCell : kLargestCell * kWidestCell), square);
        if (!square)
            fit.layout.cell = fillingCell(fit.layout.cell, zoomed(kLargestCell));
        cellGuess = fit.layout.cell.width() * zoom;
    }
    return fit;
}

/// With the first of what gives way gone for which cells have digits; nothing when they have none even so.
std::optional<Surroundings> surroundingsOfDigits(const HeatmapContent &content, const QRectF &area)
{
    Surroundings parts;
    for (int gone = 0; gone <= kGiveWayToDigits; ++gone) {
        if (gone > 0)
            parts.*kGiveWay[gone - 1] = false;
        if (hasReadableDigits(fitWith(content, area, 1, parts, CellShape::filling).layout.cell, content.picture.widest))
            return parts;
    }
    return std::nullopt;
}

/// The same for every zoom, so that nothing comes and goes while one zooms.
Surroundings surroundingsIn(const HeatmapContent &content, const QRectF &area, CellShape shape)
{
    if (shape == CellShape::filling && !content.isPooled())
        if (const auto parts = surroundingsOfDigits(content, area))
            return *parts;
    const double readable = zoomed(std::min(kReadableCell, kReadableSide / std::max({1, content.rowCount(), content.columnCount()})));
    Surroundings parts;
    double cell = fitWith(content, area, 1, parts, shape).layout.cell.height();
    for (bool Surroundings::*part : kGiveWay) {
        if (cell >= readable)
            break;
        Surroundings less = parts;
        less.*part = false;
        const double larger = fitWith(content, area, 1, less, shape).layout.cell.height();
        if (larger <= cell)
            continue;
        parts = less;
        cell = larger;
    }
    return parts;
}

} // namespace

HeatmapPlacement placeHeatmap(const HeatmapContent &content, const QRectF &area, double zoom, const QPointF &first, CellShape shape)
{
    const int rows = content.rowCount();
    const int columns = content.columnCount();
    const Surroundings parts = surroundingsIn(content, area, shape);
    const Fit fit = fitWith(content, area, zoom, parts, shape);
    const auto &[margins, labels, room, fitted] = fit;
    HeatmapPlacement place;
    place.caption = parts.caption;
    MatrixLayout &layout = place.matrix;
    layout = fitted;
    layout.turnedLabels = labels.turned;
    const auto even = [zoom](double side) { return side * zoom >= 8 ? std::floor(side * zoom) : side * zoom; }; // even gaps between cells
    layout.cell = QSizeF(even(layout.cell.width()), even(layout.cell.height()));
    const QSizeF cell = layout.cell;
    const double width = std::min(cell.width() * columns, std::max(1.0, room.width() - labels.rowWidth));
    const double height = std::min(cell.height() * rows, std::max(1.0, room.height() - labels.columnHeight));
    const double whole = labels.rowWidth + width + std::max(margins.right, labels.overhang);
    const double left = area.left() + std::max(0.0, std::floor((area.width() - whole) / 2)) + labels.rowWidth;
    layout.frame = QRectF(left, area.top() + std::ceil(labels.columnHeight), width, height);
    layout.first = QPointF(std::clamp(first.x(), 0.0, std::max(0.0, columns - width / cell.width())),
        std::clamp(first.y(), 0.0, std::max(0.0, rows - height / cell.height())));

    if (parts.rowTotals && !content.rows.empty())
        place.rowTotals = QRectF(layout.frame.right() + kTotalsGap, layout.frame.top(), margins.right - kTotalsGap, height);
    if (parts.columnTotals && !content.columns.empty())
        place.columnTotals = QRectF(layout.frame.left(), layout.frame.bottom() + kTotalsGap, width, margins.bottom - kTotalsGap);
    if (!parts.legend)
        return place;
    const double legendWidth = legendWidthIn(area);
    const double legendLeft = std::clamp(layout.frame.left(), area.left(), std::max(area.left(), area.right() - legendWidth));
    place.legend = QRectF(legendLeft, layout.frame.bottom() + margins.bottom + kLegendGap, legendWidth, margins.legend - kLegendGap);
    return place;
}

QSizeF heatmapSize(const HeatmapContent &content)
{
    const int rows = std::max(1, content.rowCount());
    const int columns = std::max(1, content.columnCount());
    // At least a pixel for each number that the content holds, so that an export shows them all.
    const double side = content.isPooled() ? std::max(1, int(kFigureSide) / content.picture.numbers.rows()) / double(content.step)
                                           : std::clamp(std::floor(kFigureSide / std::max(rows, columns)), 1.0, 56.0);
    const Margins margins = marginsOf(content, zoomed(kLegendWidth), {});
    const LabelSpace labels = labelSpace(content.widestRow, content.widestColumn, areNumbers(content.picture.columnLabels), side);
    return {std::max(labels.rowWidth, zoomed(78)) + sentenceBar(content)
            + std::max(side * columns + std::max(margins.right, labels.overhang), zoomed(kLegendWidth)) + 1,
        labels.columnHeight + sentenceBar(content) + side * rows + margins.bottom + margins.legend + 2};
}

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
    if (pixelRatio > 0 && !hasReadableDigits(layout.cell, cells.widest)) // figures may be enlarged, the screen is what it is
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
    paintRowLabels(painter, rowNames, content.picture.rowLabels, {highlight.row, theme.accent});
    paintColumnLabels(painter, columnNames, content.picture.columnLabels, {highlight.column, theme.key});
    if (bar > 0)
        paintSentences(painter, content, layout);
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
    if (place.caption)
        legend.caption += pooledCaption(view);
    else
        legend.caption.clear();
    if (!place.legend.isEmpty()) // figures and small views without
        paintLegend(painter, legend, place.legend);
    painter.restore();
}

} // namespace headscope
