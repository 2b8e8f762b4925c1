#include "ui/views/shared/matrix/matrix_painter.h"

#include "src/tensor/missing_number.h"
#include "ui/theme/theme.h"
#include "ui/views/shared/matrix/figure_font.h"
#include "ui/views/shared/matrix/matrix_labels.h"

#include <QFontMetricsF>
#include <QPainterPath>

#include <algorithm>
#include <cmath>

namespace headscope {

namespace {

constexpr double kDigitShare = 0.55; // of a cell's height
constexpr double kMonoAdvance = 0.602; // of the font's height: JetBrains Mono, DejaVu Sans Mono and their kin
constexpr int kSmallestDigit = 8; // pixels; below it nobody reads them
constexpr int kLargestDigit = 15;
constexpr double kDigitPadding = 5; // left and right together
constexpr double kGapFrom = 4; // cells smaller than this touch each other
constexpr int kOneByOne = 3000; // visible cells painted as rectangles; more become one image

/// What a cell shows beside the colours of its scale.
enum class Kind {
    number,
    masked, ///< −∞: may not be looked at
    missing ///< no such number
};

Kind kindOf(float value)
{
    return isMissing(value) ? Kind::missing : value == -HUGE_VALF ? Kind::masked : Kind::number;
}

Kind kindOf(const MatrixPicture &picture, int row, int column)
{
    const float value = picture.numbers(row, column);
    const bool isForbidden = value == 0 && !picture.mask.empty() && picture.mask(row, column) == -HUGE_VALF;
    return isForbidden ? Kind::masked : kindOf(value);
}

void paintHatching(QPainter &painter, const QRectF &rect)
{
    painter.save();
    painter.setPen(QPen(Theme::current().faint, 1, Qt::SolidLine, Qt::FlatCap));
    painter.setRenderHint(QPainter::Antialiasing);
    constexpr double kSpacing = 7;
    // Each stroke ends at the cell's edge by itself: Qt's SVG writer ignores clipping.
    for (double x = rect.left() - rect.height() + kSpacing / 2; x < rect.right(); x += kSpacing) {
        const double before = std::max(0.0, rect.left() - x);
        const double beyond = std::max(0.0, x + rect.height() - rect.right());
        painter.drawLine(QPointF(x + before, rect.bottom() - before), QPointF(x + rect.height() - beyond, rect.top() + beyond));
    }
    painter.restore();
}

/// What is under or over a mark in any colour of a scale: the lightest and the darkest of the theme.
QColor secondTone()
{
    const Theme &theme = Theme::current();
    return theme.dark ? theme.window : theme.panel;
}

void paintEditedMark(QPainter &painter, const QRectF &cell, bool outlined)
{
    // With an outline it stands inside the frame of a pinned cell.
    const QRectF rect = outlined ? cell.adjusted(0, 2, -2, 0) : cell;
    const double smaller = std::min(cell.width(), cell.height());
    const double side = outlined ? std::clamp(smaller * 0.45, 4.0, 13.0) : std::clamp(smaller * 0.32, 3.0, 11.0);
    QPainterPath corner(rect.topRight());
    corner.lineTo(rect.right() - side, rect.top());
    corner.lineTo(rect.right(), rect.top() + side);
    corner.closeSubpath();
    if (outlined)
        painter.strokePath(corner, QPen(secondTone(), 2.5, Qt::SolidLine, Qt::FlatCap, Qt::MiterJoin));
    painter.fillPath(corner, Theme::current().edited);
}

QRgb shade(const MatrixPicture &picture, float value, int row)
{
    return kindOf(value) != Kind::number ? Theme::current().emptyCell.rgb() : picture.scale.rgb(placeOnScale(picture, value, row));
}

bool isFilled(const MatrixPicture &picture, int row, int column)
{
    return picture.filled < 0 || qint64(row) * picture.numbers.cols() + column < picture.filled;
}

/// The part of a cell that is coloured: the gap is at its right and bottom.
QRectF inner(const QRectF &cell, const MatrixLayout &layout)
{
    const double gap = std::min(layout.cell.width(), layout.cell.height()) >= kGapFrom ? 1 : 0;
    return cell.adjusted(0, 0, -gap, -gap);
}

void paintEditedMarks(QPainter &painter, const MatrixPicture &picture, const MatrixLayout &layout)
{
    const IndexSpan rows = layout.visibleRows();
    const IndexSpan columns = layout.visibleColumns();
    for (const CellIndex &cell : picture.edited) {
        if (rows.contains(cell.row) && columns.contains(cell.column))
            paintEditedMark(painter, inner(layout.cellRect(cell.row, cell.column), layout), picture.outlinedMarks);
    }
}

void paintCellsOneByOne(QPainter &painter, const MatrixPicture &picture, const MatrixLayout &layout)
{
    const Theme &theme = Theme::current();
    const int pixels = !picture.digits          ? 0
        : picture.digitPixels != kFittingDigits ? picture.digitPixels
                                                : digitPixels(layout.cell, picture.widest);
    if (pixels > 0)
        painter.setFont(digitFont(pixels));
    const IndexSpan rows = layout.visibleRows();
    const IndexSpan columns = layout.visibleColumns();
    for (int r = rows.first; r < rows.last; ++r) {
        for (int c = columns.first; c < columns.last; ++c) {
            const QRectF rect = inner(layout.cellRect(r, c), layout);
            if (!isFilled(picture, r, c)) {
                painter.fillRect(rect, theme.emptyCell);
                continue;
            }
            const float value = picture.numbers(r, c);
            const Kind kind = kindOf(picture, r, c);
            painter.fillRect(rect, kind == Kind::masked ? theme.emptyCell : cellColor(picture, value, r));
            if (kind == Kind::masked)
                paintHatching(painter, rect);
            if (pixels <= 0 || kind == Kind::missing)
                continue;
            painter.setPen(kind == Kind::masked ? theme.muted : picture.scale.textOn(placeOnScale(picture, value, r)));
            painter.drawText(rect, Qt::AlignCenter | Qt::TextSingleLine | Qt::TextDontClip,
                kind == Kind::masked && value == 0 ? QStringLiteral("0") : numberText(value, picture.format)); // exactly 0, not rounded
        }
    }
}

void paintCellsAsImage(QPainter &painter, const MatrixPicture &picture, const MatrixLayout &layout)
{
    const IndexSpan rows = layout.visibleRows();
    const IndexSpan columns = layout.visibleColumns();
    const QRectF target(
        layout.cellRect(rows.first, columns.first).topLeft(), layout.cellRect(rows.last - 1, columns.last - 1).bottomRight());
    painter.setRenderHint(QPainter::SmoothPixmapTransform, false);
    painter.drawImage(target, matrixImage(picture, rows, columns));
    if (std::min(layout.cell.width(), layout.cell.height()) < kGapFrom)
        return;
    const QColor gap = Theme::current().line;
    for (int c = columns.first; c < columns.last; ++c)
        painter.fillRect(QRectF(layout.cellRect(rows.first, c).right() - 1, target.top(), 1, target.height()), gap);
    for (int r = rows.first; r < rows.last; ++r)
        painter.fillRect(QRectF(target.left(), layout.cellRect(r, columns.first).bottom() - 1, target.width(), 1), gap);
}

/// Over cells that were painted as one image: a row's masked ones at once, by strokes that go on in the next row.
void paintHatchedRuns(QPainter &painter, const MatrixPicture &picture, const MatrixLayout &layout)
{
    const IndexSpan rows = layout.visibleRows();
    const IndexSpan columns = layout.visibleColumns();
    const QBrush strokes(Theme::current().faint, Qt::BDiagPattern);
    const auto isHatched
        = [&](int row, int column) { return isFilled(picture, row, column) && kindOf(picture, row, column) == Kind::masked; };
    for (int r = rows.first; r < rows.last; ++r) {
        for (int c = columns.first; c < columns.last; ++c) {
            const int first = c;
            while (c < columns.last && isHatched(r, c))
                ++c;
            if (c > first)
                painter.fillRect(QRectF(layout.cellRect(r, first).topLeft(), layout.cellRect(r, c - 1).bottomRight()), strokes);
        }
    }
}

/// What shows in the gaps: thin lines around every cell, so that a zero stands out from the canvas.
void paintGround(QPainter &painter, const MatrixLayout &layout)
{
    const IndexSpan rows = layout.visibleRows();
    const IndexSpan columns = layout.visibleColumns();
    const QPointF corner = layout.cellRect(rows.last - 1, columns.last - 1).bottomRight();
    const QRectF cells(
        layout.frame.topLeft(), QPointF(std::min(corner.x(), layout.frame.right()), std::min(corner.y(), layout.frame.bottom())));
    painter.fillRect(cells.adjusted(-1, -1, 0, 0), Theme::current().line);
}

void paintFrame(QPainter &painter, const QRectF &rect, const QColor &color, double width, bool outlined)
{
    if (rect.isEmpty() || !color.isValid())
        return;
    if (outlined) {
        painter.setPen(QPen(secondTone(), width + 3.5, Qt::SolidLine, Qt::SquareCap, Qt::RoundJoin));
        painter.setBrush(Qt::NoBrush);
        painter.drawRoundedRect(rect.adjusted(-1, -1, 0, 0), 2, 2);
    }
    painter.setPen(QPen(color, width, Qt::SolidLine, Qt::SquareCap, Qt::RoundJoin));
    painter.setBrush(Qt::NoBrush);
    painter.drawRoundedRect(rect.adjusted(-1, -1, 0, 0), 2, 2);
}

void paintVeil(QPainter &painter, const MatrixPicture &picture, const MatrixLayout &layout)
{
    QPainterPath veil;
    veil.addRect(layout.frame);
    QPainterPath clear;
    if (picture.highlight.row >= 0)
        clear.addRect(layout.rowRect(picture.highlight.row));
    QPainterPath column;
    if (picture.highlight.column >= 0)
        column.addRect(layout.columnRect(picture.highlight.column));
    QColor color = Theme::current().canvas;
    color.setAlphaF(0.5F);
    painter.fillPath(veil.subtracted(clear).subtracted(column), color);
}

void paintHighlights(QPainter &painter, const MatrixPicture &picture, const MatrixLayout &layout)
{
    const auto [row, column] = picture.highlight;
    if (picture.dimOthers && (row >= 0 || column >= 0))
        paintVeil(painter, picture, layout);
    constexpr double sameUpTo = 1.3; // times normal letters: beyond, frames on a screen grow with them, to be seen from afar
    const double width = (layout.cell.height() >= 16 ? 2.5 : 1.5) * (picture.outlinedMarks ? std::max(1.0, figureZoom() / sameUpTo) : 1);
    if (row >= 0)
        paintFrame(painter, layout.rowRect(row), picture.rowColor, width, picture.outlinedMarks);
    if (column >= 0)
        paintFrame(painter, layout.columnRect(column), picture.columnColor, width, picture.outlinedMarks);
    const QRectF cell = row >= 0 && column >= 0 ? layout.cellRect(row, column).intersected(layout.frame) : QRectF();
    if (!cell.isEmpty()) {
        // A tiny cell's frame would cover it: keep a ring around it instead.
        const double reach = std::max(0.0, (8 - cell.width()) / 2);
        paintFrame(painter, cell.adjusted(-reach, -reach, reach, reach), picture.cellColor, width, picture.outlinedMarks);
    }
}

MatrixPicture plainPicture(Matrix numbers, int decimals)
{
    MatrixPicture picture;
    picture.found = rangeOf(numbers.view);
    picture.format = formatFor(numbers.view, picture.found, decimals);
    picture.widest = widestText(picture.found, picture.format);
    picture.numbers = std::move(numbers);
    return picture;
}

} // namespace

MatrixPicture divergingPicture(Matrix numbers, int decimals)
{
    MatrixPicture picture = plainPicture(std::move(numbers), decimals);
    picture.range = picture.found.symmetric();
    picture.scale = ColorScale::currentDiverging();
    return picture;
}

MatrixPicture sequentialPicture(Matrix numbers, ValueRange range, int decimals)
{
    MatrixPicture picture = plainPicture(std::move(numbers), decimals);
    picture.range = range;
    picture.scale = ColorScale::currentSequential();
    return picture;
}

int digitPixels(const QSizeF &cell, int characters)
{
    const double zoom = std::max(1.0, figureZoom());
    const double byWidth = (cell.width() - 1 - kDigitPadding) / (kMonoAdvance * std::max(1, characters));
    const double byHeight = (cell.height() - 1) * kDigitShare;
    const double pixels = std::min({byWidth, byHeight, kLargestDigit * zoom});
    return pixels >= kSmallestDigit ? int(pixels) : 0;
}

double digitsWidth(int characters)
{
    return kMonoAdvance * characters;
}

QSizeF smallestDigitCell(int characters)
{
    return {std::ceil(kSmallestDigit * kMonoAdvance * characters + kDigitPadding + 1), std::ceil(kSmallestDigit / kDigitShare + 1)};
}

QRgb cellColor(const ColorScale &scale, const ValueRange &range, float value)
{
    if (kindOf(value) != Kind::number)
        return Theme::current().emptyCell.rgb();
    return scale.rgb(range.position(value, scale.isDiverging()));
}

double placeOnScale(const MatrixPicture &picture, float value, int row)
{
    const bool diverging = picture.scale.isDiverging();
    if (picture.contrast == Contrast::linear || !std::isfinite(value))
        return picture.range.position(value, diverging);
    const bool ofRow = picture.contrast == Contrast::rowMaximum;
    const double largest = ofRow ? (*picture.rowLargest)[std::size_t(row)] : picture.range.magnitude();
    const double share = largest > 0 ? std::clamp(value / largest, -1.0, 1.0) : 0;
    const double place = ofRow ? share : logarithmicShare(share);
    return diverging ? place : std::max(0.0, place);
}

QColor cellColor(const MatrixPicture &picture, float value, int row)
{
    return QColor::fromRgb(shade(picture, value, row));
}

std::shared_ptr<const std::vector<float>> largestOfRows(const MatrixView &numbers)
{
    auto largest = std::make_shared<std::vector<float>>(std::size_t(numbers.rows), 0.0F);
    for (int r = 0; r < numbers.rows; ++r)
        for (int c = 0; c < numbers.cols; ++c)
            if (std::isfinite(numbers(r, c)))
                (*largest)[std::size_t(r)] = std::max((*largest)[std::size_t(r)], std::abs(numbers(r, c)));
    return largest;
}

QImage matrixImage(const MatrixPicture &picture, IndexSpan rows, IndexSpan columns)
{
    QImage image(columns.size(), rows.size(), QImage::Format_RGB32);
    const QRgb empty = Theme::current().emptyCell.rgb();
    for (int r = rows.first; r < rows.last; ++r) {
        auto *line = reinterpret_cast<QRgb *>(image.scanLine(r - rows.first));
        for (int c = columns.first; c < columns.last; ++c) {
            const bool isEmpty = !isFilled(picture, r, c) || kindOf(picture, r, c) == Kind::masked;
            line[c - columns.first] = isEmpty ? empty : shade(picture, picture.numbers(r, c), r);
        }
    }
    return image;
}

void paintMatrix(QPainter &painter, const MatrixPicture &picture, const MatrixLayout &layout)
{
    const IndexSpan rows = layout.visibleRows();
    const IndexSpan columns = layout.visibleColumns();
    if (rows.size() > 0 && columns.size() > 0) {
        painter.save();
        painter.setRenderHint(QPainter::Antialiasing, false);
        painter.setClipRect(layout.frame.adjusted(-1, -1, 0, 0), Qt::IntersectClip);
        const double smallest = std::min(layout.cell.width(), layout.cell.height());
        if (smallest >= kGapFrom)
            paintGround(painter, layout);
        const bool oneByOne = smallest >= kGapFrom && (qint64(rows.size()) * columns.size() <= kOneByOne || picture.digitPixels > 0);
        if (oneByOne)
            paintCellsOneByOne(painter, picture, layout);
        else
            paintCellsAsImage(painter, picture, layout);
        painter.setRenderHint(QPainter::Antialiasing);
        if (!oneByOne && !picture.mask.empty())
            paintHatchedRuns(painter, picture, layout);
        if (!picture.outlinedMarks)
            paintEditedMarks(painter, picture, layout);
        painter.restore();
        painter.save();
        painter.setRenderHint(QPainter::Antialiasing);
        paintHighlights(painter, picture, layout);
        if (picture.outlinedMarks) {
            painter.setClipRect(layout.frame, Qt::IntersectClip);
            paintEditedMarks(painter, picture, layout);
        }
        painter.restore();
    }
    painter.save();
    const Theme &theme = Theme::current();
    paintRowLabels(painter, layout, picture.rowLabels, {picture.highlight.row, picture.rowColor.isValid() ? picture.rowColor : theme.text});
    paintColumnLabels(painter, layout, picture.columnLabels,
        {picture.highlight.column, picture.columnColor.isValid() ? picture.columnColor : theme.text});
    painter.restore();
}

} // namespace headscope
