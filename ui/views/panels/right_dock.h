// The right dock: the panels that belong to a workspace, one beneath the other in one scroll area.
#pragma once

#include "ui/session/selection.h"
#include "ui/session/session.h"

#include <QScrollArea>
#include <QVBoxLayout>
#include <QWidget>

namespace headscope {

class EditsPanel;
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

    QSize sizeHint() const override { return {320, 600}; }
    QSize minimumSizeHint() const override { return {280, 200}; }

Q_SIGNALS:
    /// Of the Heads workspace.
    void pinAsked();
    void comparisonAsked();

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    LessonPanel *m_lesson;
    RowChartPanel *m_row;
    HeadStatisticsPanel *m_head;
    EditsPanel *m_edits;
    PredictionPanel *m_prediction;
    QWidget *m_compare; ///< "Pin as A", "Compare…"
    QVBoxLayout *m_layout;
};

} // namespace headscope
