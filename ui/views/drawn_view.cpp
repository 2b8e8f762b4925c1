#include "ui/views/drawn_view.h"

#include "ui/views/shared/matrix/figure_words.h"

#include <algorithm>

namespace headscope {

void paintFitting(QPainter &painter, const ViewFigure &figure, const QRectF &area)
{
    if (!figure.paint)
        return;
    const double scale = std::min(area.width() / figure.size.width(), area.height() / figure.size.height());
    painter.save();
    painter.translate(area.topLeft());
    painter.scale(scale, scale);
    figure.paint(painter);
    painter.restore();
}

ViewFigure withTitle(const ViewFigure &inner, const QString &title)
{
    constexpr double margin = 26; // the figures' own
    constexpr double height = 40;
    return {QSizeF(inner.size.width(), inner.size.height() + height), [inner, title](QPainter &painter) {
                paintTitle(painter, QRectF(margin, 0, inner.size.width() - 2 * margin, height), title, Qt::ElideRight, Qt::AlignBottom);
                painter.translate(0, height);
                inner.paint(painter);
            }};
}

} // namespace headscope
