// The attention of a head as lines: from a column of queries to a column of keys, or as arcs over one text. Hover a token to see its lines
// alone, click to keep them; the slider decides which pairs have a line.
// Trap: thousands of tokens have millions of pairs. The strongest are found off the GUI thread when there are many; of those only the ones
// in sight are painted, into a pixmap that hovering leaves alone.
#pragma once

#include "ui/jobs/job.h"
#include "ui/views/lines/lines_painter.h"
#include "ui/views/view.h"
#include "ui/widgets/choice_button.h"
#include "ui/widgets/segmented_control.h"

#include <QPixmap>
#include <QScrollBar>
#include <QSlider>

namespace headscope {

class LinesView : public View {
    Q_OBJECT

public:
    LinesView(Session &session, Selection &selection, QWidget *parent = nullptr);

    QSizeF figureSize() const override;
    void paintFigure(QPainter &painter, const QRectF &area) const override;
    QString figureTitle() const override;
    StageKey exportKey() const override;
    QSize sizeHint() const override { return {600, 560}; }
    QSize minimumSizeHint() const override { return {320, 260}; }

    LinesMode mode() const { return m_mode; }
    void setMode(LinesMode mode);
    const LinesRule &rule() const { return m_rule; }
    void setRule(const LinesRule &rule);
    /// Null while there is nothing to show.
    const LinesPicture *picture() const { return m_picture ? &*m_picture : nullptr; }
    const LinesLayout &layoutOfLines() const { return m_place; }
    /// Being made on another thread.
    bool isBusy() const { return m_job.isBusy(); }
    bool isSettled() const override { return !m_stale && !isBusy(); }
    /// A point of the picture in this widget.
    QPointF toWidget(const QPointF &point) const;
    /// Which tokens' lines are shown alone.
    LitTokens lit() const;

protected:
    void paintEvent(QPaintEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    void showEvent(QShowEvent *event) override;
    void mouseMoveEvent(QMouseEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
    void leaveEvent(QEvent *event) override;
    void wheelEvent(QWheelEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;

private:
    /// Lines of the pinned query, of the pinned key, or the one between both.
    enum class Alone { nothing, query, key, pair };
    void renew();
    void rebuild();
    void take(LinesPicture picture);
    void place();
    void showRule();
    void setZoom(double zoom, double anchor);
    void hoverAt(const QPointF &point);
    void movePin(int rows, int columns);
    void keepInSight(int row);
    QRectF canvas() const; ///< where the lines are, without legend, headings and controls
    double headHeight() const;
    LinesLayout layoutFor(const LinesPicture &picture, LinesMode mode, const QSizeF &room, double zoom) const;
    LitTokens pinned() const;
    LitTokens keptAlone() const;
    static bool canArc(const LinesPicture &picture);
    void paintWords(QPainter &painter, const QString &words) const;
    LinesPicture currentPicture() const;

    SegmentedControl *m_modes;
    ChoiceButton *m_kind;
    QSlider *m_slider;
    QScrollBar *m_scroll;
    LinesMode m_mode = LinesMode::columns;
    LinesRule m_rule;
    std::optional<LinesPicture> m_picture;
    LinesLayout m_place;
    QPixmap m_lines; ///< all of them in sight; null: to be painted
    bool m_someLeftOut = false; ///< of those in sight
    double m_zoom = 1;
    LitTokens m_hover; ///< rows and columns of the pattern
    Alone m_alone = Alone::nothing; ///< which lines stay lit without a pointer
    bool m_stale = true;
    Job m_job;
};

} // namespace headscope
