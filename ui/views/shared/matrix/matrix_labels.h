// Row labels left of a matrix and column labels above it: how much room they need, when they slant, which are left out, how they are cut.
#pragma once

#include "ui/views/shared/matrix/matrix_layout.h"

#include <QColor>
#include <QPainter>
#include <QStringList>

namespace headscope {

inline constexpr double kSmallestRowLabel = 8; ///< pixels, of a figure, which may be enlarged; the screen's: kReadableLabel

struct LabelSpace {
    double rowWidth = 0; ///< band for row labels, gap included; 0 without labels
    double columnHeight = 0; ///< band for column labels, gap included
    double overhang = 0; ///< how far slanted labels reach beyond the last column
    bool turned = false;
};

/// Widest label in pixels. Costs text shaping per label (the first few hundred), so layouts that repeat keep it.
double widestLabel(const QStringList &labels);
/// "1", "2", "3", …
bool areNumbers(const QStringList &labels);
/// From widths already measured; 0: no labels on that side.
LabelSpace labelSpace(double widestRow, double widestColumn, bool numberedColumns, double cellWidth);
/// Room for these labels beside cells of this width. Numbers never slant (they are thinned out instead); long names do when they would not
/// fit.
LabelSpace measureLabels(const QStringList &rows, const QStringList &columns, double cellWidth);

/// A label that must show (bold, in this colour) even when its neighbours are thinned out.
struct LabelAccent {
    int index = -1;
    QColor color;
};

/// Labels of rows so low that a label at each would be smaller than `smallest` pixels are thinned out.
void paintRowLabels(QPainter &painter, const MatrixLayout &layout, const QStringList &labels, const LabelAccent &accent,
    double smallest = kSmallestRowLabel);
void paintColumnLabels(QPainter &painter, const MatrixLayout &layout, const QStringList &labels, const LabelAccent &accent);

/// Every how many-th label is painted so that neighbours keep `needed` pixels: 1, 2, 5, 10, 20, 50, …
int labelStep(double pitch, double needed);

} // namespace headscope
