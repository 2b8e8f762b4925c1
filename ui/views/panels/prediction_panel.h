// What the model makes of the text: the ten likeliest tokens after the last token (or in the place of a hidden one), classes with their
// labels, or that the checkpoint foretells nothing; before and after the edits.
#pragma once

#include "ui/views/panels/panel.h"
#include "ui/views/shared/charts/prediction_bars.h"
#include "ui/widgets/segmented_control.h"

namespace headscope {

class PredictionPanel : public Panel {
    Q_OBJECT

public:
    PredictionPanel(Session &session, Selection &selection, QWidget *parent = nullptr);

    /// The token (of the last text) whose logits are shown; −1 without tokens.
    int row() const;

protected:
    void refresh() override;

private:
    /// The runs to compare, or the one that is shown.
    struct Runs {
        std::shared_ptr<const Trace> now;
        std::shared_ptr<const Trace> before; ///< null: nothing to compare with
    };
    Runs runs() const;
    void showWords(const Runs &runs);
    void showClasses(const Runs &runs);
    void nameChoices(const Trace &trace);

    SegmentedControl *m_next;
    SegmentedControl *m_own;
    QLabel *m_note;
    PredictionBars *m_bars;
    QLabel *m_classNote;
    PredictionBars *m_classes;
};

} // namespace headscope
