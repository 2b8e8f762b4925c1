// The left rail of the Walk: the stages of the current layer, and the controls that step and play through the whole walk.
#pragma once

#include "ui/session/selection.h"
#include "ui/session/session.h"
#include "ui/window/walk_path.h"

#include <QFrame>

class QPushButton;
class QSlider;
class QToolButton;

namespace headscope {

class StepRail;

class WalkRail : public QFrame {
    Q_OBJECT

public:
    WalkRail(Session &session, Selection &selection, QWidget *parent = nullptr);

    /// Moves `steps` stages forward (or back); stops at the ends.
    void step(int steps);
    void goTo(int position);
    int position() const;
    const WalkPath &path() const { return m_path; }
    void setPlaying(bool playing);
    double speed() const { return m_speed; }

Q_SIGNALS:
    void playToggled();
    void speedChanged(double factor);

private:
    void rebuild();
    void follow();

    Session &m_session;
    Selection &m_selection;
    WalkPath m_path;
    std::vector<Stage> m_listed; ///< stages in the rail, in its order
    StepRail *m_rail = nullptr;
    QSlider *m_slider = nullptr;
    QPushButton *m_play = nullptr;
    QToolButton *m_speedButton = nullptr;
    double m_speed = 1;
};

} // namespace headscope
