// A mechanism of the Lab in the Walk: the figure of one of its steps, with real numbers, under the Walk's own hands. What is shown is the
// walk's; which mechanism, the Lab's.
#pragma once

#include "ui/views/mechanism/step_walk.h"
#include "ui/views/walk/figure_canvas.h"

namespace headscope {

class MechanismView : public FigureCanvas {
    Q_OBJECT

public:
    /// The walk must outlive it.
    MechanismView(Session &session, Selection &selection, StepWalk &walk, QWidget *parent = nullptr);

    bool isBusy() const override { return m_walk.isBusy(); }
    QString wordsInstead() const override;
    QString figureTitle() const override;
    std::optional<ViewTable> table() const override;

protected:
    ViewFigure wholeFigure(const FigureParts &parts) const override;
    std::vector<ViewChoice> choices() override;
    bool hasPicture() const override { return m_figure.kind == WalkFigure::Kind::grid; }
    QString problem() const override { return m_walk.problem(); }
    void renew() override;
    void prepare() override;
    void stop() override { m_walk.stop(); }
    void drop() override;
    void paintCanvas(QPainter &painter) override;
    void keyPressEvent(QKeyEvent *event) override;

    CellIndex pinnedCell() const override { return m_walk.pinned(); }
    CellIndex litCell() const override { return m_walk.lit(); }
    int rowWithoutPin() const override { return m_figure.resultRows() - 1; }
    bool isHovering() const override { return m_walk.hovered().row >= 0; }
    void pin(const CellIndex &cell) override { m_walk.pin(cell); }
    void hover(const CellIndex &cell) override { m_walk.hover(cell); }
    void followPlaying() override;

private:
    void follow(StepWalk::Change what);
    void rebuild();

    StepWalk &m_walk;
    int m_shownStep = 0;
    int m_shownRow = -1; ///< whose pages of the sources are shown
    bool m_isMade = false; ///< since what is chosen changed last
};

} // namespace headscope
