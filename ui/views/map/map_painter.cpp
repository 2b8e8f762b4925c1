#include "ui/views/map/map_painter.h"

#include "ui/theme/theme.h"
#include "ui/views/shared/matrix/figure_font.h"

#include <QPainterPath>

namespace headscope {

namespace {

constexpr double kRound = 7;
constexpr double kArrowHead = 5;
constexpr double kBend = 5; // radius of an arrow's corners

QColor mixed(const QColor &a, const QColor &b, double share)
{
    const auto mix = [share](float x, float y) { return static_cast<float>(x + (y - x) * share); };
    return QColor::fromRgbF(mix(a.redF(), b.redF()), mix(a.greenF(), b.greenF()), mix(a.blueF(), b.blueF()));
}

QColor frameColor(const MapFrame &frame)
{
    const Theme &theme = Theme::current();
    return frame.kind == MapFrame::Kind::block ? mixed(theme.panel, theme.canvas, 0.6) : theme.panel;
}

void paintFrame(QPainter &painter, const MapFrame &frame)
{
    if (frame.kind == MapFrame::Kind::heading)
        return;
    painter.setPen(QPen(Theme::current().line, 1));
    painter.setBrush(frameColor(frame));
    painter.drawRoundedRect(frame.rect, kRound + 3, kRound + 3);
}

/// Over the arrows, which pass behind the words.
void paintTitle(QPainter &painter, const MapFrame &frame)
{
    const Theme &theme = Theme::current();
    const bool isHeading = frame.kind == MapFrame::Kind::heading;
    painter.setFont(figureFont(isHeading ? 15 : 11.5, QFont::DemiBold));
    const QRectF place = frame.rect.adjusted(isHeading ? 0 : 11, isHeading ? 0 : 5, -8, 0);
    constexpr int flags = Qt::AlignTop | Qt::TextSingleLine;
    const int side = frame.kind == MapFrame::Kind::layer ? Qt::AlignRight : Qt::AlignLeft; // the stream runs at the left
    if (!isHeading)
        painter.fillRect(painter.boundingRect(place, flags | side, frame.title).adjusted(-3, 0, 3, 0), frameColor(frame));
    painter.setPen(isHeading ? theme.text : theme.muted);
    painter.drawText(place, flags | side, frame.title);
}

void paintArrow(QPainter &painter, const MapArrow &arrow)
{
    const Theme &theme = Theme::current();
    QPolygonF corners;
    for (const QPointF &point : arrow.path)
        if (corners.isEmpty() || QLineF(corners.last(), point).length() > 0.5)
            corners << point;
    if (corners.size() < 2)
        return;
    QPainterPath path(corners.first());
    for (int i = 1; i + 1 < corners.size(); ++i) {
        const QLineF in(corners[i], corners[i - 1]);
        const QLineF out(corners[i], corners[i + 1]);
        path.lineTo(in.pointAt(std::min(0.5, kBend / in.length())));
        path.quadTo(corners[i], out.pointAt(std::min(0.5, kBend / out.length())));
    }
    path.lineTo(corners.last());
    const QColor color = arrow.isStream ? mixed(theme.muted, theme.text, 0.4) : mixed(theme.muted, theme.panel, 0.25);
    painter.setBrush(Qt::NoBrush);
    painter.setPen(QPen(color, arrow.isStream ? 2.4 : 1.2));
    painter.drawPath(path);
    QLineF end(corners.last(), corners[corners.size() - 2]);
    end.setLength(arrow.isStream ? kArrowHead + 2 : kArrowHead);
    QLineF left = end;
    left.setAngle(end.angle() + 28);
    QLineF right = end;
    right.setAngle(end.angle() - 28);
    painter.setPen(Qt::NoPen);
    painter.setBrush(color);
    painter.drawPolygon(QPolygonF{end.p1(), left.p2(), right.p2()});
}

/// In the largest of these sizes in which it fits; 11 pixels can be read.
void paintFitting(QPainter &painter, const QRectF &place, const QString &text, double pixels, QFont::Weight weight)
{
    for (double size = pixels; size >= 11; size -= 0.5) {
        painter.setFont(figureFont(size, weight));
        if (painter.fontMetrics().horizontalAdvance(text) <= place.width())
            break;
    }
    painter.drawText(place, Qt::AlignCenter, painter.fontMetrics().elidedText(text, Qt::ElideRight, static_cast<int>(place.width())));
}

/// ⊕: sources are added up.
void paintPlus(QPainter &painter, const QPointF &centre)
{
    constexpr double radius = 8;
    constexpr double arm = 4.5;
    const Theme &theme = Theme::current();
    painter.setPen(QPen(theme.text, 1.4));
    painter.setBrush(theme.panel);
    painter.drawEllipse(centre, radius, radius);
    painter.drawLine(centre - QPointF(arm, 0), centre + QPointF(arm, 0));
    painter.drawLine(centre - QPointF(0, arm), centre + QPointF(0, arm));
}

void paintBox(QPainter &painter, const MapBox &box, bool isPresent, bool isHovered)
{
    const Theme &theme = Theme::current();
    const QColor own = box.color ? theme.*box.color : theme.muted;
    const QColor fill = isPresent ? theme.accentSoft : box.color ? mixed(theme.panel, own, theme.dark ? 0.22 : 0.12) : theme.panel;
    painter.setBrush(isHovered ? mixed(fill, theme.accent, 0.12) : fill);
    painter.setPen(isPresent ? QPen(theme.accent, 2.5) : QPen(isHovered ? theme.accent : box.color ? own : theme.line, 1.2));
    painter.drawRoundedRect(box.rect, kRound, kRound);
    painter.setPen(theme.text);
    if (box.kind == MapBox::Kind::layer) {
        painter.setFont(figureFont(11.5));
        painter.drawText(box.rect, Qt::AlignCenter, box.title);
        return;
    }
    const QRectF inside = box.rect.adjusted(4, 3, -4, -3);
    paintFitting(painter, QRectF(inside.left(), inside.top(), inside.width(), inside.height() / 2), box.title, 12, QFont::DemiBold);
    painter.setPen(theme.muted);
    paintFitting(painter, QRectF(inside.left(), inside.center().y(), inside.width(), inside.height() / 2), box.detail, 11, QFont::Normal);
    if (box.isSum)
        paintPlus(painter, QPointF(box.rect.right() - kSumEntry * Appearance::instance().zoom(), box.rect.bottom()));
}

} // namespace

void paintModelMap(QPainter &painter, const ModelMap &map, const MapMarks &marks)
{
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    for (const MapFrame &frame : map.frames)
        paintFrame(painter, frame);
    for (const MapArrow &arrow : map.arrows)
        paintArrow(painter, arrow);
    for (const MapFrame &frame : map.frames)
        if (!frame.title.isEmpty())
            paintTitle(painter, frame);
    for (std::size_t i = 0; i < map.boxes.size(); ++i)
        paintBox(painter, map.boxes[i], static_cast<int>(i) == marks.present, static_cast<int>(i) == marks.hovered);
    painter.restore();
}

} // namespace headscope
