// The left column of the Heads workspace: the grid of all heads, and beneath it the heads that stand out.
#pragma once

#include "ui/views/grid/head_grid_view.h"
#include "ui/views/grid/stand_out_list.h"

#include <QScrollArea>

namespace headscope {

class HeadColumn : public QWidget {
    Q_OBJECT

public:
    HeadColumn(Session &session, Selection &selection, QWidget *parent = nullptr);

    HeadGridView *grid() const { return m_grid; }
    StandOutList *standOuts() const { return m_standOuts; }

    QSize sizeHint() const override { return {390, 600}; }
    QSize minimumSizeHint() const override { return {250, 300}; }

protected:
    void resizeEvent(QResizeEvent *event) override;
    void paintEvent(QPaintEvent *event) override;

private:
    void layOut();

    HeadGridView *m_grid;
    QScrollArea *m_gridArea;
    QLabel *m_legend;
    StandOutList *m_standOuts;
    Session &m_session;
    Selection &m_selection;
};

} // namespace headscope
