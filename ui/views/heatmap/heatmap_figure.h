// Paints the heatmap of one head with labels, totals and legend: the same for the window and for exports.
// Trap: below one pixel a cell, drawing the matrix as it is would drop columns; the figure then shows the largest number of each patch.
#pragma once

#include "ui/views/heatmap/heatmap_placement.h"

#include <QPainter>

namespace headscope {

/// The cells alone. pixelRatio: device pixels to a pixel of the figure; 0: vectors, never pooled further than the content is. tiles: for
/// the window; exports show what the content holds.
PooledView paintHeatmapCells(
    QPainter &painter, const HeatmapContent &content, const HeatmapPlacement &place, double pixelRatio, PatternTiles *tiles = nullptr);
/// Everything around the cells; the highlighted row and column (−1: none) are framed and their labels and bars marked.
void paintHeatmapFrame(
    QPainter &painter, const HeatmapContent &content, const HeatmapPlacement &place, CellIndex highlight, const PooledView &view);

} // namespace headscope
