// Where the parts of a heatmap stand: cells, labels, totals and legend, in the window and in exports.
#pragma once

#include "ui/views/heatmap/tile_painter.h"
#include "ui/views/shared/matrix/cell_shape.h"
#include "ui/views/shared/pattern/heatmap_content.h"

#include <QFont>

namespace headscope {

struct HeatmapPlacement {
    MatrixLayout matrix;
    QRectF rowTotals; ///< right of the frame; empty: none
    QRectF columnTotals; ///< beneath the frame; empty: none
    QRectF legend; ///< empty: none
    bool legendBeside = false; ///< right of everything, not beneath
    bool caption = true; ///< the legend has its words
    CellShape shape = CellShape::square;
};

/// zoom 1: the whole matrix as large as fits; more: a part of it, beginning at cell `first` (which is clamped). In a small area totals, the
/// legend's words, the legend and at last labels give way, so far as that makes cells larger, until cells can be told apart. On the screen
/// (CellShape::filling) the legend stands beside the cells where that makes them larger.
HeatmapPlacement placeHeatmap(
    const HeatmapContent &content, const QRectF &area, double zoom, const QPointF &first, CellShape shape = CellShape::square);
/// Natural size of the figure, title excluded.
QSizeF heatmapSize(const HeatmapContent &content);

// What the placement and the painter measure by:

inline constexpr double kRowBar = 48; ///< longest bar right of a row, before Appearance::zoom()
inline constexpr double kColumnBar = 34; ///< longest bar beneath a column
inline constexpr double kTotalsTitle = 78; ///< width of the column totals' title, left of the frame

double zoomed(double pixels);
QFont totalsFont(CellShape shape);
double totalsHeight(CellShape shape);
double totalsWidth(const HeatmapTotals &totals, CellShape shape);
/// Thickness of the bars that say which sentence rows and columns belong to, with their gap; 0 without a pair.
double sentenceBar(const HeatmapContent &content);
inline constexpr double kSentenceGap = 4; ///< of it
/// The legend's words. `view`: of the painted cells.
QString captionOf(const HeatmapContent &content, CellShape shape, const PooledView &view);

} // namespace headscope
