// One signed number for each head, as a table of layers × heads, with what else a layer has (MLP, biases) in columns of their own.
#pragma once

#include "src/tensor/mutable_matrix_view.h"
#include "ui/views/shared/matrix/matrix_painter.h"

#include <QPainter>
#include <QStringList>

namespace headscope {

struct HeadMatrix {
    Matrix numbers; ///< [layers, columns]; NaN: the layer has no such part, or it is not known yet
    QStringList rows;
    QStringList columns;
    QString caption; ///< beneath the colour bar
    CellIndex picked; ///< framed
    /// Colours span it to both sides of zero; 0: the largest number there is.
    double span = 0;
};

/// A matrix of its own with every number set to `value`; `owner` of the view keeps it.
Matrix filledMatrix(int rows, int columns, float value);
MutableMatrixView writableNumbers(Matrix &matrix);

/// With labels and legend, in a figure of this width.
double headMatrixHeight(const HeadMatrix &table, double width);
MatrixLayout headMatrixLayout(const HeadMatrix &table, const QRectF &area);
void paintHeadMatrix(QPainter &painter, const HeadMatrix &table, const QRectF &area, CellIndex hovered);

} // namespace headscope
