// Beneath the picture while presenting: the place among the stages, what is looked at, and the sentence with the pinned tokens lit. Large
// enough for a finger.
#pragma once

#include "ui/session/selection.h"
#include "ui/session/session.h"

#include <QWidget>

class QToolButton;

namespace headscope {

class StepRail;
struct Theme;

class PresentBar : public QWidget {
    Q_OBJECT

public:
    /// `stages` knows the stages of the layer that is looked at.
    PresentBar(Session &session, Selection &selection, StepRail &stages, QWidget *parent = nullptr);

    /// Others are walked through from now on.
    void setStages(StepRail &stages);
    /// In the Heads workspace there are no stages: the name of the view stands in their place. Empty: the Walk.
    void setView(const QString &title);
    /// What the bar says, from left to right.
    QString placeText() const;
    QString headText() const;
    /// The sentence as far as there is room, around the pinned token.
    QString sentenceText() const;
    QToolButton &backButton() { return *m_back; }
    QToolButton &nextButton() { return *m_next; }

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override { return {300, sizeHint().height()}; }

Q_SIGNALS:
    void stepped(int steps);
    void stageChosen(int index);
    void sentenceClicked();

protected:
    void paintEvent(QPaintEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;

private:
    struct Piece {
        QString text;
        QColor Theme::*color;
    };
    void place();
    QRectF dotRect(int index) const;
    double dotsRight() const;
    /// From one dot to the next: closer where there are many.
    double dotStep() const;
    std::vector<Piece> pieces(double width) const;
    QRectF sentenceArea() const;

    Session &m_session;
    Selection &m_selection;
    StepRail *m_stages;
    QToolButton *m_back;
    QToolButton *m_next;
    QString m_view;
};

} // namespace headscope
