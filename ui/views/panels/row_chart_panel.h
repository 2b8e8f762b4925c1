// The selected row of the current stage as bars. For the softmax, before and after: scores and weights.
#pragma once

#include "ui/views/panels/panel.h"
#include "ui/views/panels/row_chart.h"
#include "ui/widgets/segmented_control.h"

namespace headscope {

class RowChartPanel : public Panel {
    Q_OBJECT

public:
    RowChartPanel(Session &session, Selection &selection, QWidget *parent = nullptr);

    /// Always the weights, whatever the stage: for the Heads workspace.
    void setWeightsOnly(bool on);
    /// Whose numbers the bars are, as it is told beneath the heading; empty while it is not.
    QString source() const { return m_source->isVisibleTo(this) ? m_source->text() : QString(); }
    /// The row that is shown: the active one, else the last; −1 without tokens.
    int row() const;

protected:
    void refresh() override;

private:
    /// One set of bars: the chart that suits the number of columns is shown.
    struct Bars {
        QLabel *caption;
        RowChart *named;
        RowChart *upright;
        QLabel *note;
    };
    Bars addBars();
    void fill(const Bars &bars, const QString &caption, const std::optional<RowNumbers> &numbers);
    static void clear(const Bars &bars);
    void hover(int column);
    /// "Layer 4, head 3 · weights": beside a picture of several heads or another measure the bars are still these.
    QString sourceText() const;
    StageKey chartKey() const;

    QLabel *m_source;
    SegmentedControl *m_side;
    Bars m_before;
    Bars m_after;
    QLabel *m_empty;
    bool m_weightsOnly = false;
    bool m_hovering = false;
};

} // namespace headscope
