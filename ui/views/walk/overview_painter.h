// The strip beneath a matrix that is wider than its window (or beside one that is taller), or the map of one that is both: all of it, the
// visible part framed. Nothing is averaged: where several numbers share a pixel, the one furthest from zero shows, and the tooltip says so.
#pragma once

#include "ui/views/walk/walk_layout.h"
#include "ui/views/walk/walk_painter.h"

#include <QPainter>

namespace headscope {

void paintOverview(QPainter &painter, const FigurePanel &panel, const PlacedOverview &overview, const WalkMarks &marks);
/// Width of its words in the typeface they are painted in.
double overviewCaptionWidth(const FigurePanel &panel, const PlacedOverview &overview);
/// First index to show so that the visible part is centred on a point of the strip.
int overviewFirst(const PlacedOverview &overview, const QPointF &position);
/// The same along the rows of a map.
int mapFirstRow(const PlacedOverview &map, const QPointF &position);
/// What the strip shows, in words.
QString overviewText(const FigurePanel &panel, const PlacedOverview &overview);

} // namespace headscope
