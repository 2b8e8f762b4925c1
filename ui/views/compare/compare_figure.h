// Paints A, B and B − A: three matrices of one layout, so that a cell is found in all of them at the same place.
#pragma once

#include "ui/views/compare/compare_content.h"
#include "ui/views/shared/matrix/cell_shape.h"

#include <QPainter>
#include <QRectF>

#include <array>
#include <optional>

namespace headscope {

enum class CompareShows { all, sideBySide, difference };

struct ComparePanel {
    enum class Kind { a, b, difference };
    Kind kind = Kind::a;
    QRectF title;
    MatrixLayout matrix;
    CellShape shape = CellShape::square;
};

struct CompareLayout {
    std::vector<ComparePanel> panels;
    QRectF weights; ///< legend of A and B; empty where neither is shown
    QRectF difference; ///< legend of B − A
    QRectF summary;
};

CompareLayout layOutCompare(const CompareContent &content, CompareShows shows, const QRectF &area, CellShape shape = CellShape::square);
QSizeF compareFigureSize(const CompareContent &content, CompareShows shows);
/// Everything but what follows the pointer.
void paintCompare(QPainter &painter, const CompareContent &content, const CompareLayout &layout);
/// The same cell framed in every panel.
void paintCompareCell(QPainter &painter, const CompareContent &content, const CompareLayout &layout, CellIndex cell, bool isPinned);
std::optional<CellIndex> compareCellAt(const CompareLayout &layout, const QPointF &position);

} // namespace headscope
