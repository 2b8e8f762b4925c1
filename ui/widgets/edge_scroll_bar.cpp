#include "ui/widgets/edge_scroll_bar.h"

#include <QWheelEvent>

#include <algorithm>
#include <cmath>

namespace headscope {

EdgeScrollBar::EdgeScrollBar(QWidget *parent)
    : QScrollBar(Qt::Vertical, parent)
{
    hide();
}

void EdgeScrollBar::fit(const QRectF &area, double height, double step)
{
    const int beyond = static_cast<int>(std::ceil(height - area.height()));
    setVisible(beyond > 0);
    setGeometry(parentWidget()->width() - 12, static_cast<int>(area.top()), 10, static_cast<int>(area.height()));
    setPageStep(std::max(1, static_cast<int>(area.height())));
    setSingleStep(std::max(1, static_cast<int>(step)));
    setRange(0, std::max(0, beyond));
}

void EdgeScrollBar::turn(const QWheelEvent &event)
{
    setValue(value() - (event.pixelDelta().isNull() ? event.angleDelta().y() / 2 : event.pixelDelta().y()));
}

void EdgeScrollBar::keepInSight(double top, double bottom, double sight, int spare)
{
    if (top < value())
        setValue(static_cast<int>(top) - spare);
    else if (bottom > value() + sight)
        setValue(static_cast<int>(std::ceil(bottom - sight)) + spare);
}

} // namespace headscope
