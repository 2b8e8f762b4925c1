#include "ui/views/shared/charts/head_matrix.h"

#include "ui/theme/theme.h"
#include "ui/views/shared/matrix/figure_font.h"
#include "ui/views/shared/matrix/legend_painter.h"
#include "ui/views/shared/matrix/matrix_labels.h"

#include <algorithm>
#include <cmath>
#include <memory>
#include <vector>

namespace headscope {

namespace {

constexpr double kLabelHeight = 22;
constexpr double kLargestCell = 64;
constexpr double kTallestCell = 30;
constexpr double kLowestCell = 16;
constexpr double kLegendGap = 14;
constexpr double kLegendWidth = 380;

double rowLabelWidth(const HeadMatrix &table)
{
    const QFontMetricsF metrics(figureFont(12));
    double width = 0;
    for (const QString &label : table.rows)
        width = std::max(width, metrics.horizontalAdvance(label));
    return std::ceil(width) + 10;
}

MatrixPicture pictureOf(const HeadMatrix &table)
{
    MatrixPicture picture = divergingPicture(table.numbers, 2);
    if (table.span > 0)
        picture.range = {-table.span, table.span};
    if (picture.range.empty() || picture.range.magnitude() == 0)
        picture.range = {-1, 1};
    return picture;
}

Legend legendOf(const HeadMatrix &table, const MatrixPicture &picture)
{
    return {picture.scale, picture.range, picture.found, picture.format, table.caption};
}

double legendWidth(const QRectF &area)
{
    return std::min(kLegendWidth, area.width());
}

} // namespace

Matrix filledMatrix(int rows, int columns, float value)
{
    auto numbers = std::make_shared<std::vector<float>>(static_cast<std::size_t>(rows) * static_cast<std::size_t>(columns), value);
    const float *data = numbers->data();
    return {{data, rows, columns, columns, 1}, std::move(numbers)};
}

MutableMatrixView writableNumbers(Matrix &matrix)
{
    return {const_cast<float *>(matrix.view.data), matrix.rows(), matrix.cols(), matrix.view.rowStride};
}

MatrixLayout headMatrixLayout(const HeadMatrix &table, const QRectF &area)
{
    MatrixLayout layout;
    layout.rows = table.numbers.rows();
    layout.columns = table.numbers.cols();
    layout.rowLabelWidth = rowLabelWidth(table);
    const auto cellWidth = [&](double overhang) {
        return std::min(kLargestCell, (area.width() - layout.rowLabelWidth - overhang) / std::max(1, layout.columns));
    };
    const LabelSpace labels = measureLabels({}, table.columns, cellWidth(0));
    layout.columnLabelHeight = std::max(kLabelHeight, labels.columnHeight);
    layout.turnedLabels = labels.turned;
    const double width = cellWidth(labels.turned ? labels.overhang : 0);
    layout.cell = QSizeF(std::max(1.0, width), std::clamp(width * 0.62, kLowestCell, kTallestCell));
    layout.frame = QRectF(area.left() + layout.rowLabelWidth, area.top() + layout.columnLabelHeight, layout.cell.width() * layout.columns,
        layout.cell.height() * layout.rows);
    return layout;
}

double headMatrixHeight(const HeadMatrix &table, double width)
{
    const QRectF area(0, 0, width, 0);
    const MatrixLayout layout = headMatrixLayout(table, area);
    return layout.frame.bottom() + kLegendGap + legendSize(legendOf(table, pictureOf(table)), legendWidth(area)).height();
}

void paintHeadMatrix(QPainter &painter, const HeadMatrix &table, const QRectF &area, CellIndex hovered)
{
    const Theme &theme = Theme::current();
    MatrixPicture picture = pictureOf(table);
    picture.rowLabels = table.rows;
    picture.columnLabels = table.columns;
    picture.highlight = hovered.row >= 0 ? hovered : CellIndex();
    picture.rowColor = theme.accent;
    picture.columnColor = theme.accent;
    picture.cellColor = theme.text;
    const MatrixLayout layout = headMatrixLayout(table, area);
    paintMatrix(painter, picture, layout);
    if (table.picked.row >= 0 && table.picked.column >= 0) {
        painter.setPen(QPen(theme.accent, 2));
        painter.setBrush(Qt::NoBrush);
        painter.drawRect(layout.cellRect(table.picked.row, table.picked.column));
    }
    const Legend legend = legendOf(table, picture);
    const double width = legendWidth(area);
    paintLegend(painter, legend,
        QRectF(QPointF(layout.frame.left(), layout.frame.bottom() + kLegendGap),
            legendSize(legend, std::min(width, area.right() - layout.frame.left()))));
}

} // namespace headscope
