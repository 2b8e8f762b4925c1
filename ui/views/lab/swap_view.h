// The Lab's swap: the picked mechanism put into the open model, in this layer or in all of them.
// Trap: what it makes are runs of the whole model: only while it is in sight.
#pragma once

#include "ui/session/lab_state.h"
#include "ui/views/content_view.h"
#include "ui/views/lab/swap_figure.h"
#include "ui/widgets/accessible_source.h"
#include "ui/widgets/segmented_control.h"

#include <QComboBox>
#include <QPushButton>

#include <optional>

namespace headscope {

class SwapView : public ContentView<SwapContent>, public AccessibleSource {
    Q_OBJECT

public:
    SwapView(Session &session, Selection &selection, LabState &lab, QWidget *parent = nullptr);

    /// The Lab's picked mechanism.
    SwapChoice choice() const;
    bool isInAllLayers() const { return m_layers->current() == 0; }
    void setInAllLayers(bool all);
    /// Its patterns and outputs become the session's edits, for this text: every view shows them.
    void keep();

    QComboBox *mechanism() const { return m_mechanism; }
    SegmentedControl *layers() const { return m_layers; }
    QPushButton *keepButton() const { return m_keep; }

    QString figureTitle() const override;
    StageKey exportKey() const override { return m_selection.key(Stage::weights); }
    /// The likeliest words before and after, and the loss. Nothing without content.
    std::optional<ViewTable> table() const override;
    int accessibleTables() const override;
    AccessibleTable accessibleTable(int index) const override;

protected:
    ViewFigure wholeFigure(const FigureParts &parts) const override;
    std::vector<ViewChoice> choices() override;
    ContentOrder<SwapContent> order() const override { return swapOrder(m_session, m_selection, choice()); }
    void contentChanged(const SwapContent *before) override;
    void prepare() override;
    void place() override;
    QRectF wordsArea() const override { return area(); }
    void pointAt(const std::optional<QPointF> &at) override;
    void paintScreen(QPainter &painter) override;
    void paintOver(QPainter &painter) override;

private:
    std::optional<CellIndex> cellAt(const QPointF &at) const;
    /// From the figure in normal size to the widget.
    QTransform enlarged() const;

    QWidget *makeControls();
    void refreshControls();
    QRectF area() const;

    LabState &m_lab;
    QComboBox *m_mechanism;
    SegmentedControl *m_layers;
    QPushButton *m_keep;
    QWidget *m_controls;
    SwapLayout m_layout; ///< of a NormalFigure
    std::optional<CellIndex> m_hovered;
};

} // namespace headscope
