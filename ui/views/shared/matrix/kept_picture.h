// A picture that is painted once and copied until it changes, so that what follows the pointer costs little. Only a device of pixels takes
// the copy; another one is painted on each time, and gets lines and letters.
#pragma once

#include <QColor>
#include <QPaintEngine>
#include <QPainter>
#include <QPixmap>

#include <functional>

namespace headscope {

class KeptPicture {
public:
    /// It is painted anew when it is next wanted.
    void drop() { m_pixmap = {}; }

    /// `paint` paints into `place`, in the coordinates of the widget, onto `background`.
    void paint(QPainter &painter, const QRectF &place, const QColor &background, const std::function<void(QPainter &)> &paint)
    {
        if (painter.paintEngine()->type() != QPaintEngine::Raster) {
            painter.save();
            painter.setClipRect(place, Qt::IntersectClip);
            paint(painter);
            painter.restore();
            return;
        }
        if (m_pixmap.isNull()) {
            const double ratio = painter.device()->devicePixelRatioF();
            m_pixmap = QPixmap((place.size() * ratio).toSize());
            m_pixmap.setDevicePixelRatio(ratio);
            m_pixmap.fill(background);
            QPainter once(&m_pixmap);
            once.translate(-place.topLeft());
            paint(once);
        }
        painter.drawPixmap(place.topLeft(), m_pixmap);
    }

private:
    QPixmap m_pixmap;
};

} // namespace headscope
