// The whole pattern in a corner of the zoomed heatmap, with the part in sight framed; dragging the frame moves the view.
#pragma once

#include "ui/views/shared/pattern/heatmap_content.h"

#include <QImage>
#include <QPainter>

namespace headscope {

/// The content pooled to the minimap's pixels, in its colours.
QImage minimapImage(const HeatmapContent &content);
/// In the upper right corner of the frame, where a causal pattern is empty; empty when all is in sight or there is no room.
QRectF minimapRect(const HeatmapContent &content, const MatrixLayout &layout);
void paintMinimap(QPainter &painter, const QImage &image, const QRectF &rect, const MatrixLayout &layout);
/// The first cell that shows when the middle of the view is put where the pointer is on the minimap. Not clamped.
QPointF firstCellFor(const QPointF &pointer, const QRectF &rect, const MatrixLayout &layout);

} // namespace headscope
