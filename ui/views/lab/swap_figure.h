// Paints what a swap does: two patterns beside each other, the loss of the text, the likeliest words before and after.
#pragma once

#include "ui/views/lab/swap_content.h"
#include "ui/views/shared/matrix/cell_shape.h"
#include "ui/views/shared/matrix/matrix_painter.h"

#include <QPainter>
#include <QRectF>

#include <array>

namespace headscope {

inline constexpr double kWord = 30; ///< height of a word's two bars

struct SwapLayout {
    QRectF heading;
    std::array<QRectF, 2> titles; ///< of the patterns: before, after
    std::array<MatrixLayout, 2> patterns; ///< the second is empty where the mechanism has no weights
    QRectF noPattern; ///< words in its place
    QRectF loss; ///< empty: the model has none
    QRectF words; ///< empty: the model foretells nothing
    int shownWords = 0; ///< as many as there is room for
};

/// On the screen the patterns take the room that there is; of a figure `area` has the width that matters.
SwapLayout layOutSwap(const SwapContent &content, const QRectF &area, CellShape shape);
QSizeF swapFigureSize(const SwapContent &content);
void paintSwap(QPainter &painter, const SwapContent &content, const SwapLayout &layout, CellShape shape);
/// The same cell framed in both.
void paintSwapCell(QPainter &painter, const SwapLayout &layout, CellIndex cell);

} // namespace headscope
