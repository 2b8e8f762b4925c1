// Queries and keys of the picked head as points of one plane.
// Trap: the strongest pairs of thousands of tokens take a look at every weight. They are found beside the window's thread; until then the
// last picture stays, or a word says what is going on.
#pragma once

#include "ui/jobs/job.h"
#include "ui/views/qk_space/qk_figure.h"
#include "ui/views/view.h"

#include <QCheckBox>
#include <QComboBox>
#include <QPixmap>

#include <memory>

namespace headscope {

class QkSpaceView : public View {
    Q_OBJECT

public:
    QkSpaceView(Session &session, Selection &selection, QWidget *parent = nullptr);

    QSizeF figureSize() const override;
    void paintFigure(QPainter &painter, const QRectF &area) const override;
    QString figureTitle() const override;
    StageKey exportKey() const override { return m_selection.key(Stage::weights); }
    /// A row for each query and key: where it lies, its length, and 1 for a key.
    std::optional<ViewTable> table() const override;
    bool isSettled() const override { return !m_job.isBusy(); }
    QSize minimumSizeHint() const override { return {420, 320}; }

    const QkOptions &options() const { return m_options; }
    void setOptions(const QkOptions &options);
    /// Null while it is being made, and without tokens.
    std::shared_ptr<const QkContent> content() const { return m_content; }
    const QkPlacement &placement() const { return m_place; }

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
    /// As the selection is now; at once, for figures and files.
    std::shared_ptr<const QkContent> contentNow() const;
    void refresh();
    void take(std::shared_ptr<const QkContent> content, const QString &problem);
    void place();
    void setZoom(double zoom, const QPointF &anchor);
    void hoverPoint(int point);
    int pinnedPoint() const;
    void paintCard(QPainter &painter) const;
    QRectF area() const;

    QWidget *m_controls;
    QComboBox *m_color;
    QComboBox *m_lines;
    QCheckBox *m_centre;
    QCheckBox *m_lengths;
    QkOptions m_options;
    Source m_source; ///< of m_content, or of what is being made
    std::shared_ptr<const QkContent> m_content;
    QString m_problem;
    Job m_job;
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
