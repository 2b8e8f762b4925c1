// Where the cells of a matrix lie: the window (frame) on the figure, the size of a cell, and which cell the window begins with.
// Painting, hit testing and exports share it. Trap: `first` is a fraction when scrolled smoothly, and rows or columns outside the window
// are laid out too (their rectangles lie outside the frame), so that scrolling never moves what stays.
#pragma once

#include <QPointF>
#include <QRectF>
#include <QSizeF>

#include <optional>

namespace headscope {

struct CellIndex {
    int row = -1;
    int column = -1;
    bool operator==(const CellIndex &) const = default;
};

/// Half-open: [first, last).
struct IndexSpan {
    int first = 0;
    int last = 0;
    int size() const { return last - first; }
    bool contains(int index) const { return index >= first && index < last; }
};

struct MatrixLayout {
    int rows = 0;
    int columns = 0;
    QSizeF cell; ///< from one cell to the next, gap included
    QRectF frame; ///< the cells that show; nothing of the matrix is painted outside
    QPointF first; ///< column (x) and row (y) at the frame's top left corner
    double rowLabelWidth = 0; ///< band left of the frame, 0: none
    double columnLabelHeight = 0; ///< band above the frame, 0: none
    bool turnedLabels = false; ///< column labels are slanted

    /// The whole matrix as large as fits into `area` beneath and beside its label bands; square cells when `square`.
    static MatrixLayout fit(
        const QRectF &area, int rows, int columns, double rowLabelWidth, double columnLabelHeight, double largestCell, bool square);

    QRectF cellRect(int row, int column) const;
    /// A whole row or column as far as it shows; empty when outside.
    QRectF rowRect(int row) const;
    QRectF columnRect(int column) const;
    /// Nothing outside the frame or beyond the last cell.
    std::optional<CellIndex> cellAt(const QPointF &position) const;
    IndexSpan visibleRows() const;
    IndexSpan visibleColumns() const;
    bool showsAllRows() const { return visibleRows().size() >= rows && first.y() <= 0; }
    bool showsAllColumns() const { return visibleColumns().size() >= columns && first.x() <= 0; }
    /// Frame and label bands.
    QRectF bounds() const;
};

} // namespace headscope
