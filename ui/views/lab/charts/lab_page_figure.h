// A page of the Lab's charts as a figure: charts beside and beneath each other, or the comparison table.
#pragma once

#include "ui/views/drawn_view.h"
#include "ui/views/lab/charts/comparison_table_painter.h"
#include "ui/views/lab/charts/lab_page.h"
#include "ui/views/shared/charts/pointed_canvas.h"

#include <memory>

namespace headscope {

class LabPageFigure : public PointedFigure {
    Q_DECLARE_TR_FUNCTIONS(headscope::LabPageFigure)

public:
    /// `height`: room that charts may grow into; 0: they are as high as they need.
    LabPageFigure(std::shared_ptr<const LabPageContent> content, double width, double height = 0, const QString &title = {});

    void paint(QPainter &painter, CellIndex hovered = {}) const override;
    std::optional<FigureHit> hitAt(const QPointF &position) const override;
    std::vector<AccessibleTable> spoken() const override;

    const std::vector<LineChartLayout> &charts() const { return m_layouts; }
    const ComparisonTableLayout &rows() const { return m_rows; }

private:
    void placeCharts(double height);
    void placeRemarks();
    AccessibleTable spokenChart(std::size_t index) const;
    AccessibleTable spokenRows() const;

    std::shared_ptr<const LabPageContent> m_content;
    QString m_title;
    QRectF m_heading;
    QRectF m_remarks;
    std::vector<LineChartLayout> m_layouts;
    ComparisonTableLayout m_rows;
};

/// For exports: as high as it needs, the title over it; empty: without.
ViewFigure labPageFigure(const std::shared_ptr<const LabPageContent> &content, double width, const QString &title);

} // namespace headscope
