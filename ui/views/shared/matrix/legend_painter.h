// The colour bar beneath or beside a matrix: both ends of its scale, zero where it lies between, and the smallest and largest number there
// is where they are not the ends. Where some are undefined, their colour stands beside it.
#pragma once

#include "ui/theme/color_scale.h"
#include "ui/views/shared/matrix/contrast.h"
#include "ui/views/shared/matrix/number_text.h"
#include "ui/views/shared/matrix/value_range.h"

#include <QPainter>
#include <QPointF>
#include <QString>

namespace headscope {

struct Legend {
    ColorScale scale;
    ValueRange range; ///< what the scale spans
    ValueRange numbers; ///< what the numbers really span; has ticks of its own when it is narrower than the scale, and names NaN
    NumberFormat format;
    QString caption; ///< "attention weight, each row sums to 1"
    Contrast contrast = Contrast::linear; ///< of the colours
};

/// Bar, ticks and one line of caption; the caption wraps.
QSizeF legendSize(const Legend &legend, double width);
void paintLegend(QPainter &painter, const Legend &legend, const QRectF &area);

/// "■ NaN" in the colour of what is undefined, in the height of a legend's bar; for legends of another kind.
double undefinedSwatchWidth();
void paintUndefinedSwatch(QPainter &painter, const QPointF &topLeft);

} // namespace headscope
