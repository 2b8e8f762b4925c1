// Paints the cells of a pattern that is too large to be held: at each zoom from the numbers pooled for it, so that a pixel stands for at
// most one pooled cell and no thin line is lost.
#pragma once

#include "ui/views/heatmap/pattern_tiles.h"
#include "ui/views/shared/pattern/heatmap_content.h"

namespace headscope {

/// What a painted figure's legend must say.
struct PooledView {
    double step = 1; ///< a painted cell stands for step × step numbers
    PoolRule rule = PoolRule::largest;
    ValueRange range; ///< that the colours span
    bool complete = true; ///< false: coarser tiles stand in for some that are being made
};

/// The least power of two at which a cell of the picture has at least one pixel. cellPixels: device pixels of one number's cell.
int levelFor(double cellPixels);
/// The cells inside layout.frame. tiles: null where only what the content holds is to be painted (exports); else what is missing is asked
/// for. pixelRatio: device pixels to a pixel of the figure.
PooledView paintPooledCells(
    QPainter &painter, const HeatmapContent &content, const MatrixLayout &layout, double pixelRatio, PatternTiles *tiles);

} // namespace headscope
