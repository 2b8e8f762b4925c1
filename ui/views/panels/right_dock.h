// The right dock: the panels that belong to a workspace, one beneath the other in one scroll area; folded, a strip with their names.
#pragma once

#include "ui/session/selection.h"
#include "ui/session/session.h"

#include <QScrollArea>
#include <QToolButton>
#include <QVBoxLayout>
#include <QWidget>

#include <utility>
#include <vector>

namespace headscope {

class EditsPanel;
class FoldStrip;
class HeadStatisticsPanel;
class LessonPanel;
class PredictionPanel;
class RowChartPanel;

class RightDock : public QWidget {
    Q_OBJECT

public:
    RightDock(Session &session, Selection &selection, QWidget *parent = nullptr);

    /// false: Walk (lesson, row, predictions, what if); true: Heads (row of weights, this head, what if, predictions).
    void setWorkspace(bool heads);

    /// Whoever holds it gives it the width of a FoldStrip.
    void setFolded(bool folded);
    bool isFolded() const { return m_folded; }
    FoldStrip &strip() { return *m_strip; }
    QToolButton &foldButton() { return *m_fold; }

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

Q_SIGNALS:
    /// Of the Heads workspace.
    void pinAsked();
    void comparisonAsked();
    /// Fold, or unfold.
    void foldToggled();

protected:
    void paintEvent(QPaintEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;

private:
    LessonPanel *m_lesson;
    RowChartPanel *m_row;
    HeadStatisticsPanel *m_head;
    EditsPanel *m_edits;
    PredictionPanel *m_prediction;
    QWidget *m_compare; ///< "Pin as A", "Compare…"
    QVBoxLayout *m_layout;
    QScrollArea *m_area;
    FoldStrip *m_strip;
    QToolButton *m_fold;
    std::vector<std::pair<QString, QWidget *>> m_named; ///< what the strip names, in its order
    bool m_folded = false;
};

} // namespace headscope
