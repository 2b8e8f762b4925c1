// Cells of figures are squares. On the screen they take the width there is, as far as they still look like cells, and what stands around
// them gives way to digits of a readable size.
#pragma once

#include "ui/views/shared/matrix/matrix_painter.h"

#include <QSizeF>

#include <algorithm>

namespace headscope {

enum class CellShape { square, filling };

inline constexpr double kWidestCell = 2.4; ///< of its height
inline constexpr double kHighestCell = 1.8; ///< of its width
inline constexpr int kReadableDigits = 11; ///< pixels
inline constexpr double kReadableLabel = 11; ///< pixels

/// Of the room for a cell, what a filling one takes, no higher than `largest`.
inline QSizeF fillingCell(const QSizeF &room, double largest)
{
    const double height = std::min({room.height(), room.width() * kHighestCell, largest});
    return {std::min(room.width(), height * kWidestCell), height};
}

/// Do numbers of so many characters fit in digits that can be read?
inline bool hasReadableDigits(const QSizeF &cell, int characters)
{
    return digitPixels(cell, characters) >= kReadableDigits;
}

} // namespace headscope
