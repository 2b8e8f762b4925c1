// The Heads workspace: all heads at the left, the picked one large in the middle.
#pragma once

#include "ui/views/grid/head_column.h"
#include "ui/views/heatmap/heatmap_view.h"
#include "ui/widgets/segmented_control.h"

#include <QSplitter>

namespace headscope {

class HeadsWorkspace : public QWidget {
    Q_OBJECT

public:
    HeadsWorkspace(Session &session, Selection &selection, QWidget *parent = nullptr);

    HeatmapView *heatmap() const { return m_heatmap; }
    HeadGridView *grid() const { return m_column->grid(); }
    HeadColumn *column() const { return m_column; }
    SegmentedControl *filter() const { return m_filter; }
    QSplitter *splitter() const { return m_splitter; } ///< its state is remembered

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    void refreshHeader();
    void refreshFilter();

    Session &m_session;
    Selection &m_selection;
    HeadColumn *m_column;
    HeatmapView *m_heatmap;
    QLabel *m_title;
    QLabel *m_description;
    SegmentedControl *m_kind;
    SegmentedControl *m_filter; ///< of a pair of sentences: whose attention to whose
    QSplitter *m_splitter;
};

} // namespace headscope
