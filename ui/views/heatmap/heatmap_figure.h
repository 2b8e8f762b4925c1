// Places and paints the heatmap of one head with labels, totals and legend: the same for the window and for exports.
// Trap: below one pixel a cell, drawing the matrix as it is would drop columns; the figure then shows the largest number of each patch.
#pragma once

#include "ui/views/heatmap/tile_painter.h"
#include "ui/views/shared/matrix/cell_shape.h"
#include "ui/views/shared/pattern/heatmap_content.h"

#include <QPainter>

namespace headscope {

struct HeatmapPlacement {
    MatrixLayout matrix;
    QRectF rowTotals; ///< right of the frame; empty: none
    QRectF columnTotals; ///< beneath the frame; empty: none
    QRectF legend; ///< empty: none
    bool caption = true; ///< the legend has its words
};

/// zoom 1: the whole matrix as large as fits; more: a part of it, beginning at cell `first` (which is clamped). In a small area totals, the
/// legend's words, the legend and at last labels give way, so far as that makes cells larger, until cells can be told apart.
HeatmapPlacement placeHeatmap(
    const HeatmapContent &content, const QRectF &area, double zoom, const QPointF &first, CellShape shape = CellShape::square);
/// Natural size of the figure, title excluded.
QSizeF heatmapSize(const HeatmapContent &content);

/// The cells alone. pixelRatio: device pixels to a pixel of the figure; 0: vectors, never pooled further than the content is. tiles: for
/// the window; exports show what the content holds.
PooledView paintHeatmapCells(
    QPainter &painter, const HeatmapContent &content, const HeatmapPlacement &place, double pixelRatio, PatternTiles *tiles = nullptr);
/// Everything around the cells; the highlighted row and column (−1: none) are framed and their labels and bars marked.
void paintHeatmapFrame(
    QPainter &painter, const HeatmapContent &content, const HeatmapPlacement &place, CellIndex highlight, const PooledView &view);

} // namespace headscope
