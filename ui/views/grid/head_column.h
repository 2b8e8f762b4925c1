// The left column of the Heads workspace: the grid of all heads, coloured by their pictures or one of their scores, beneath it the heads
// that stand out, and the line that filters heads.
#pragma once

#include "ui/views/grid/head_grid_view.h"
#include "ui/views/grid/stand_out_list.h"
#include "ui/views/shared/scores/filter_box.h"
#include "ui/views/shared/scores/head_score_source.h"
#include "ui/views/shared/scores/score_legend.h"

#include <QScrollArea>
#include <QToolButton>

namespace headscope {

class HeadColumn : public QWidget {
    Q_OBJECT

public:
    HeadColumn(Session &session, Selection &selection, QWidget *parent = nullptr);

    HeadGridView *grid() const { return m_grid; }
    StandOutList *standOuts() const { return m_standOuts; }
    HeadScoreSource *scores() const { return m_scores; }
    FilterBox *filterBox() const { return m_filter; }
    /// What the grid's colours mean: a menu of the pictures and all scores.
    QToolButton *colourButton() const { return m_colour; }

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

Q_SIGNALS:
    /// The column should give its room to the picture.
    void foldAsked();

protected:
    void resizeEvent(QResizeEvent *event) override;
    void paintEvent(QPaintEvent *event) override;

private:
    void layOut();
    void fillColourMenu(QMenu *menu);
    void refreshColour();
    void refreshStandOuts();

    HeadScoreSource *m_scores;
    QToolButton *m_colour;
    HeadGridView *m_grid;
    bool m_toldOnRequest = false; ///< stand-outs of random tokens or a drawing are in the list
    QScrollArea *m_gridArea;
    QLabel *m_legend;
    ScoreLegend *m_scoreLegend; ///< in its place while the grid shows a score
    StandOutList *m_standOuts;
    FilterBox *m_filter;
    Session &m_session;
    Selection &m_selection;
};

} // namespace headscope
