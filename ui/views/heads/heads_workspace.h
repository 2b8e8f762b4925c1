// The Heads workspace: all heads at the left, the picked one large in the middle, in one of several views.
// Trap: views that are not shown must do no work; they are in a stack, and a view prepares its picture when it paints.
#pragma once

#include "ui/views/compare/compare_view.h"
#include "ui/views/grid/head_column.h"
#include "ui/views/heads/head_views.h"
#include "ui/views/heads/view_switch.h"
#include "ui/views/heatmap/heatmap_view.h"

#include <QSplitter>
#include <QStackedWidget>

#include <optional>
#include <vector>

namespace headscope {

class FoldStrip;

class HeadsWorkspace : public QWidget {
    Q_OBJECT

public:
    struct Entry {
        QString id;
        QString title;
        View *view = nullptr;
        std::optional<PatternBar::Offers> offers = {};
    };

    HeadsWorkspace(Session &session, Selection &selection, QWidget *parent = nullptr);

    /// Of headViews(), in their order.
    const std::vector<Entry> &views() const { return m_views; }
    /// By its id or its former one; null: there is no such view.
    const Entry *find(const QString &id) const;
    View &currentView() const { return *current().view; }
    QString currentId() const { return current().id; }
    /// False, and nothing changes, if there is no such view or a preset keeps another.
    bool showView(const QString &id);
    /// Shows the comparison; pins what is looked at as A if there is no A yet.
    void startComparison();

    HeatmapView *heatmap() const { return m_heatmap; }
    CompareView *compare() const { return m_compare; }
    HeadGridView *grid() const { return m_column->grid(); }
    HeadColumn *column() const { return m_column; }
    SegmentedControl *filter() const { return m_filter; }
    PatternBar *patternBar() const { return m_bar; }
    QLabel *formula() const { return m_formula; }
    ViewSwitch *viewSwitch() const { return m_switch; }
    QSplitter *splitter() const { return m_splitter; } ///< its state is remembered
    /// The grid of heads gives way to a strip with its name, or comes back.
    void setColumnFolded(bool folded);
    FoldStrip *columnStrip() const { return m_strip; }
    /// What describes a head moves into the tooltip of its title.
    void setCompact(bool compact);
    /// The picture alone, for presenting.
    void setBare(bool bare);

Q_SIGNALS:
    void viewChanged();
    /// Fold the grid of heads, or unfold it.
    void foldToggled();

protected:
    void showEvent(QShowEvent *event) override;
    void hideEvent(QHideEvent *event) override;
    void paintEvent(QPaintEvent *event) override;

private:
    void addView(const HeadView &row);
    const Entry &current() const { return m_views[static_cast<std::size_t>(m_index)]; }
    bool showIndex(int index);
    void refreshHeader();
    /// The grid of all heads works while a view in sight shows what it makes.
    void followNeeds();
    void refreshFormula();
    void refreshFilter();
    void showDescriptions();

    Session &m_session;
    Selection &m_selection;
    HeadColumn *m_column;
    FoldStrip *m_strip; ///< what is left of the column when it is folded
    QWidget *m_left; ///< column and strip
    HeatmapView *m_heatmap = nullptr;
    CompareView *m_compare = nullptr;
    QLabel *m_title;
    QLabel *m_description;
    PatternBar *m_bar;
    QLabel *m_formula; ///< of the numbers in force
    SegmentedControl *m_filter; ///< of a pair of sentences: whose attention to whose
    ViewSwitch *m_switch;
    QStackedWidget *m_stack;
    std::vector<Entry> m_views;
    int m_index = 0; ///< of m_views
    QSplitter *m_splitter;
    QVBoxLayout *m_header;
    QHBoxLayout *m_top; ///< of it: the switch, and in a low window the title
    bool m_bare = false;
    bool m_compact = false;
};

} // namespace headscope
