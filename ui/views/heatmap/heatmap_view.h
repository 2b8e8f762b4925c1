// The large heatmap of the picked head: hover for exact numbers, click to pin a query, Ctrl+wheel or + − 0 to zoom, drag to pan.
// Trap: cells are painted once into a pixmap; hovering only repaints frames, labels and bars, so that 1,024 tokens stay smooth.
#pragma once

#include "ui/views/heatmap/heatmap_card.h"
#include "ui/views/heatmap/heatmap_figure.h"
#include "ui/views/view.h"

#include <QPixmap>

namespace headscope {

class HeatmapView : public View {
    Q_OBJECT

public:
    HeatmapView(Session &session, Selection &selection, QWidget *parent = nullptr);

    HeatmapKind kind() const { return m_kind; }
    void setKind(HeatmapKind kind);
    double zoom() const { return m_zoom; }
    /// Zooms so that the cell under `anchor` stays there; 1 shows the whole matrix.
    void setZoom(double zoom, const QPointF &anchor);

    /// Null without tokens.
    const HeatmapContent *content() const { return m_content ? &*m_content : nullptr; }
    const HeatmapPlacement &placement() const { return m_place; }

    QSizeF figureSize() const override;
    void paintFigure(QPainter &painter, const QRectF &area) const override;
    QString figureTitle() const override;
    StageKey exportKey() const override;
    QSize sizeHint() const override { return {600, 560}; }
    QSize minimumSizeHint() const override { return {260, 240}; }

protected:
    void paintEvent(QPaintEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    void showEvent(QShowEvent *event) override;
    void mouseMoveEvent(QMouseEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
    void mouseReleaseEvent(QMouseEvent *event) override;
    void leaveEvent(QEvent *event) override;
    void wheelEvent(QWheelEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;

private:
    void rebuild();
    void place();
    void scrollTo(const QPointF &first);
    void pin(CellIndex cell);
    void movePin(int rows, int columns);
    CellIndex highlight() const;
    bool columnIsToken() const;
    /// The pinned query, also while the stage's own rows are keys of another text.
    int pinnedRow() const;

    HeatmapKind m_kind = HeatmapKind::weights;
    std::optional<HeatmapContent> m_content;
    HeatmapPlacement m_place;
    QPixmap m_cells; ///< of the frame; null: to be painted
    double m_zoom = 1;
    QPointF m_first;
    QPointF m_pointer;
    QPointF m_pressed;
    QPointF m_pressedFirst;
    bool m_inside = false;
    bool m_down = false;
    bool m_dragged = false;
    bool m_stale = true; ///< content is older than session or selection
};

} // namespace headscope
