// The comparison of mechanisms as a painted table: each cell a statement and, beneath it, what a run counted.
#pragma once

#include "src/lab/comparison_table.h"

#include <QPainter>
#include <QRectF>
#include <QString>

#include <vector>

namespace headscope {

struct ComparisonTableLayout {
    QRectF area;
    std::vector<double> lefts; ///< of the columns, and where the last one ends
    std::vector<double> tops; ///< of the rows

    QRectF cell(int row, int column) const;
    /// −1: no row is there.
    int rowAt(const QPointF &position) const;
};
/// As large as its words ask for, but no narrower than `width`.
ComparisonTableLayout layOutComparisonTable(const std::vector<ComparedRow> &rows, const QPointF &topLeft, double width);
void paintComparisonTable(
    QPainter &painter, const std::vector<ComparedRow> &rows, const ComparisonTableLayout &layout, int hoveredRow = -1);

int comparedColumns();
QString comparedColumnTitle(int column);
/// What stands above and beneath in a cell.
struct ComparedCell {
    QString stated;
    QString counted;
};
ComparedCell comparedCellWords(const ComparedRow &row, int column);

} // namespace headscope
