// The heatmaps of the chosen heads side by side. Pointing at a cell marks it in all of them and tells its number in each; a click pins the
// query, a click on a name looks at that head alone.
#pragma once

#include "ui/jobs/job.h"
#include "ui/views/multiples/multiples_figure.h"
#include "ui/views/view.h"

namespace headscope {

class MultiplesView : public View {
    Q_OBJECT

public:
    MultiplesView(Session &session, Selection &selection, QWidget *parent = nullptr);

    QSizeF figureSize() const override;
    void paintFigure(QPainter &painter, const QRectF &area) const override;
    QString figureTitle() const override;
    StageKey exportKey() const override;
    QSize sizeHint() const override { return {600, 560}; }
    QSize minimumSizeHint() const override { return {320, 260}; }

    /// Null while there is nothing to show.
    const MultiplesPicture *picture() const { return m_picture ? &*m_picture : nullptr; }
    const MultiplesPlacement &placement() const { return m_place; }
    bool isBusy() const { return m_job.isBusy(); }
    bool isSettled() const override { return !m_stale && !isBusy(); }
    /// "it → animal: 0.12 in layer 3, head 5, …" of the cell under the pointer; empty: none.
    QString cellText() const;

protected:
    void paintEvent(QPaintEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    void showEvent(QShowEvent *event) override;
    void mouseMoveEvent(QMouseEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
    void leaveEvent(QEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;

private:
    void renew();
    void rebuild();
    void take(MultiplesPicture picture);
    void place();
    MultiplesPicture currentPicture() const;
    int pinnedRow(const ShownPatterns &shown) const;

    std::optional<MultiplesPicture> m_picture;
    MultiplesPlacement m_place;
    MultiplesPlacement::Cell m_pointed;
    bool m_stale = true;
    Job m_job;
};

} // namespace headscope
