// While presenting on a screen that is touched: a swipe to the left steps on, one to the right steps back. Where a drag moves the picture
// beneath the finger it does that alone.
#pragma once

#include <QObject>
#include <QPointF>

#include <functional>

class QMouseEvent;
class QWidget;

namespace headscope {

class SwipeSteps : public QObject {
    Q_OBJECT

public:
    /// Swipes that begin on `area`. `isDragged`: the picture goes with the finger.
    SwipeSteps(QWidget &area, std::function<bool()> isDragged);

    void setActive(bool active);

Q_SIGNALS:
    void stepped(int steps);

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    int stepsOf(const QMouseEvent &release) const;

    QWidget &m_area;
    std::function<bool()> m_isDragged;
    bool m_active = false;
    bool m_down = false; ///< a finger is, on the area
    QPointF m_from; ///< of the screen
};

} // namespace headscope
