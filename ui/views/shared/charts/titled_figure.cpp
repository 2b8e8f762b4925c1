#include "ui/views/shared/charts/titled_figure.h"

#include "ui/theme/theme.h"
#include "ui/views/shared/matrix/figure_font.h"

#include <algorithm>

namespace headscope {

namespace {

constexpr double kMargin = 26; // the figures' own
constexpr double kTitle = 40;

} // namespace

QSizeF titledSize(const QSizeF &figure, const FigureParts &parts)
{
    return {figure.width(), figure.height() + (parts.title ? kTitle : 0)};
}

void paintTitled(QPainter &painter, const QRectF &area, const QSizeF &figure, const QString &title, const FigureParts &parts,
    const std::function<void()> &paint)
{
    const QSizeF size = titledSize(figure, parts);
    const double scale = std::min(area.width() / size.width(), area.height() / size.height());
    painter.save();
    painter.translate(area.topLeft());
    painter.scale(scale, scale);
    if (parts.title) {
        painter.setFont(figureFont(15, QFont::DemiBold));
        painter.setPen(Theme::current().text);
        const double width = size.width() - 2 * kMargin;
        painter.drawText(QRectF(kMargin, 0, width, kTitle), Qt::AlignLeft | Qt::AlignBottom,
            QFontMetricsF(painter.font()).elidedText(title, Qt::ElideRight, width));
        painter.translate(0, kTitle);
    }
    paint();
    painter.restore();
}

} // namespace headscope
