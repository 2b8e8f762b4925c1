#include "ui/window/pointer_halo.h"

#include "ui/theme/theme.h"

#include <QApplication>
#include <QMouseEvent>
#include <QPainter>

namespace headscope {

namespace {

constexpr double kRadius = 23; // at normal size of text: while presenting that is the screen's

int radius()
{
    return int(kRadius * Appearance::instance().zoom());
}

} // namespace

PointerHalo::PointerHalo(QWidget &host)
    : QWidget(&host)
{
    setAttribute(Qt::WA_TransparentForMouseEvents);
    setAttribute(Qt::WA_NoSystemBackground);
    hide();
}

void PointerHalo::showEvent(QShowEvent *)
{
    setGeometry(parentWidget()->rect());
    raise();
    qApp->installEventFilter(this);
}

void PointerHalo::hideEvent(QHideEvent *)
{
    qApp->removeEventFilter(this);
}

bool PointerHalo::eventFilter(QObject *watched, QEvent *event)
{
    if (event->type() == QEvent::MouseMove) {
        const auto around = [](const QPoint &point) {
            return QRect(point - QPoint(radius(), radius()), QSize(2 * radius(), 2 * radius())).adjusted(-2, -2, 2, 2);
        };
        const QRect before = around(m_pointer);
        m_pointer = mapFromGlobal(static_cast<QMouseEvent *>(event)->globalPosition().toPoint());
        update(before.united(around(m_pointer)));
    } else if (event->type() == QEvent::Resize && watched == parentWidget()) {
        setGeometry(parentWidget()->rect());
    }
    return false;
}

void PointerHalo::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    QColor fill = Theme::current().key;
    fill.setAlpha(60);
    painter.setBrush(fill);
    fill.setAlpha(200);
    painter.setPen(QPen(fill, 2));
    painter.drawEllipse(m_pointer, radius(), radius());
}

} // namespace headscope
