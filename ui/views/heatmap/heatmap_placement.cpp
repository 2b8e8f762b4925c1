#include "ui/views/heatmap/heatmap_placement.h"

#include "ui/theme/theme.h"
#include "ui/views/shared/matrix/figure_font.h"
#include "ui/views/shared/matrix/matrix_labels.h"

#include <QCoreApplication>
#include <QFontMetricsF>

#include <algorithm>
#include <cmath>
#include <optional>
#include <tuple>

namespace headscope {

namespace {

constexpr double kLargestCell = 84;
constexpr double kTotalsGap = 10;
constexpr double kLegendWidth = 300;
constexpr double kLegendGap = 18;
constexpr double kLegendBeside = 24; // between the legend and what is left of it
constexpr double kSentenceBar = 13; // beside rows and above columns: which sentence of a pair
constexpr int kMayPool = 100; // tokens from which a small window may have too few pixels; the legend keeps room to say so
constexpr double kReadableCell = 12; // smaller, and what stands around the cells gives way
constexpr double kReadableSide = 130; // unless the whole matrix is at least as large
constexpr double kFigureSide = 620; // of the cells in an export of a text that needs no more

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
    bool legendBeside = false; ///< the cells, not beneath them
};

/// In this order, as the area gets small; the first of them also for the sake of digits.
constexpr int kGiveWayToDigits = 3;
constexpr bool Surroundings::*kGiveWay[] = {&Surroundings::columnTotals, &Surroundings::rowTotals, &Surroundings::caption,
    &Surroundings::legend, &Surroundings::columnLabels, &Surroundings::rowLabels};

double legendHeight(const HeatmapContent &content, double width, const Surroundings &parts, CellShape shape)
{
    const bool mayPool = std::max(content.rowCount(), content.columnCount()) >= kMayPool;
    Legend legend = content.legend;
    legend.caption = parts.caption ? captionOf(content, shape, {mayPool ? 98.5 : 1, content.request.rule, {}, true}) : QString();
    return legendSize(legend, width).height();
}

/// What stands right of and beneath the cells.
struct Margins {
    double right = 0;
    double bottom = 0;
    double legend = 0; ///< height of the legend with its gap, or beside the cells its width
};

Margins marginsOf(const HeatmapContent &content, double legendWidth, const Surroundings &parts, CellShape shape)
{
    Margins margins;
    if (parts.rowTotals && !content.rows.empty())
        margins.right = kTotalsGap + zoomed(kRowBar) + 6 + totalsWidth(content.rows, shape);
    if (parts.columnTotals && !content.columns.empty())
        margins.bottom = kTotalsGap + zoomed(kColumnBar) + totalsHeight(shape) + 4;
    else if (margins.right > 0)
        margins.bottom = kTotalsGap + totalsHeight(shape); // their title stands there
    if (!parts.legend)
        return margins;
    if (parts.legendBeside) {
        margins.legend = kLegendBeside + legendWidth;
        return margins;
    }
    margins.legend = kLegendGap + legendHeight(content, legendWidth, parts, shape);
    return margins;
}

double legendWidthIn(const QRectF &area, const Surroundings &parts)
{
    return std::min(zoomed(kLegendWidth), area.width() * (parts.legendBeside ? 0.4 : 0.8));
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
    fit.margins = marginsOf(content, legendWidthIn(area, parts), parts, shape);
    const double below = fit.margins.bottom + (parts.legendBeside ? 0 : fit.margins.legend);
    const double beside = parts.legendBeside ? fit.margins.legend : 0;
    // Whether column labels slant depends on the cell, and the cell on the room they take: upright first, then as measured.
    double cellGuess = kLargestCell;
    for (int round = 0; round < 2; ++round) {
        LabelSpace &labels = fit.labels;
        labels = labelSpace(parts.rowLabels ? content.widestRow : 0, parts.columnLabels ? content.widestColumn : 0,
            areNumbers(content.picture.columnLabels), cellGuess);
        if (parts.columnTotals && !content.columns.empty())
            labels.rowWidth = std::max(labels.rowWidth, zoomed(kTotalsTitle));
        labels.rowWidth += sentenceBar(content);
        labels.columnHeight += sentenceBar(content);
        fit.room = area.adjusted(0, 0, -std::max(fit.margins.right, labels.overhang) - beside, -below);
        fit.layout = MatrixLayout::fit(fit.room, content.rowCount(), content.columnCount(), labels.rowWidth, labels.columnHeight,
            zoomed(square ? kLargestCell : kLargestCell * kWidestCell), square);
        if (!square)
            fit.layout.cell = fillingCell(fit.layout.cell, zoomed(kLargestCell));
        cellGuess = fit.layout.cell.width() * zoom;
    }
    return fit;
}

/// With the first of what gives way gone for which cells have digits; nothing when they have none even so.
std::optional<Surroundings> surroundingsOfDigits(const HeatmapContent &content, const QRectF &area, Surroundings parts)
{
    for (int gone = 0; gone <= kGiveWayToDigits; ++gone) {
        if (gone > 0)
            parts.*kGiveWay[gone - 1] = false;
        if (hasReadableDigits(fitWith(content, area, 1, parts, CellShape::filling).layout.cell, content.picture.widest))
            return parts;
    }
    return std::nullopt;
}

/// So much of the parts that cells can be told apart.
Surroundings readable(const HeatmapContent &content, const QRectF &area, Surroundings parts, CellShape shape)
{
    const double least = zoomed(std::min(kReadableCell, kReadableSide / std::max({1, content.rowCount(), content.columnCount()})));
    double cell = fitWith(content, area, 1, parts, shape).layout.cell.height();
    for (bool Surroundings::*part : kGiveWay) {
        if (cell >= least)
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

/// With the legend beneath the cells or beside them: where they have digits and most stands around them, else where they are larger.
Surroundings fillingSurroundings(const HeatmapContent &content, const QRectF &area)
{
    Surroundings best;
    std::tuple<int, double> most{-1, 0};
    for (const bool isBeside : {false, true}) {
        const Surroundings all{.legendBeside = isBeside};
        const auto ofDigits = content.isPooled() ? std::nullopt : surroundingsOfDigits(content, area, all);
        const Surroundings parts = ofDigits ? *ofDigits : readable(content, area, all, CellShape::filling);
        const auto kept = int(std::ranges::count_if(kGiveWay, [&](bool Surroundings::*part) { return parts.*part; }));
        const QSizeF cell = fitWith(content, area, 1, parts, CellShape::filling).layout.cell;
        const std::tuple merit{ofDigits ? kept : 0, cell.width() * cell.height()};
        if (merit > most) {
            most = merit;
            best = parts;
        }
    }
    return best;
}

/// The same for every zoom, so that nothing comes and goes while one zooms.
Surroundings surroundingsIn(const HeatmapContent &content, const QRectF &area, CellShape shape)
{
    return shape == CellShape::filling ? fillingSurroundings(content, area) : readable(content, area, {}, shape);
}

} // namespace

double zoomed(double pixels)
{
    return pixels * Appearance::instance().zoom();
}

QFont totalsFont(CellShape shape)
{
    return figureMono(shape == CellShape::filling ? kReadableLabel : 10.5);
}

double totalsHeight(CellShape shape)
{
    return QFontMetricsF(totalsFont(shape)).height();
}

double totalsWidth(const HeatmapTotals &totals, CellShape shape)
{
    return QFontMetricsF(totalsFont(shape)).horizontalAdvance(QLatin1Char('0')) * totals.widest;
}

double sentenceBar(const HeatmapContent &content)
{
    return content.pairs.rowSentences.empty() ? 0 : zoomed(kSentenceBar) + kSentenceGap;
}

QString captionOf(const HeatmapContent &content, CellShape shape, const PooledView &view)
{
    const QString contrast = shape == CellShape::filling ? contrastCaption(content.picture.contrast) : QString();
    return content.legend.caption + contrast + pooledCaption(view);
}

HeatmapPlacement placeHeatmap(const HeatmapContent &content, const QRectF &area, double zoom, const QPointF &first, CellShape shape)
{
    const int rows = content.rowCount();
    const int columns = content.columnCount();
    const Surroundings parts = surroundingsIn(content, area, shape);
    const Fit fit = fitWith(content, area, zoom, parts, shape);
    const auto &[margins, labels, room, fitted] = fit;
    HeatmapPlacement place;
    place.caption = parts.caption;
    place.shape = shape;
    place.legendBeside = parts.legend && parts.legendBeside;
    MatrixLayout &layout = place.matrix;
    layout = fitted;
    layout.turnedLabels = labels.turned;
    const auto even = [zoom](double side) { return side * zoom >= 8 ? std::floor(side * zoom) : side * zoom; }; // even gaps between cells
    layout.cell = QSizeF(even(layout.cell.width()), even(layout.cell.height()));
    const QSizeF cell = layout.cell;
    const double width = std::min(cell.width() * columns, std::max(1.0, room.width() - labels.rowWidth));
    const double height = std::min(cell.height() * rows, std::max(1.0, room.height() - labels.columnHeight));
    const double right = std::max(margins.right, labels.overhang);
    const double whole = labels.rowWidth + width + right + (place.legendBeside ? margins.legend : 0);
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
    const double legendWidth = legendWidthIn(area, parts);
    if (place.legendBeside) {
        place.legend = QRectF(layout.frame.right() + right + kLegendBeside, layout.frame.top(), legendWidth,
            legendHeight(content, legendWidth, parts, shape));
        return place;
    }
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
    const Margins margins = marginsOf(content, zoomed(kLegendWidth), {}, CellShape::square);
    const LabelSpace labels = labelSpace(content.widestRow, content.widestColumn, areNumbers(content.picture.columnLabels), side);
    return {std::max(labels.rowWidth, zoomed(kTotalsTitle)) + sentenceBar(content)
            + std::max(side * columns + std::max(margins.right, labels.overhang), zoomed(kLegendWidth)) + 1,
        labels.columnHeight + sentenceBar(content) + side * rows + margins.bottom + margins.legend + 2};
}

} // namespace headscope
