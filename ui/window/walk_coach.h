// Goes through the walk with somebody who sees it for the first time: a card beneath the picture that says in a sentence or two what
// happens at this stage. Any key goes on, Esc leaves. It has room of its own, so that it never lies over a cell.
#pragma once

#include "ui/session/selection.h"
#include "ui/session/session.h"

#include <QWidget>

class QLabel;
class QPushButton;
class QToolButton;

namespace headscope {

class WalkRail;

class WalkCoach : public QWidget {
    Q_OBJECT

public:
    /// `walk` holds picture, rail and this card: keys are the tour's while the focus is in there. Created hidden.
    WalkCoach(Session &session, Selection &selection, WalkRail &rail, QWidget &walk);

    /// From the first stage on.
    void start();
    void leave();
    /// The next stage, behind the last one the end; or the one before.
    void step(int steps);
    QString words() const;
    QPushButton &nextButton() { return *m_next; }
    QPushButton &backButton() { return *m_back; }

Q_SIGNALS:
    void left();

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;
    void paintEvent(QPaintEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;

private:
    void follow();
    /// As high as the longest words of all stages need, so that the picture keeps its size from stage to stage.
    void makeRoom();
    QString wordsAt(const StageKey &key) const;

    Session &m_session;
    Selection &m_selection;
    WalkRail &m_rail;
    QWidget &m_walk;
    QLabel *m_place;
    QLabel *m_words;
    QPushButton *m_back;
    QPushButton *m_next;
    QToolButton *m_leave;
};

} // namespace headscope
