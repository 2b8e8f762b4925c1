// The table of all heads: a row for each, its scores as numbers over bars. A click picks the head, Enter or a double click opens it, a
// click on a title sorts (the end worth a look first, then the other, then layer by layer again).
#pragma once

#include "ui/views/shared/scores/filter_box.h"
#include "ui/views/table/head_table_model.h"
#include "ui/views/table/head_table_painter.h"
#include "ui/views/view.h"

#include <QLabel>
#include <QProgressBar>
#include <QPushButton>
#include <QTableView>
#include <QToolButton>

#include <set>

namespace headscope {

class PatternDialog;
class ScoreGuide;

class HeadTableView : public View {
    Q_OBJECT

public:
    HeadTableView(Session &session, Selection &selection, HeadScoreSource &source, QWidget *parent = nullptr);

    QString figureTitle() const override;
    StageKey exportKey() const override { return m_selection.key(Stage::weights); }
    /// The heads that are seen, with the scores that are seen; NaN where a head has none.
    std::optional<ViewTable> table() const override;
    bool isSettled() const override;

    QTableView *tableWidget() const { return m_table; }
    HeadTableOrder *order() const { return m_order; }
    FilterBox *filterBox() const { return m_filter; }
    /// "8 of 32 heads".
    QString countText() const { return m_count->text(); }
    QPushButton *randomButton() const { return m_random; }
    /// The heads that are seen, in order.
    std::vector<HeadRow> shownRows() const;
    /// The scores that are seen.
    std::vector<ScoreId> shownColumns() const;
    /// Shown even if no head has it, or not at all; else it is shown when any head has it.
    void setColumnShown(ScoreId id, bool shown);
    void sortBy(ScoreId id);
    void sortBy(ScoreId id, Qt::SortOrder order);
    /// Layer by layer.
    void unsort();
    /// What is seen, as CSV or, by the name's end, as JSON. A failure is Session::failed.
    void save(const QString &file);
    void showGuide();
    PatternDialog *showDrawing();

Q_SIGNALS:
    /// Enter or a double click on the picked head.
    void opened();

protected:
    ViewFigure wholeFigure(const FigureParts &parts) const override;
    std::vector<ViewChoice> choices() override;
    void prepare() override { refresh(); }
    void restyle() override { refreshColumns(); }
    void selectionChanged(Selection::Changes what) override;
    void resizeEvent(QResizeEvent *event) override;
    void showEvent(QShowEvent *event) override;
    void hideEvent(QHideEvent *event) override;
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void followSource();
    void refresh();
    void refreshColumns();
    void refreshProgress();
    void fillColumnMenu(QMenu *menu);
    void follow(const QModelIndex &index);
    void mark();
    void sortByNextOf(int column);

    HeadScoreSource &m_source;
    HeadTableModel *m_model;
    HeadTableOrder *m_order;
    FilterBox *m_filter;
    QToolButton *m_columns;
    QPushButton *m_random;
    QPushButton *m_copying;
    QPushButton *m_draw;
    QToolButton *m_save;
    QLabel *m_count;
    QWidget *m_progressRow;
    QLabel *m_progressText;
    QProgressBar *m_progress;
    QTableView *m_table;
    ScoreGuide *m_guide = nullptr; ///< made when first asked for
    PatternDialog *m_drawing = nullptr;
    std::set<ScoreId> m_shown; ///< chosen, whether or not any head has them
    std::set<ScoreId> m_hidden; ///< put away
    int m_sorted = -1; ///< column; −1: layer by layer
    bool m_marking = false;
};

} // namespace headscope
