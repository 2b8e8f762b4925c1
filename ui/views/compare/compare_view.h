// A and B: two heads, sentences, models, or one before and after an edit. What is not pinned follows what is looked at.
// Trap: a pinned run stays in memory after its model was closed. The view says how much that is, and unpinning lets go of it.
#pragma once

#include "ui/jobs/job.h"
#include "ui/views/compare/compare_figure.h"
#include "ui/views/view.h"
#include "ui/widgets/segmented_control.h"

#include <QLabel>
#include <QPixmap>
#include <QPushButton>

#include <memory>
#include <optional>

namespace headscope {

class CompareView : public View {
    Q_OBJECT

public:
    CompareView(Session &session, Selection &selection, QWidget *parent = nullptr);

    QSizeF figureSize() const override;
    void paintFigure(QPainter &painter, const QRectF &area) const override;
    QString figureTitle() const override;
    StageKey exportKey() const override { return m_selection.key(Stage::weights); }
    /// B − A over the aligned tokens, NaN where one has no such token; of long texts as it is pooled.
    std::optional<ViewTable> table() const override;
    bool isSettled() const override { return !m_job.isBusy(); }
    QSize minimumSizeHint() const override { return {420, 320}; }

    const std::optional<PinnedHead> &a() const { return m_a; }
    const std::optional<PinnedHead> &b() const { return m_b; }
    void setA(std::optional<PinnedHead> pinned);
    void setB(std::optional<PinnedHead> pinned);
    void setShows(CompareShows shows);
    /// Null while it is being made, and before anything is pinned.
    std::shared_ptr<const CompareContent> content() const { return m_content; }
    const CompareLayout &layout() const { return m_layout; }

public Q_SLOTS:
    /// Keeps what is looked at now; nothing happens before there is a run.
    void pinA();
    void pinB();
    void swapSides();
    void unpin();

Q_SIGNALS:
    void pinsChanged();

protected:
    void paintEvent(QPaintEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    void showEvent(QShowEvent *event) override;
    void mouseMoveEvent(QMouseEvent *event) override;
    void mouseReleaseEvent(QMouseEvent *event) override;
    void leaveEvent(QEvent *event) override;

private:
    using Sides = std::pair<std::optional<PinnedHead>, std::optional<PinnedHead>>;

    QWidget *makeControls();
    std::optional<PinnedHead> current() const;
    Sides sides() const;
    void refresh();
    /// As the pins and the selection are now; at once, for figures and files.
    std::shared_ptr<const CompareContent> contentNow() const;
    void take(std::shared_ptr<const CompareContent> content, const QString &problem);
    void place();
    QRectF area() const;
    void followPins();
    CellIndex pinnedCell() const;
    QString emptyText() const;

    std::optional<PinnedHead> m_a;
    std::optional<PinnedHead> m_b;
    QWidget *m_controls;
    SegmentedControl *m_shows;
    QPushButton *m_pinA;
    QPushButton *m_pinB;
    QPushButton *m_swap;
    QPushButton *m_unpin;
    QLabel *m_memory;
    Sides m_source; ///< of m_content, or of what is being made
    std::shared_ptr<const CompareContent> m_content;
    QString m_problem;
    Job m_job;
    CompareLayout m_layout;
    QPixmap m_picture;
    CellIndex m_hovered;
    QPointF m_pointer;
};

} // namespace headscope
