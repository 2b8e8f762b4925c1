#include "ui/views/shared/matrix/matrix_layout.h"

#include <algorithm>
#include <cmath>

namespace headscope {

namespace {

// A cell that shows less than this share of itself is not counted as visible: rounding would otherwise flicker one in and out.
constexpr double kSliver = 1e-6;

IndexSpan visible(double first, double length, double pitch, int count)
{
    if (pitch <= 0 || length <= 0)
        return {};
    const int begin = std::clamp(int(std::floor(first + kSliver)), 0, count);
    const int end = std::clamp(int(std::ceil(first + length / pitch - kSliver)), begin, count);
    return {begin, end};
}

} // namespace

MatrixLayout MatrixLayout::fit(
    const QRectF &area, int rows, int columns, double rowLabelWidth, double columnLabelHeight, double largestCell, bool square)
{
    MatrixLayout layout;
    layout.rows = rows;
    layout.columns = columns;
    layout.rowLabelWidth = rowLabelWidth;
    layout.columnLabelHeight = columnLabelHeight;
    const double width = std::max(1.0, area.width() - rowLabelWidth);
    const double height = std::max(1.0, area.height() - columnLabelHeight);
    double cellWidth = std::min(largestCell, width / std::max(1, columns));
    double cellHeight = std::min(largestCell, height / std::max(1, rows));
    if (square)
        cellWidth = cellHeight = std::min(cellWidth, cellHeight);
    layout.cell = QSizeF(cellWidth, cellHeight);
    layout.frame = QRectF(area.left() + rowLabelWidth, area.top() + columnLabelHeight, cellWidth * columns, cellHeight * rows);
    return layout;
}

QRectF MatrixLayout::cellRect(int row, int column) const
{
    return {
        frame.left() + (column - first.x()) * cell.width(), frame.top() + (row - first.y()) * cell.height(), cell.width(), cell.height()};
}

QRectF MatrixLayout::rowRect(int row) const
{
    const QRectF rect = cellRect(row, 0);
    const double right = std::min(frame.right(), cellRect(row, columns - 1).right());
    const QRectF whole(frame.left(), rect.top(), right - frame.left(), rect.height());
    return row >= 0 && row < rows ? whole.intersected(frame) : QRectF();
}

QRectF MatrixLayout::columnRect(int column) const
{
    const QRectF rect = cellRect(0, column);
    const double bottom = std::min(frame.bottom(), cellRect(rows - 1, column).bottom());
    const QRectF whole(rect.left(), frame.top(), rect.width(), bottom - frame.top());
    return column >= 0 && column < columns ? whole.intersected(frame) : QRectF();
}

std::optional<CellIndex> MatrixLayout::cellAt(const QPointF &position) const
{
    if (!frame.contains(position) || cell.isEmpty())
        return std::nullopt;
    const int column = int(std::floor((position.x() - frame.left()) / cell.width() + first.x()));
    const int row = int(std::floor((position.y() - frame.top()) / cell.height() + first.y()));
    if (row < 0 || row >= rows || column < 0 || column >= columns)
        return std::nullopt;
    return CellIndex{row, column};
}

IndexSpan MatrixLayout::visibleRows() const
{
    return visible(first.y(), frame.height(), cell.height(), rows);
}

IndexSpan MatrixLayout::visibleColumns() const
{
    return visible(first.x(), frame.width(), cell.width(), columns);
}

QRectF MatrixLayout::bounds() const
{
    return frame.adjusted(-rowLabelWidth, -columnLabelHeight, 0, 0);
}

} // namespace headscope
