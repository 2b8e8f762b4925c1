// Paints one matrix: cells by colour, digits where they fit, labels, marks and frames. Used by every view and every export.
// Trap: many or tiny cells are painted as one image and not one by one; both ways must show the same colours.
#pragma once

#include "src/tensor/matrix_view.h"
#include "ui/theme/color_scale.h"
#include "ui/views/shared/matrix/contrast.h"
#include "ui/views/shared/matrix/matrix_layout.h"
#include "ui/views/shared/matrix/number_text.h"
#include "ui/views/shared/matrix/value_range.h"

#include <QColor>
#include <QImage>
#include <QPainter>
#include <QStringList>

#include <memory>
#include <vector>

namespace headscope {

/// As large as they fit into the cells.
constexpr int kFittingDigits = -1;

/// What is painted, without where: that is MatrixLayout.
struct MatrixPicture {
    Matrix numbers;
    Matrix mask; ///< on screens, of the same shape: −∞ where a query may not look at a key; a number there that is 0 is hatched
    QStringList rowLabels; ///< empty: no labels
    QStringList columnLabels;
    ColorScale scale;
    ValueRange range; ///< what the scale spans; symmetric for a diverging scale
    ValueRange found; ///< smallest and largest number there is, for titles and legends
    Contrast contrast = Contrast::linear;
    std::shared_ptr<const std::vector<float>> rowLargest; ///< size of each row's largest number, for Contrast::rowMaximum
    NumberFormat format; ///< of the digits
    int widest = 6; ///< characters of the longest number in this format
    bool digits = true; ///< false: never digits
    int digitPixels = kFittingDigits; ///< height of the digits, where a layout made the cells for them; 0: none
    qint64 filled = -1; ///< cells already made, row by row; the rest is empty. −1: all
    std::vector<CellIndex> edited; ///< marked with a corner
    CellIndex highlight; ///< row, column or both to frame; −1: none
    QColor rowColor; ///< of the row's frame and label; invalid: no row frame
    QColor columnColor;
    QColor cellColor; ///< of the frame where row and column meet
    bool outlinedMarks = false; ///< marks and frames have a second tone, so that they stand out from whatever colour they are on
    bool dimOthers = false; ///< veil over everything but the highlighted row and column
};

/// Numbers, their colours and format; labels and highlights are left to the caller.
/// Diverging and symmetric around zero, or sequential from low to high (weights: pass {0, 1} or their own range).
MatrixPicture divergingPicture(Matrix numbers, int decimals = 2);
MatrixPicture sequentialPicture(Matrix numbers, ValueRange range, int decimals = 3);

/// Cells, labels, marks and frames.
void paintMatrix(QPainter &painter, const MatrixPicture &picture, const MatrixLayout &layout);
/// Pixel size of the digits in cells of this size, or 0 when numbers of so many characters do not fit.
int digitPixels(const QSizeF &cell, int characters);
/// Width of numbers of so many characters for each pixel of the height of their digits.
double digitsWidth(int characters);
/// Smallest cell in which numbers of so many characters are legible.
QSizeF smallestDigitCell(int characters);
/// The colour of one number wherever numbers are cells: of the scale, undefinedColor() for NaN, that of an empty cell where there is no
/// such number or it may not be looked at (−∞).
QRgb cellColor(const ColorScale &scale, const ValueRange &range, float value);
/// On this picture's scale; its contrast may ask which row of the numbers it is in.
QColor cellColor(const MatrixPicture &picture, float value, int row = 0);
/// Place of a number on the picture's scale, by its contrast: [0, 1] or [−1, 1].
double placeOnScale(const MatrixPicture &picture, float value, int row);
/// Size of the largest finite number in each row.
std::shared_ptr<const std::vector<float>> largestOfRows(const MatrixView &numbers);
/// One pixel per visible cell: what paintMatrix uses when cells are tiny.
QImage matrixImage(const MatrixPicture &picture, IndexSpan rows, IndexSpan columns);

} // namespace headscope
