// The card beside the pointer: one cell of the heatmap with its exact numbers.
#pragma once

#include "ui/views/shared/pattern/heatmap_content.h"

#include <QPainter>
#include <QStringList>

namespace headscope {

struct HeatmapCard {
    QString heading; ///< "it → animal"
    QStringList lines; ///< "weight 0.8971", …
};

/// Empty for a cell outside. Its numbers come from the patterns, one row at most, whatever is pooled on the screen.
HeatmapCard heatmapCard(const HeatmapContent &content, CellIndex cell);
/// Beside `at`, inside `bounds`.
void paintHeatmapCard(QPainter &painter, const HeatmapCard &card, const QPointF &at, const QRectF &bounds);

} // namespace headscope
