// The Walk: rail on the left, canvas, arithmetic beneath it; in their place, when asked for, the map of the model, or the steps of
// a mechanism that was opened in the Lab. Owns playing: one stage fills, then the walk goes on to the next.
#pragma once

#include "ui/session/lab_state.h"
#include "ui/session/selection.h"
#include "ui/session/session.h"

#include <QWidget>

class QScrollArea;
class QSplitter;
class QStackedWidget;

namespace headscope {

class ArithmeticView;
class MapView;
class MechanismPage;
class StepRail;
class View;
class WalkCoach;
class WalkRail;
class WalkView;

class WalkWorkspace : public QWidget {
    Q_OBJECT

public:
    WalkWorkspace(Session &session, Selection &selection, LabState &lab, QWidget *parent = nullptr);

    WalkView &canvas() { return *m_canvas; }
    MapView &map() { return *m_map; }
    MechanismPage &mechanism() { return *m_mechanism; }
    /// The canvas, or the map or a mechanism's step in its place.
    View &currentView();
    ArithmeticView &arithmetic() { return *m_arithmetic; }
    WalkRail &rail() { return *m_rail; }
    WalkCoach &coach() { return *m_coach; }
    QSplitter &columns() { return *m_columns; }
    QSplitter &rows() { return *m_rows; }

    void setRailFolded(bool folded);
    void setArithmeticFolded(bool folded);

    /// Of what is walked through: the model's stages, or a mechanism's steps.
    StepRail &steps();
    void step(int steps);
    void goToFirst();
    void goToLast();
    void togglePlay();
    void pause();
    bool isMechanismShown() const;
    bool isMapShown() const;
    void showMap(bool on);
    /// Present mode shows the canvas and what explains a number, without the rail.
    void setBare(bool bare);

Q_SIGNALS:
    void mapShown(bool on);
    void mechanismShown(bool on);

private:
    void goOn();
    void followOpened();
    void followBareness();

    Session &m_session;
    LabState &m_lab;
    WalkRail *m_rail = nullptr;
    WalkView *m_canvas = nullptr;
    MapView *m_map = nullptr;
    QScrollArea *m_mapArea = nullptr;
    QStackedWidget *m_pages = nullptr; ///< canvas and map
    WalkCoach *m_coach = nullptr; ///< beneath them
    ArithmeticView *m_arithmetic = nullptr;
    MechanismPage *m_mechanism = nullptr;
    QStackedWidget *m_walks = nullptr; ///< the model's, and a mechanism's
    QSplitter *m_columns = nullptr;
    QSplitter *m_rows = nullptr;
    bool m_playing = false;
    bool m_bare = false;
};

} // namespace headscope
