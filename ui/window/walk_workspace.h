// The Walk: rail on the left, canvas, arithmetic beneath it. Owns playing: one stage fills, then the walk goes on to the next.
#pragma once

#include "ui/session/selection.h"
#include "ui/session/session.h"

#include <QWidget>

class QSplitter;

namespace headscope {

class ArithmeticView;
class WalkRail;
class WalkView;

class WalkWorkspace : public QWidget {
    Q_OBJECT

public:
    WalkWorkspace(Session &session, Selection &selection, QWidget *parent = nullptr);

    WalkView &canvas() { return *m_canvas; }
    ArithmeticView &arithmetic() { return *m_arithmetic; }
    WalkRail &rail() { return *m_rail; }
    QSplitter &columns() { return *m_columns; }
    QSplitter &rows() { return *m_rows; }

    void togglePlay();
    void pause();
    /// Present mode shows the canvas alone.
    void setBare(bool bare);

private:
    void goOn();

    WalkRail *m_rail = nullptr;
    WalkView *m_canvas = nullptr;
    ArithmeticView *m_arithmetic = nullptr;
    QSplitter *m_columns = nullptr;
    QSplitter *m_rows = nullptr;
    bool m_playing = false;
};

} // namespace headscope
