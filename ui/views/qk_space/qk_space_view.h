// Queries and keys of the picked head as points of one plane.
// Trap: the strongest pairs of thousands of tokens take a look at every weight. They are found beside the window's thread; until then the
// last picture stays, or a word says what is going on.
#pragma once

#include "ui/views/content_view.h"
#include "ui/views/qk_space/qk_figure.h"

#include <QCheckBox>
#include <QComboBox>
#include <QPixmap>

#include <memory>

namespace headscope {

class QkSpaceView : public ContentView<QkContent> {
    Q_OBJECT

public:
    QkSpaceView(Session &session, Selection &selection, QWidget *parent = nullptr);

    QString figureTitle() const override;
    StageKey exportKey() const override { return m_selection.key(Stage::weights); }
    /// A row for each query and key: where it lies, its length, and 1 for a key.
    std::optional<ViewTable> table() const override;

    const QkOptions &options() const { return m_options; }
    void setOptions(const QkOptions &options);
    const QkPlacement &placement() const { return m_place; }

protected:
    ViewFigure wholeFigure() const override;
    ContentOrder<QkContent> order() const override;
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
    /// What made a content: compared to know whether it must be made anew.
    struct Source {
        std::shared_ptr<const Trace> trace;
        HeadPlace head;
        PatternChoice choice;
        QueryKeyOptions options;
        bool operator==(const Source &) const = default;
    };

    QWidget *makeControls();
    void readControls();
    Source source() const;
    void setZoom(double zoom, const QPointF &anchor);
    void hoverPoint(int point);
    int pinnedPoint() const;
    QRectF area() const;

    QWidget *m_controls;
    QComboBox *m_color;
    QComboBox *m_lines;
    QCheckBox *m_centre;
    QCheckBox *m_lengths;
    QkOptions m_options;
    Source m_source; ///< of the content, or of what is being made
    QkCamera m_camera;
    QkPlacement m_place;
    QPixmap m_picture; ///< everything but what follows the pointer
    int m_hovered = -1;
    QPointF m_pointer;
    QPointF m_pressed;
    QPointF m_pressedCentre;
    bool m_down = false;
    bool m_dragged = false;
};

} // namespace headscope
