#include "ui/views/shared/matrix/figure_words.h"

#include "ui/theme/theme.h"
#include "ui/views/shared/matrix/figure_font.h"

namespace headscope {

void paintTitle(QPainter &painter, const QRectF &room, const QString &title, Qt::TextElideMode elide, Qt::Alignment vertical)
{
    painter.setFont(figureFont(15, QFont::DemiBold));
    painter.setPen(Theme::current().text);
    painter.drawText(room, Qt::AlignLeft | vertical, QFontMetricsF(painter.font()).elidedText(title, elide, room.width()));
}

void paintHeading(QPainter &painter, const QRectF &area, const QString &heading, const QString &note, const QColor &noteColor)
{
    const QRectF top(area.left(), area.top(), area.width(), kHeading);
    paintTitle(painter, top, heading, Qt::ElideRight, Qt::AlignVCenter);
    if (area.height() <= kHeading)
        return;
    painter.setFont(figureFont(12));
    painter.setPen(noteColor.isValid() ? noteColor : Theme::current().muted);
    const QRectF place(area.left(), top.bottom(), area.width(), area.height() - kHeading);
    if (place.height() > 1.5 * kNote)
        painter.drawText(place, Qt::AlignLeft | Qt::AlignTop | Qt::TextWordWrap, note);
    else
        painter.drawText(
            place, Qt::AlignLeft | Qt::AlignVCenter, QFontMetricsF(painter.font()).elidedText(note, Qt::ElideRight, place.width()));
}

void paintInstead(QPainter &painter, const QRectF &area, const QString &words, double pixels)
{
    painter.setFont(figureFont(pixels));
    painter.setPen(Theme::current().muted);
    painter.drawText(area, Qt::AlignCenter | Qt::TextWordWrap, words);
}

} // namespace headscope
