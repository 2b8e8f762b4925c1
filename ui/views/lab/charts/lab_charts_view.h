// The Lab's charts: one of several pages. What takes a moment is made as every view makes it; time and memory over the length of a text
// are measured when somebody asks, within a budget of seconds, and kept.
#pragma once

#include "ui/session/lab_state.h"
#include "ui/views/content_maker.h"
#include "ui/views/lab/charts/lab_page_figure.h"
#include "ui/views/view.h"
#include "ui/widgets/segmented_control.h"

#include <QComboBox>
#include <QLabel>
#include <QProgressBar>
#include <QPushButton>
#include <QScrollArea>

#include <memory>
#include <optional>

namespace headscope {

class LabChartsView : public View {
    Q_OBJECT

public:
    LabChartsView(Session &session, Selection &selection, LabState &state, QWidget *parent = nullptr);

    LabPage page() const { return m_page; }
    void setPage(LabPage page);
    /// Seconds; one of those that are offered.
    int budget() const;
    void setBudget(int seconds);

    /// Begins to measure what is chosen now; stops what is measured, keeping what there is.
    void measure();
    void cancel();
    bool isMeasuring() const { return m_measuring.isBusy(); }
    /// Null: nothing was measured yet.
    const std::shared_ptr<const Growth> &growth() const { return m_growth; }
    /// Other mechanisms, parameters or sizes are chosen than those that were measured.
    bool isOutdated() const;

    SegmentedControl *pages() const { return m_pages; }
    QPushButton *measureButton() const { return m_measure; }
    PointedCanvas *canvas() const { return m_canvas; }
    const LabPageFigure *figure() const { return m_figure ? &*m_figure : nullptr; }

    QString figureTitle() const override;
    StageKey exportKey() const override { return m_selection.key(Stage::weights); }
    std::optional<ViewTable> table() const override;
    bool isBusy() const override { return m_maker.isBusy(); }
    QString whyNoPicture() const override;

    QSize minimumSizeHint() const override { return {320, 240}; }

protected:
    ViewFigure wholeFigure(const FigureParts &parts) const override;
    std::vector<ViewChoice> choices() override;
    void prepare() override;
    void stop() override { m_maker.stop(); }
    void drop() override;
    void place() override;
    void resizeEvent(QResizeEvent *event) override;

private:
    GrowthRequest growthRequest() const;
    ContentOrder<LabPageContent> order() const;
    void take(const Growth &growth);
    void refreshControls();
    std::shared_ptr<const LabPageContent> content() const;
    QString emptyText() const;

    LabState &m_state;
    LabPage m_page = LabPage::growth;
    ContentMaker<LabPageContent> m_maker; ///< of all pages but growth
    Job m_measuring;
    std::shared_ptr<const Growth> m_growth;
    SegmentedControl *m_pages;
    QPushButton *m_measure;
    QComboBox *m_budget;
    QProgressBar *m_progress;
    QLabel *m_note; ///< what went wrong
    QScrollArea *m_scroll;
    PointedCanvas *m_canvas;
    std::optional<LabPageFigure> m_figure;
};

} // namespace headscope
