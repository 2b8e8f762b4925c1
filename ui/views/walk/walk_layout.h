// Gives every part of a figure its rectangle for a canvas of some size: cells as large as fit, windows where a matrix is too wide or too
// tall. Trap: label bands depend on the size of a cell and the other way round, so the layout is found in a few passes.
#pragma once

#include "ui/views/walk/walk_figure.h"

#include <QRectF>

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
};

/// A strip that shows all columns (or rows) of a windowed matrix and the part that is visible.
struct PlacedOverview {
    int panel = 0;
    Axis axis = Axis::feature;
    bool vertical = false;
    QRectF strip;
    QRectF caption; ///< "columns 1–16 of 128"
    IndexSpan visible;
    int count = 0;
};

struct PlacedFigure {
    QRectF heading;
    QRectF subheading;
    std::vector<PlacedPanel> panels; ///< as WalkFigure::panels
    std::vector<PlacedOverview> overviews;
    QRectF notes;
    QRectF legend;
    QSizeF cell;
    double smallestZoom = 1; ///< at which everything shows or cells are one pixel
    double largestZoom = 8;
    std::array<int, kAxisCount> visible{}; ///< how many of an axis show at once
    std::array<int, kAxisCount> count{};
};

PlacedFigure layOut(const WalkFigure &figure, const QSizeF &canvas, const WalkScroll &scroll);

/// Canvas on which the whole figure shows with readable digits, as far as that stays below a page's size.
QSizeF naturalCanvas(const WalkFigure &figure);

/// Heading and subheading alone: for figures that are no grid.
PlacedFigure layOutHeading(const QSizeF &canvas);

/// Notes wrap: their height in a column of this width, and the font they are measured and painted with.
double notesHeight(const WalkFigure &figure, double width);
QFont noteFont(const FigureNote &note);
constexpr double kNoteGap = 6; ///< beneath each note

} // namespace headscope
