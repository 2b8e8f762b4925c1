// Where tokens stand in the lines view: two columns, or one text with arcs over (to the left) and under it (to the right).
#pragma once

#include "ui/views/lines/lines_picture.h"

#include <QPainterPath>
#include <QRectF>

#include <vector>

namespace headscope {

struct LinesLayout {
    LinesMode mode = LinesMode::columns;
    QSizeF size; ///< of the whole picture; a view shows a part of it
    double rowHeight = 0; ///< columns: of one token; arcs: of one line of text with its arcs
    std::vector<QRectF> rows; ///< of each query's label
    std::vector<QRectF> columns; ///< of each key's; in arcs the same as rows
    double labelPixels = 12; ///< size of their font
    int labelEvery = 1; ///< only each so-manieth label has room

    /// From a query to a key.
    QPainterPath path(int row, int column) const;
    /// Do they lie, wholly or in part, between these heights?
    bool inSight(int row, int column, double top, double bottom) const;
    /// −1: none. A point of the space that belongs to a token counts, too.
    int rowAt(const QPointF &point) const;
    int columnAt(const QPointF &point) const;

    double arcRoom = 0; ///< arcs: above a line, and below it where there are arcs to the right
    bool arcsBelow = false;
};

/// height: of the window's canvas; ≤ 0: a figure's. rowHeight: wished for a token in columns; 0: as large as `height` allows. Labels thin
/// out where it is too little for them.
LinesLayout columnsLayout(const ShownPatterns &shown, double width, double height, double rowHeight);
/// Arcs rise as high as `height` has room for (0: as a page would). zoom: 1 normally.
LinesLayout arcsLayout(const ShownPatterns &shown, double width, double height, double zoom);

} // namespace headscope
