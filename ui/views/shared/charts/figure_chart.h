// A Qt Charts chart as a part of a painted figure: it has no widget and paints its series and grid into a rectangle, so that screen, PNG,
// SVG and PDF come from one painter. Names and digits along the axes are the figure's own: a category axis drops repeated names.
#pragma once

#include <QChart>
#include <QGraphicsScene>
#include <QPainter>

namespace headscope {

class FigureChart {
public:
    FigureChart();

    /// Owns the series and axes that are added to it.
    QChart &chart() { return *m_chart; }
    /// The plot area exactly over `plot`.
    void paint(QPainter &painter, const QRectF &plot);

private:
    QGraphicsScene m_scene;
    QChart *m_chart; // the scene's
};

} // namespace headscope
