// The list of steps on the left: a number, a title and a shape each, under section headings; folded, the numbers alone. Knows nothing of
// the engine.
#pragma once

#include "ui/widgets/accessible_source.h"

#include <QAbstractScrollArea>
#include <QList>
#include <QString>

namespace headscope {

struct RailStep {
    QString title;
    QString detail; ///< the shape, in small digits
    QString section; ///< heading above the first step that carries it; empty: none
    QString toolTip;
    bool edited = false;
};

class StepRail : public QAbstractScrollArea, public AccessibleSource {
    Q_OBJECT

public:
    explicit StepRail(QWidget *parent = nullptr);

    void setSteps(const QList<RailStep> &steps);
    const QList<RailStep> &steps() const { return m_steps; }
    void setCurrent(int index);
    int current() const { return m_current; }
    /// The numbers alone; the rest is in the tooltips.
    void setFolded(bool folded);
    bool isFolded() const { return m_folded; }
    /// Where a step stands inside the viewport now.
    QRect stepRect(int index) const;

    bool isAccessibleList() const override { return true; }
    AccessibleTable accessibleTable(int index) const override;

    QSize sizeHint() const override;

Q_SIGNALS:
    void clicked(int index);

protected:
    void paintEvent(QPaintEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
    void mouseMoveEvent(QMouseEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    bool viewportEvent(QEvent *event) override;

private:
    void layOut();
    int headingHeight() const;
    QRectF circleOf(const QRect &step) const;
    void paintWords(QPainter &painter, const RailStep &step, const QRect &area, bool isCurrent) const;
    int stepAt(int y) const;

    QList<RailStep> m_steps;
    QList<int> m_top; ///< y of each step before scrolling, its heading included above it
    int m_stepHeight = 0;
    int m_contentHeight = 0;
    int m_current = 0;
    int m_hovered = -1;
    bool m_folded = false;
};

} // namespace headscope
