// A bar chart of one row of numbers (Qt Charts): named horizontal bars, or upright bars without names when there are many.
// Traps: a category axis drops repeated names ("the … the"), so names and digits are painted over the chart; and a horizontal chart counts
// from the bottom, so rows go in backwards.
#pragma once

#include "ui/views/panels/row_numbers.h"
#include "ui/widgets/accessible_source.h"

#include <QChartView>

QT_BEGIN_NAMESPACE
class QBarCategoryAxis;
class QBarSet;
class QValueAxis;
QT_END_NAMESPACE

namespace headscope {

class RowChart : public QChartView, public AccessibleSource {
    Q_OBJECT

public:
    explicit RowChart(Qt::Orientation bars, QWidget *parent = nullptr);

    void setNumbers(const RowNumbers &numbers);
    /// The stage's column to mark; −1: none.
    void setActiveColumn(int column);
    const RowNumbers &numbers() const { return m_numbers; }
    /// What the bar at this place in the row shows, read back from the chart.
    double barValue(int index) const;
    bool isAccessibleList() const override { return true; }
    AccessibleTable accessibleTable(int index) const override;

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override { return {120, sizeHint().height()}; }

Q_SIGNALS:
    /// A bar's column of the stage, or −1 when the pointer left.
    void columnHovered(int column);
    void columnClicked(int column);

protected:
    void drawForeground(QPainter *painter, const QRectF &rect) override;
    void resizeEvent(QResizeEvent *event) override;
    void mouseMoveEvent(QMouseEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
    void leaveEvent(QEvent *event) override;

private:
    void layOut();
    void takeColors();
    int count() const { return int(m_numbers.values.size()); }
    int barAt(const QPointF &position) const;
    /// Place of a value in the bar sets, whose order is turned round for horizontal bars.
    int setIndex(int index) const;
    double rowHeight() const;
    double nameWidth() const;
    double digitWidth() const;
    QString digits(int index) const;
    void paintNamed(QPainter &painter) const;
    void paintUpright(QPainter &painter) const;

    Qt::Orientation m_orientation;
    RowNumbers m_numbers;
    int m_activeColumn = -1;
    QBarSet *m_positive;
    QBarSet *m_negative;
    QBarCategoryAxis *m_categories;
    QValueAxis *m_axis;
};

} // namespace headscope
