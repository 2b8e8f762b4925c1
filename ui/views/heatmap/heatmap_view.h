// The large heatmap, a map of who looks at whom; of several heads side by side Multiples shows them. Hover for exact numbers, click to pin
// a query, wheel or + − 0 to zoom, drag to pan. Trap: cells are painted once into a pixmap; hovering only repaints frames, labels and bars,
// so that thousands of tokens stay smooth.
#pragma once

#include "ui/views/content_maker.h"
#include "ui/views/heatmap/heatmap_minimap.h"
#include "ui/views/heatmap/multiples.h"
#include "ui/views/heatmap/token_find.h"
#include "ui/views/shared/matrix/kept_picture.h"
#include "ui/views/shared/pattern/heatmap_card.h"
#include "ui/views/view.h"
#include "ui/widgets/accessible_source.h"
#include "ui/widgets/segmented_control.h"

#include <QElapsedTimer>
#include <QTimer>
#include <QVariantAnimation>

namespace headscope {

class HeatmapView : public View, public AccessibleSource {
    Q_OBJECT

public:
    HeatmapView(Session &session, Selection &selection, QWidget *parent = nullptr);

    /// Where a movement that goes on will end.
    double zoom() const { return m_wantedZoom; }
    /// Zooms so that the cell under `anchor` stays there; 1 shows the whole matrix.
    void setZoom(double zoom, const QPointF &anchor);
    /// The same as a short movement, unless animations are off.
    void glideTo(double zoom, const QPointF &anchor);
    PoolRule poolRule() const { return m_rule; }
    /// What a cell that stands for several numbers shows.
    void setPoolRule(PoolRule rule);
    Contrast contrast() const { return m_contrast; }
    void setContrast(Contrast contrast);

    /// Opens the field that finds a token by its text.
    void find();
    TokenFind &tokenFind() { return *m_find; }
    /// Where the whole pattern is shown while a part of it is large; empty: nowhere.
    QRectF minimap() const { return m_content ? minimapRect(*m_content, m_place.matrix) : QRectF(); }

    /// Null without tokens, and until it is made.
    const HeatmapContent *content() const { return m_content ? &*m_content : nullptr; }
    const HeatmapPlacement &placement() const { return m_place; }
    /// What is painted is made to the last tile.
    bool isBusy() const override;
    QString wordsInstead() const override;
    bool isDragged() const override { return m_dragged && m_wantedZoom > 1; }

    /// Does every chosen head have a picture of its own?
    bool isSideBySide() const { return headscope::isSideBySide(m_selection); }
    const Multiples &multiples() const { return m_multiples; }

    QString figureTitle() const override;
    StageKey exportKey() const override { return attentionKey(m_selection); }
    int accessibleTables() const override;
    AccessibleTable accessibleTable(int index) const override;

protected:
    ViewFigure wholeFigure(const FigureParts &parts) const override;
    std::vector<ViewChoice> choices() override;
    QString problem() const override { return m_maker.problem(); }
    bool hasPicture() const override { return isSideBySide() ? m_multiples.picture() != nullptr : m_content.has_value(); }
    void prepare() override;
    void stop() override;
    void drop() override;
    void place() override;
    void restyle() override;
    void pointAt(const std::optional<QPointF> &point) override;
    QRectF wordsArea() const override;
    void paintScreen(QPainter &painter) override;
    void paintOver(QPainter &painter) override;

    bool event(QEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
    void mouseReleaseEvent(QMouseEvent *event) override;
    void mouseDoubleClickEvent(QMouseEvent *event) override;
    void wheelEvent(QWheelEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void contextMenuEvent(QContextMenuEvent *event) override;

private:
    ContentOrder<HeatmapContent> order(const std::optional<HeatmapRequest> &request);
    void contentChanged();
    /// 0 … 1 of what is being made; −1 while that has taken less than half a second.
    double progress() const;
    void applyZoom(double zoom, const QPointF &anchor);
    double possibleZoom(double zoom) const;
    void scrollTo(const QPointF &first);
    /// Also of a pointer that rests while the cells move below it.
    void hoverUnderPointer();
    void stopHovering();
    void pin(CellIndex cell) const;
    void movePin(int rows, int columns);
    CellIndex highlight() const;
    /// Where the pinned query and key stand in the picture, whatever the rows of the Walk's stage are; −1: not there.
    CellIndex pinned() const;
    void paintFound(QPainter &painter) const;
    void paintProgress(QPainter &painter) const;
    void placeControls();
    bool putControl(SegmentedControl *control, const QRectF &legend, double cellsRight);
    void hideControls();
    void showFound();
    /// For figures: what is shown, or what would be if it were in sight.
    std::optional<HeatmapContent> figureContent() const;

    PoolRule m_rule = PoolRule::largest;
    Contrast m_contrast = Contrast::linear;
    ContentMaker<HeatmapContent> m_maker;
    std::optional<HeatmapContent> m_content; ///< the maker's, dressed
    std::optional<HeatmapRequest> m_request; ///< of what is being made
    std::shared_ptr<std::atomic<int>> m_rowsDone;
    int m_rows = 1; ///< to be done
    QElapsedTimer m_clock;
    QTimer m_tick; ///< while it is being made
    Multiples m_multiples;
    PatternTiles m_tiles;
    HeatmapPlacement m_place;
    PooledView m_pooled; ///< of the painted cells
    KeptPicture m_cells; ///< of the frame
    SegmentedControl *m_ruleControl; ///< while cells are pooled
    SegmentedControl *m_contrastControl;
    TokenFind *m_find;
    QImage m_minimap; ///< null: to be made
    bool m_onMinimap = false; ///< the pointer drags its frame
    double m_zoom = 1;
    double m_wantedZoom = 1;
    QVariantAnimation m_glide; ///< of the zoom's logarithm
    QPointF m_anchor; ///< of the movement
    QPointF m_first;
    QPointF m_pointer;
    QPointF m_pressed;
    QPointF m_pressedFirst;
    bool m_inside = false;
    bool m_down = false;
    bool m_dragged = false;
};

} // namespace headscope
