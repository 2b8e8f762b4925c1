// One query and one key of the picked head, number by number: q ∘ k over the head's channels, the way from the score to the weight, and
// what the weight carries over.
#pragma once

#include "ui/views/pair/pair_figure.h"
#include "ui/views/view.h"
#include "ui/widgets/segmented_control.h"

#include <QScrollBar>

#include <optional>

namespace headscope {

class PairView : public View {
    Q_OBJECT

public:
    PairView(Session &session, Selection &selection, QWidget *parent = nullptr);

    QSizeF figureSize() const override;
    void paintFigure(QPainter &painter, const QRectF &area) const override;
    QString figureTitle() const override;
    StageKey exportKey() const override { return m_selection.key(Stage::weights); }
    /// A row for each channel: q, k, q × k and its sum so far, v, α × v, and the sum over all keys.
    std::optional<ViewTable> table() const override;
    QSize minimumSizeHint() const override { return {420, 300}; }

    void setOrder(ChannelOrder order);
    /// What is shown now; nothing without a token.
    const std::optional<PairContent> &content() const { return m_content; }

protected:
    void paintEvent(QPaintEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    void showEvent(QShowEvent *event) override;
    void mouseMoveEvent(QMouseEvent *event) override;
    void leaveEvent(QEvent *event) override;
    void wheelEvent(QWheelEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;

private:
    /// As the selection is now; nothing without a token, `problem` in words when the pair cannot be shown.
    std::optional<PairContent> made(QString &problem) const;
    std::optional<PairContent> made() const;
    void refresh();
    void place();
    void move(int rows, int columns);
    QPointF offset() const;

    SegmentedControl *m_order;
    QScrollBar *m_across;
    QScrollBar *m_down;
    std::optional<PairContent> m_content;
    QString m_problem; ///< in words, when the pair cannot be shown
    PairLayout m_layout;
    std::optional<ChannelPlace> m_lit;
    QPointF m_pointer;
    bool m_stale = true;
};

} // namespace headscope
