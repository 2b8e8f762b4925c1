// "What comes next": the ten likeliest tokens after the last token or the pinned one, before and after the edits.
#pragma once

#include "ui/views/panels/panel.h"
#include "ui/views/panels/prediction_bars.h"
#include "ui/widgets/segmented_control.h"

namespace headscope {

class PredictionPanel : public Panel {
    Q_OBJECT

public:
    PredictionPanel(Session &session, Selection &selection, QWidget *parent = nullptr);

    /// The token whose successor is predicted; −1 without tokens.
    int row() const;

protected:
    void refresh() override;

private:
    SegmentedControl *m_where;
    QLabel *m_note;
    PredictionBars *m_bars;
};

} // namespace headscope
