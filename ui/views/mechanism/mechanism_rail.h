// The left rail of a walk through a mechanism: its steps with their shapes, and what steps and plays through them.
#pragma once

#include "ui/views/mechanism/step_walk.h"

#include <QFrame>

namespace headscope {

class PlayControls;
class StepRail;

class MechanismRail : public QFrame {
    Q_OBJECT

public:
    /// The walk must outlive it.
    explicit MechanismRail(StepWalk &walk, QWidget *parent = nullptr);

    PlayControls &controls() { return *m_controls; }
    StepRail &steps() { return *m_rail; }
    void setFolded(bool folded);

private:
    void rebuild();
    void follow();

    StepWalk &m_walk;
    StepRail *m_rail;
    PlayControls *m_controls;
};

} // namespace headscope
