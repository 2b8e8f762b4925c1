#include "ui/window/drop_cue.h"

#include "ui/theme/theme.h"

#include <QPainter>

namespace headscope {

DropCue::DropCue(QWidget &host)
    : QWidget(&host)
{
    setAttribute(Qt::WA_TransparentForMouseEvents);
    setFocusPolicy(Qt::NoFocus);
    hide();
}

void DropCue::showFor(const QString &heading, const QString &detail)
{
    m_heading = heading;
    m_detail = detail;
    setGeometry(parentWidget()->rect());
    raise();
    show();
    update();
}

void DropCue::paintEvent(QPaintEvent *)
{
    const Theme &theme = Theme::current();
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    QColor veil = theme.canvas;
    veil.setAlphaF(0.86F);
    painter.fillRect(rect(), veil);
    const QRectF frame = QRectF(rect()).adjusted(22, 22, -22, -22);
    QColor soft = theme.accentSoft;
    soft.setAlphaF(0.5F);
    painter.setBrush(soft);
    painter.setPen(QPen(theme.accent, 2.5, Qt::DashLine));
    painter.drawRoundedRect(frame, 18, 18);
    const QRectF middle = frame.adjusted(30, 0, -30, 0);
    painter.setFont(uiFont(20, QFont::DemiBold));
    painter.setPen(theme.text);
    painter.drawText(middle.adjusted(0, 0, 0, -middle.height() / 2 - 4), Qt::AlignHCenter | Qt::AlignBottom,
        painter.fontMetrics().elidedText(m_heading, Qt::ElideMiddle, int(middle.width())));
    painter.setFont(uiFont(11));
    painter.setPen(theme.muted);
    painter.drawText(middle.adjusted(0, middle.height() / 2 + 6, 0, 0), Qt::AlignHCenter | Qt::AlignTop | Qt::TextWordWrap, m_detail);
}

} // namespace headscope
