// The text itself, its tokens shaded by attention from or to the pinned one, both at once, or in all. Pointing at a token previews it, a
// click pins it.
#pragma once

#include "ui/jobs/job.h"
#include "ui/views/text/text_painter.h"
#include "ui/views/view.h"
#include "ui/widgets/segmented_control.h"

#include <QScrollBar>

namespace headscope {

class TextView : public View {
    Q_OBJECT

public:
    TextView(Session &session, Selection &selection, QWidget *parent = nullptr);

    QSizeF figureSize() const override;
    void paintFigure(QPainter &painter, const QRectF &area) const override;
    QString figureTitle() const override;
    StageKey exportKey() const override;
    QSize sizeHint() const override { return {600, 560}; }
    QSize minimumSizeHint() const override { return {320, 260}; }

    TextMode mode() const { return m_mode; }
    void setMode(TextMode mode);
    double zoom() const { return m_zoom; }
    /// Null while there is nothing to show.
    const TextPicture *picture() const { return m_picture ? &*m_picture : nullptr; }
    const TextDocument &document() const { return m_document; }
    /// Being made on another thread.
    bool isBusy() const { return m_job.isBusy(); }
    bool isSettled() const override { return !m_stale && !isBusy(); }
    /// A point of the document in this widget.
    QPointF toWidget(const QPointF &point) const;

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
    /// The tokens of the picture that is asked for: the pointed one before the pinned.
    struct Tokens {
        int row = -1;
        int column = -1;
        bool operator==(const Tokens &) const = default;
    };
    Tokens tokens(const ShownPatterns &shown) const;
    Tokens pinned(const ShownPatterns &shown) const;
    void renew(bool patternsToo);
    void rebuild();
    void take(TextPicture picture);
    void place();
    void setZoom(double zoom);
    void pointAt(const QPointF &point);
    void movePin(int step);
    void keepInSight(int row);
    QRectF canvas() const;
    TextPicture currentPicture() const;

    SegmentedControl *m_modes;
    QScrollBar *m_scroll;
    TextMode m_mode = TextMode::from;
    ShownPatterns m_shown; ///< what the picture is made of; kept, so that pointing at tokens asks for one row only
    std::optional<TextPicture> m_picture;
    TextDocument m_document;
    TextDocument::Hit m_pointed;
    double m_zoom = 1;
    bool m_patternsStale = true;
    bool m_stale = true;
    Job m_job;
};

} // namespace headscope
