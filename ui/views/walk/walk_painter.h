// Paints a laid out figure: heading, panels, guides, overviews, notes, legend. The same code for the screen and for exports.
#pragma once

#include "ui/views/walk/walk_layout.h"

#include <QPainter>

namespace headscope {

/// What is lit and how far the result is filled.
struct WalkMarks {
    int row = -1; ///< of the result
    int column = -1;
    qint64 filled = -1; ///< cells of the result that are made; −1: all
};

void paintWalkFigure(QPainter &painter, const WalkFigure &figure, const PlacedFigure &placed, const WalkMarks &marks);
void paintHeading(QPainter &painter, const WalkFigure &figure, const PlacedFigure &placed);
/// Colour that stands for a head among its neighbours.
QColor headColor(int head);

} // namespace headscope
