#include "ui/views/shared/charts/figure_chart.h"

#include <QGraphicsLayout>
#include <QLegend>

namespace headscope {

namespace {

constexpr double kRoom = 8; // around the plot area, for points and strokes on its edge

} // namespace

FigureChart::FigureChart()
    : m_chart(new QChart)
{
    m_scene.addItem(m_chart);
    m_chart->setAnimationOptions(QChart::NoAnimation);
    m_chart->legend()->hide();
    m_chart->setBackgroundVisible(false);
    m_chart->setMargins({});
    m_chart->layout()->setContentsMargins(0, 0, 0, 0);
}

void FigureChart::paint(QPainter &painter, const QRectF &plot)
{
    const QRectF whole(0, 0, plot.width() + 2 * kRoom, plot.height() + 2 * kRoom);
    m_chart->resize(whole.size());
    m_chart->layout()->activate(); // before the plot area: it would lay out the grid over everything
    m_chart->setPlotArea(whole.adjusted(kRoom, kRoom, -kRoom, -kRoom));
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setBrush(Qt::NoBrush); // Qt Charts would fill its lines with whatever brush is there
    m_scene.render(&painter, plot.adjusted(-kRoom, -kRoom, kRoom, kRoom), whole, Qt::IgnoreAspectRatio);
    painter.restore();
}

} // namespace headscope
