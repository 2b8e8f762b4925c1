// Gives every part of a figure its rectangle. On a screen digits come first: cells are large enough for them, and what has no room then
// shows in windows (digit_fit.h has the rule). On a page, as in exports, the canvas is as large as the figure asks for.
// Trap: label bands depend on the size of a cell and the other way round, so a layout is found in a few passes.
#pragma once

#include "ui/views/walk/walk_figure.h"

#include <QRectF>

#include <algorithm>
#include <array>
#include <vector>

namespace headscope {

/// How the user moved the picture: everything else follows from figure and canvas.
struct WalkScroll {
    double zoom = 1; ///< times the size at which the figure fits
    std::array<int, kAxisCount> first{}; ///< first visible index per axis, before clamping
};

struct PlacedPanel {
    MatrixLayout layout;
    QRectF title;
    QRectF symbol; ///< empty without one
    QRectF note;
    QRectF groups; ///< band of head names above the columns
    bool rowLabels = false;
    bool columnLabels = false;
    int digits = kFittingDigits; ///< height of its digits in pixels; 0: none
};

/// A strip that shows all columns (or rows) of a windowed matrix and the part that is visible, or a map of one that is windowed both ways.
struct PlacedOverview {
    int panel = 0;
    Axis axis = Axis::feature; ///< of a map: along its columns
    bool vertical = false;
    QRectF strip;
    QRectF caption; ///< "columns 1–16 of 128"
    IndexSpan visible;
    int count = 0;
    bool isPicture = false; ///< shows every row (column) of the matrix, not one line for the lit one
    bool isMap = false;
    Axis rowAxis = Axis::query; ///< of a map
    IndexSpan visibleRows;
    int rowCount = 0;
};

struct PlacedFigure {
    QRectF heading;
    QRectF subheading;
    QRectF lead; ///< empty without one
    std::vector<PlacedPanel> panels; ///< as WalkFigure::panels
    std::vector<PlacedOverview> overviews;
    QRectF notes;
    QRectF legend;
    bool legendCaption = true; ///< what the legend's colours are of is written beneath them
    bool onScreen = false; ///< marks stand out from whatever colour they are on
    QSizeF cell; ///< of the result
    int digits = kFittingDigits; ///< height in pixels of all digits that show
    double smallestZoom = 1; ///< at which everything shows or cells are one pixel
    double largestZoom = 8;
    std::array<int, kAxisCount> visible{}; ///< how many of an axis show at once
    std::array<int, kAxisCount> count{};

    double headingsBottom() const { return std::max(subheading.bottom(), lead.bottom()); }
};

/// Heights of digits in pixels. Where cells are large enough for more than the smallest, digits grow up to the largest.
struct DigitSizes {
    int smallest = 11;
    int largest = 22;
    int comfortable = 14; ///< while something is in a window
};

/// For a screen: digits first.
PlacedFigure layOut(const WalkFigure &figure, const QSizeF &canvas, const WalkScroll &scroll, const DigitSizes &digits = {});
/// For a page. The user's zoom is for screens alone.
PlacedFigure layOutPage(const WalkFigure &figure, const QSizeF &canvas, const WalkScroll &scroll);
/// Page on which the whole figure shows with readable digits, as far as that stays below a page's size.
QSizeF naturalCanvas(const WalkFigure &figure);
/// Headings alone, on a page: for figures that are no grid.
PlacedFigure layOutHeading(const WalkFigure &figure, const QSizeF &canvas);
/// The lead beneath the headings, as wide as they are: its height.
double leadHeight(const WalkFigure &figure, double width);
QFont leadFont();
/// Notes wrap: their height in a column of this width, and the font they are measured and painted with.
double notesHeight(const WalkFigure &figure, double width);
QFont noteFont(const FigureNote &note);
constexpr double kNoteGap = 6; ///< beneath each note
constexpr double kLeadGap = 4; ///< above the lead

} // namespace headscope
