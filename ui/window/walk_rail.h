// The left rail of the Walk: the stages of the current layer, and the controls that step and play through the whole walk. Folded, the
// stages are their numbers, and what is left of the controls is Play.
#pragma once

#include "ui/session/selection.h"
#include "ui/session/session.h"
#include "ui/window/walk_path.h"

#include <QFrame>

namespace headscope {

class PlayControls;
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
    double speed() const;
    void setFolded(bool folded);
    bool isFolded() const;
    StepRail &stages() { return *m_rail; }

Q_SIGNALS:
    void playToggled();
    void speedChanged(double factor);
    /// Fold, or unfold.
    void foldToggled();

private:
    void rebuild();
    void follow();

    Session &m_session;
    Selection &m_selection;
    WalkPath m_path;
    std::vector<Stage> m_listed; ///< stages in the rail, in its order
    StepRail *m_rail = nullptr;
    PlayControls *m_controls = nullptr;
};

} // namespace headscope
