// The What if view: change the picked head, see the prediction before and after, and measure what every head is worth to one word.
// Trap: edits are the session's and are listed, switched and undone in the right dock; this view only adds to them.
#pragma once

#include "ui/views/shared/charts/word_choice.h"
#include "ui/views/view.h"
#include "ui/views/whatif/head_controls.h"
#include "ui/views/whatif/what_if_figure.h"
#include "ui/widgets/segmented_control.h"

#include <QProgressBar>
#include <QScrollArea>

#include <optional>

namespace headscope {

class WhatIfView : public View {
    Q_OBJECT

public:
    WhatIfView(Session &session, Selection &selection, QWidget *parent = nullptr);

    HeadControls *controls() const { return m_controls; }
    OtherSentence &other() { return m_other; }
    SweepRunner &runner() { return m_runner; }
    QComboBox *kind() const { return m_kind; }
    QPushButton *startButton() const { return m_start; }
    SegmentedControl *measure() const { return m_measure; }
    /// Null without a prediction.
    const WhatIfFigure *figure() const { return m_figure ? &*m_figure : nullptr; }
    QWidget *canvas() const { return m_canvas; }

    QString figureTitle() const override;
    StageKey exportKey() const override;
    /// The prediction's words and the sweep's results. Throws Error where there is no prediction, with the reason.
    std::optional<ViewTable> table() const override;
    bool isSettled() const override;
    /// What the button starts. Throws Error where there is nothing to predict, with the reason.
    void startSweep();

protected:
    ViewFigure wholeFigure(const FigureParts &parts) const override;
    std::vector<ViewChoice> choices() override;
    void renew() override;
    void prepare() override;
    void drop() override;
    /// A moment later, once for all that arrives until then.
    void place() override;

private:
    /// What a sweep measures: a row of the prediction, a vocabulary entry.
    struct Measured {
        int row = -1;
        int id = -1;
    };
    void toggleSweep();
    void sweep(const Measured &measured);
    /// Of the run that is shown, to the last place or on its way.
    std::optional<Measured> measured() const;
    /// One that a session had, once what it needs is there.
    void sweepAgain();
    void placeNow();
    void refreshControls();
    void say(const QString &message);
    QString emptyText() const;
    std::optional<WhatIfFigure::Content> content() const;

    OtherSentence m_other;
    SweepRunner m_runner;
    HeadControls *m_controls;
    QComboBox *m_kind;
    SegmentedControl *m_measure;
    WordChoice *m_word;
    QPushButton *m_start;
    QProgressBar *m_progress;
    QLabel *m_note;
    QScrollArea *m_scroll;
    QWidget *m_inside;
    PointedCanvas *m_canvas;
    QTimer m_placing;
    bool m_sweepsAgain = false; ///< m_again is still to be measured
    Measured m_again;
    std::optional<WhatIfFigure> m_figure;
};

} // namespace headscope
