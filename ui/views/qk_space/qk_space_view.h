// Queries and keys of the picked head as points of one plane.
// Trap: the strongest pairs of thousands of tokens take a look at every weight. They are found beside the window's thread; until then the
// last picture stays, or a word says what is going on.
#pragma once

#include "ui/views/content_view.h"
#include "ui/views/qk_space/qk_drawing.h"
#include "ui/views/shared/matrix/kept_picture.h"
#include "ui/widgets/accessible_source.h"

#include <QCheckBox>
#include <QComboBox>

#include <memory>

namespace headscope {

class QkSpaceView : public ContentView<QkContent>, public AccessibleSource {
    Q_OBJECT

public:
    QkSpaceView(Session &session, Selection &selection, QWidget *parent = nullptr);

    QString figureTitle() const override { return qkTitle(m_session, m_selection); }
    StageKey exportKey() const override { return m_selection.key(Stage::weights); }
    std::optional<ViewTable> table() const override { return qkTable(contentNow().get()); }

    const QkOptions &options() const { return m_options; }
    void setOptions(const QkOptions &options);
    const QkPlacement &placement() const { return m_place; }
    bool isDragged() const override { return m_dragged; }
    int accessibleTables() const override;
    AccessibleTable accessibleTable(int index) const override;

protected:
    ViewFigure wholeFigure(const FigureParts &parts) const override { return qkFigure(contentNow(), m_options, figureTitle(), parts); }
    std::vector<ViewChoice> choices() override;
    ContentOrder<QkContent> order() const override { return qkOrder(source()); }
    void contentChanged(const QkContent *before) override;
    void prepare() override;
    void drop() override;
    void place() override;
    void pointAt(const std::optional<QPointF> &at) override;
    QRectF wordsArea() const override { return rect().adjusted(24, 60, -24, -24); }
    void paintScreen(QPainter &painter) override;
    void paintOver(QPainter &painter) override;
    void mousePressEvent(QMouseEvent *event) override;
    void mouseReleaseEvent(QMouseEvent *event) override;
    void wheelEvent(QWheelEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;

private:
    QWidget *makeControls();
    void readControls();
    QkSource source() const { return qkSource(m_session, m_selection, m_options.space); }
    void setZoom(double zoom, const QPointF &anchor);
    void hoverPoint(int point);
    int pinnedPoint() const;
    void pinPoint(int point) const;
    AccessibleTable accessiblePoints() const;
    AccessibleTable accessibleLines() const;
    QRectF area() const;

    QWidget *m_controls;
    QComboBox *m_color;
    QComboBox *m_lines;
    QCheckBox *m_centre;
    QCheckBox *m_lengths;
    QkOptions m_options;
    QkSource m_source; ///< of the content, or of what is being made
    QkCamera m_camera;
    QkPlacement m_place;
    KeptPicture m_picture; ///< everything but what follows the pointer
    int m_pinnedPainted = -1; ///< the point that m_picture's labels keep off
    int m_hovered = -1;
    QPointF m_pointer;
    QPointF m_pressed;
    QPointF m_pressedCentre;
    bool m_down = false;
    bool m_dragged = false;
};

} // namespace headscope
