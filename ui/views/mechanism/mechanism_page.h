// A walk through a mechanism of the Lab, in the place of the model's own: rail, bar, picture, pages and arithmetic. Owns playing: one step
// fills, then the walk goes on to the next.
#pragma once

#include "ui/views/mechanism/step_walk.h"

#include <QWidget>

class QSplitter;

namespace headscope {

class MechanismBar;
class MechanismRail;
class MechanismView;
class StepSheetView;

class MechanismPage : public QWidget {
    Q_OBJECT

public:
    MechanismPage(Session &session, Selection &selection, LabState &lab, QWidget *parent = nullptr);
    ~MechanismPage() override;

    StepWalk &walk() { return m_walk; }
    MechanismView &view() { return *m_view; }
    StepSheetView &sheet() { return *m_sheet; }
    MechanismRail &rail() { return *m_rail; }
    MechanismBar &bar() { return *m_bar; }

    void step(int steps) { m_walk.setStep(m_walk.step() + steps); }
    void togglePlay();
    void pause();
    void setRailFolded(bool folded);
    void setSheetFolded(bool folded);
    /// Present mode shows the picture and what explains a number, without the rail.
    void setBare(bool bare);

private:
    void goOn();

    StepWalk m_walk;
    MechanismRail *m_rail;
    MechanismBar *m_bar;
    MechanismView *m_view;
    StepSheetView *m_sheet;
    QSplitter *m_columns;
    QSplitter *m_rows;
    bool m_playing = false;
};

} // namespace headscope
