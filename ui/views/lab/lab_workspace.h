// The Lab: every attention mechanism on the same queries, keys and values. Controls at the left; in the middle a card for each that is
// chosen, or their charts, or the picked one in the place of the model's own attention.
#pragma once

#include "ui/views/lab/cards_view.h"
#include "ui/views/lab/charts/lab_charts_view.h"
#include "ui/views/lab/lab_controls.h"
#include "ui/views/lab/swap_view.h"
#include "ui/widgets/segmented_control.h"

#include <QSplitter>
#include <QString>
#include <QWidget>

#include <vector>

class QButtonGroup;
class QLineEdit;
class QScrollArea;
class QStackedWidget;
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
    LabChartsView &charts() const { return *m_charts; }
    SwapView &swapped() const { return *m_swapped; }
    SegmentedControl &pages() const { return *m_pages; }
    View &currentView() const;
    QSplitter &columns() const { return *m_columns; } ///< its state is remembered
    void setControlsFolded(bool folded);
    void setCompact(bool compact);
    /// The picture alone, for presenting.
    void setBare(bool bare);
    /// The next card, or the one before.
    void step(int steps) { m_cards->step(steps); }

    QLineEdit &search() const { return *m_search; }
    QToolButton &addButton() const { return *m_add; }
    QToolButton &setsButton() const { return *m_sets; }
    QButtonGroup &groups() const { return *m_groups; } ///< chips: "All", and each group that has cards
    void showPicker();

Q_SIGNALS:
    void viewChanged();
    void controlsFoldToggled();
    /// A card is to be walked through.
    void openAsked(const headscope::MechanismInfo &mechanism);

protected:
    void paintEvent(QPaintEvent *event) override;
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void buildHeader();
    void refreshGroups();
    void refreshPage();

    LabState &m_lab;
    LabControls *m_controls;
    FoldStrip *m_strip; ///< what is left of the controls when they are folded
    QWidget *m_left; ///< controls and strip
    QWidget *m_header;
    SegmentedControl *m_pages;
    FlowLayout *m_headerLayout = nullptr;
    QToolButton *m_add;
    QToolButton *m_sets;
    QLineEdit *m_search;
    QButtonGroup *m_groups;
    CardsView *m_cards;
    LabChartsView *m_charts;
    SwapView *m_swapped;
    QScrollArea *m_area; ///< of the cards
    QStackedWidget *m_stack; ///< in the order of LabView
    QSplitter *m_columns;
};

} // namespace headscope
