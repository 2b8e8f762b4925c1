#include "ui/window/swipe_steps.h"

#include <QApplication>
#include <QMouseEvent>
#include <QPointingDevice>
#include <QWidget>

#include <algorithm>
#include <cmath>
#include <utility>

namespace headscope {

namespace {

constexpr double kShortest = 0.08; // of the area's width
constexpr double kFewestPixels = 40;
constexpr double kSteepest = 0.5; // as far down as across

} // namespace

SwipeSteps::SwipeSteps(QWidget &area, std::function<bool()> isDragged)
    : QObject(&area)
    , m_area(area)
    , m_isDragged(std::move(isDragged))
{
}

void SwipeSteps::setActive(bool active)
{
    if (active == m_active)
        return;
    m_active = active;
    m_down = false;
    active ? qApp->installEventFilter(this) : qApp->removeEventFilter(this);
}

/// Views know the mouse alone: of a touch that nobody takes Qt makes a press, moves and a release.
bool SwipeSteps::eventFilter(QObject *watched, QEvent *event)
{
    const bool isPress = event->type() == QEvent::MouseButtonPress;
    if (!isPress && event->type() != QEvent::MouseButtonRelease)
        return false;
    const auto *widget = qobject_cast<const QWidget *>(watched);
    const auto &mouse = static_cast<const QMouseEvent &>(*event);
    if (!widget || mouse.deviceType() != QInputDevice::DeviceType::TouchScreen)
        return false;
    if (isPress) {
        m_down = widget == &m_area || m_area.isAncestorOf(widget);
        m_from = mouse.globalPosition();
    } else if (std::exchange(m_down, false)) {
        const int steps = stepsOf(mouse);
        if (steps != 0 && !m_isDragged())
            QMetaObject::invokeMethod(
                this, [this, steps] { Q_EMIT stepped(steps); }, Qt::QueuedConnection); // the view ends its drag first
    }
    return false;
}

int SwipeSteps::stepsOf(const QMouseEvent &release) const
{
    const QPointF way = release.globalPosition() - m_from;
    if (std::abs(way.x()) < std::max(kFewestPixels, kShortest * m_area.width()) || std::abs(way.y()) > kSteepest * std::abs(way.x()))
        return 0;
    return way.x() < 0 ? 1 : -1;
}

} // namespace headscope
