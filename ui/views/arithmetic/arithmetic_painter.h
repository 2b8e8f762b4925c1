// Paints an arithmetic sheet: a title, the terms with their bars in a row that may be wider than the panel, the result beside them.
#pragma once

#include "ui/views/arithmetic/arithmetic_sheet.h"

#include <QPainter>
#include <QRectF>

#include <vector>

namespace headscope {

struct ArithmeticLayout {
    QRectF title;
    QRectF terms; ///< window onto the row of terms
    QRectF lines;
    std::vector<double> lefts; ///< of each block within the row
    std::vector<double> widths;
    double rowWidth = 0; ///< of all blocks; more than terms.width(): it scrolls
    double largest = 0; ///< |value| whose bar is full height

    double scrollRange() const { return std::max(0.0, rowWidth - terms.width()); }
};

/// `reserved`: pixels at the right of the title row that buttons need.
ArithmeticLayout layOutSheet(const ArithmeticSheet &sheet, const QSizeF &size, double reserved);
/// `scroll` in pixels along the row of terms.
void paintSheet(QPainter &painter, const ArithmeticSheet &sheet, const ArithmeticLayout &layout, double scroll);

/// The sheet on one line in the middle of `area`: its title and what there is room for (sheetLine).
void paintSheetLine(QPainter &painter, const ArithmeticSheet &sheet, const QRectF &area);

} // namespace headscope
