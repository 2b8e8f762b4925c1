// The Lab: every attention mechanism on the same queries, keys and values. Controls at the left, cards in the middle, and beneath them a
// place for what else is shown of the chosen mechanisms.
#pragma once

#include "ui/views/lab/cards_view.h"
#include "ui/views/lab/lab_controls.h"

#include <QSplitter>
#include <QString>
#include <QWidget>

#include <vector>

class QButtonGroup;
class QLineEdit;
class QScrollArea;
class QToolButton;

namespace headscope {

class FlowLayout;
class FoldStrip;

class LabWorkspace : public QWidget {
    Q_OBJECT

public:
    LabWorkspace(Session &session, Selection &selection, LabState &lab, QWidget *parent = nullptr);

    CardsView &cards() const { return *m_cards; }
    LabControls &controls() const { return *m_controls; }
    View &currentView() const { return *m_cards; }
    /// Charts of the chosen mechanisms, called `title` where they are folded: beneath the cards from now on.
    void setBelow(QWidget *below, const QString &title);
    QSplitter &columns() const { return *m_columns; } ///< their states are remembered
    QSplitter &rows() const { return *m_rows; }
    void setControlsFolded(bool folded);
    void setBelowFolded(bool folded);
    void setCompact(bool compact);
    /// The cards alone, for presenting.
    void setBare(bool bare);
    /// The next card, or the one before.
    void step(int steps) { m_cards->step(steps); }

    QLineEdit &search() const { return *m_search; }
    QToolButton &addButton() const { return *m_add; }
    QToolButton &setsButton() const { return *m_sets; }
    QButtonGroup &groups() const { return *m_groups; } ///< chips: "All", and each group that has cards
    void showPicker();

Q_SIGNALS:
    void controlsFoldToggled();
    void belowFoldToggled();
    /// A card is to be walked through.
    void openAsked(const headscope::MechanismInfo &mechanism);

protected:
    void paintEvent(QPaintEvent *event) override;
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void buildHeader();
    void refreshGroups();
    void refreshBelow();

    LabState &m_lab;
    LabControls *m_controls;
    FoldStrip *m_strip; ///< what is left of the controls when they are folded
    QWidget *m_left; ///< controls and strip
    QWidget *m_header;
    FlowLayout *m_headerLayout = nullptr;
    QToolButton *m_add;
    QToolButton *m_sets;
    QLineEdit *m_search;
    QButtonGroup *m_groups;
    CardsView *m_cards;
    QScrollArea *m_area;
    QSplitter *m_rows;
    QSplitter *m_columns;
    QWidget *m_belowPlace = nullptr; ///< with its fold button
    QWidget *m_below = nullptr;
    QToolButton *m_belowFold = nullptr;
    bool m_belowFolded = false;
    bool m_bare = false;
};

} // namespace headscope
