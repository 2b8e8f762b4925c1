// A narrow scroll bar at the right edge of a widget that paints what it scrolls.
#pragma once

#include <QScrollBar>

class QWheelEvent;

namespace headscope {

class EdgeScrollBar : public QScrollBar {
    Q_OBJECT

public:
    explicit EdgeScrollBar(QWidget *parent);

    /// `area`: of its parent, what is seen at once of something of this height. Shows while not all of it is seen.
    void fit(const QRectF &area, double height, double step);
    /// By what the wheel or the touchpad was moved.
    void turn(const QWheelEvent &event);
    /// Scrolls as little as brings from `top` to `bottom` into a sight of this height.
    void keepInSight(double top, double bottom, double sight, int spare = 0);
};

} // namespace headscope
