// The Lab's swap: a mechanism put into the open model, in this layer or in all of them.
// Trap: what it makes are runs of the whole model: only while it is in sight.
#pragma once

#include "ui/views/content_view.h"
#include "ui/views/lab/swap_figure.h"
#include "ui/widgets/accessible_source.h"

#include <optional>

namespace headscope {

class SwapView : public ContentView<SwapContent>, public AccessibleSource {
    Q_OBJECT

public:
    SwapView(Session &session, Selection &selection, QWidget *parent = nullptr);

    const SwapChoice &choice() const { return m_choice; }
    void setChoice(const SwapChoice &choice);
    /// What the text's edits become when it is kept; empty: it is not there yet.
    Edits edits() const;

    QString figureTitle() const override;
    StageKey exportKey() const override { return m_selection.key(Stage::weights); }
    /// The likeliest words before and after, and the loss. Nothing without content.
    std::optional<ViewTable> table() const override;
    int accessibleTables() const override;
    AccessibleTable accessibleTable(int index) const override;

protected:
    ViewFigure wholeFigure(const FigureParts &parts) const override;
    ContentOrder<SwapContent> order() const override { return swapOrder(m_session, m_selection, m_choice); }
    void contentChanged(const SwapContent *before) override;
    void place() override;
    void pointAt(const std::optional<QPointF> &at) override;
    void paintScreen(QPainter &painter) override;
    void paintOver(QPainter &painter) override;

private:
    std::optional<CellIndex> cellAt(const QPointF &at) const;

    SwapChoice m_choice;
    SwapLayout m_layout;
    std::optional<CellIndex> m_hovered;
};

} // namespace headscope
