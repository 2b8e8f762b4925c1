// The Logit lens view: one token's prediction followed through the layers. Click a word to follow it, a head to pick it.
#pragma once

#include "ui/views/lens/lens_drawing.h"
#include "ui/views/shared/charts/word_choice.h"
#include "ui/views/view.h"

#include <QLabel>
#include <QScrollArea>
#include <QTimer>

#include <optional>

namespace headscope {

class LensView : public View {
    Q_OBJECT

public:
    LensView(Session &session, Selection &selection, QWidget *parent = nullptr);

    /// Null before the first numbers.
    std::shared_ptr<const LensNumbers> numbers() const { return m_maker.content(); }
    WordChoice *wordChoice() const { return m_word; }
    const LensFigure *figure() const { return m_figure ? &*m_figure : nullptr; }
    QWidget *canvas() const { return m_canvas; }

    QString figureTitle() const override;
    StageKey exportKey() const override;
    /// Words of each layer and contributions; throws Error where there are none, with the reason.
    std::optional<ViewTable> table() const override;
    bool isBusy() const override { return m_maker.isBusy(); }

protected:
    ViewFigure wholeFigure(const FigureParts &parts) const override;
    std::vector<ViewChoice> choices() override;
    void prepare() override;
    void stop() override { m_maker.stop(); }
    void drop() override;
    void place() override;
    void selectionChanged(Selection::Changes what) override;
    void resizeEvent(QResizeEvent *event) override;

private:
    QString emptyText() const;

    LensSource m_wanted;
    ContentMaker<LensNumbers> m_maker;
    WordChoice *m_word;
    QLabel *m_note;
    QScrollArea *m_scroll;
    PointedCanvas *m_canvas;
    QTimer m_slow; ///< work that takes longer than this is said
    std::optional<LensFigure> m_figure;
};

} // namespace headscope
