// Where one is in a walk through a mechanism: its steps, which one is looked at, which page of it and which number. Rail, picture and
// arithmetic share one and talk only through it.
#pragma once

#include "ui/views/mechanism/step_content.h"
#include "ui/views/shared/matrix/matrix_layout.h"

#include <QObject>

namespace headscope {

class StepWalk : public QObject {
    Q_OBJECT

public:
    enum class Change { content, step, page, pinned, hovered };

    explicit StepWalk(LabState &lab, QObject *parent = nullptr);

    LabState &lab() { return m_lab; }
    /// Begins to make what is chosen in the Lab; the content before stays until it is there.
    void make() { m_maker.make(stepOrder(m_lab)); }
    void stop() { m_maker.stop(); }
    void drop();
    bool isBusy() const { return m_maker.isBusy(); }
    const QString &problem() const { return m_maker.problem(); }
    std::shared_ptr<const StepContent> content() const { return m_maker.content(); }

    int count() const { return content() ? int(content()->steps.size()) : 0; }
    int step() const { return m_step; }
    /// Within the steps there are.
    void setStep(int step);
    /// Of what is made next: by its name, or its place.
    void setNextStep(const QString &name) { m_nextStep = name; }
    void setNextStep(int step) { m_nextPlace = step; }
    const MechanismStep &current() const { return content()->steps[std::size_t(m_step)]; }
    int pages() const { return content() ? int(current().pages.size()) : 0; }
    int page() const { return m_page; }
    void setPage(int page);

    /// Of the current step. −1: none.
    CellIndex pinned() const { return m_pinned; }
    CellIndex hovered() const { return m_hovered; }
    void pin(const CellIndex &cell);
    void hover(const CellIndex &cell);
    /// Pointed at, pinned, or the largest number of the row, of the last row where none is picked. −1: there is no number.
    CellIndex lit() const;

Q_SIGNALS:
    void changed(headscope::StepWalk::Change what);

private:
    void contentChanged(const StepContent *before);
    void limitPin();

    LabState &m_lab;
    ContentMaker<StepContent> m_maker;
    QString m_nextStep;
    int m_nextPlace = 0;
    int m_step = 0;
    int m_page = 0;
    CellIndex m_pinned;
    CellIndex m_hovered;
};

} // namespace headscope
