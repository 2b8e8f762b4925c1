// Digits first: how large the cells of a figure become in a given room, and how many of each matrix show. Cells are at least so large that
// their digits are read; what does not fit at that size shows in windows, matrices that are not explained give way first, and what room is
// left makes cells larger. Knows no figure: tracks in, cells out.
#pragma once

#include <QSizeF>

#include <span>
#include <vector>

namespace headscope {

/// One row or column of the figure's grid, in the direction in which it has cells.
struct FitTrack {
    int count = 0; ///< cells there are
    int axis = 0; ///< tracks of one axis and one count show the same cells
    double perDigit = 1; ///< a cell's extent for each pixel of the height of its digits …
    double padding = 0; ///< … and beside them
    double least = 0; ///< extent of a cell whatever its digits need
    double liked = 0; ///< extent to which a cell may grow for its label, whatever its digits need
    int wanted = 4; ///< cells below which a window tells too little
    int plenty = 8; ///< cells from which on larger digits are worth more than more cells
    int rank = 0; ///< lower ones become whole first
    bool whole = false; ///< is never cut
    bool yields = false; ///< of matrices that are not explained: becomes a strip of colours before others lose cells
};

struct FitCells {
    double pitch = 0;
    int shown = 0; ///< cells in the window
    bool digits = true; ///< false: too small for any, all of it shows as colours

    double length() const { return shown * pitch; }
    bool operator==(const FitCells &) const = default;
};

struct FitWishes {
    QSizeF room; ///< for cells alone: labels, titles and gaps are taken off already
    int smallest = 11; ///< height of digits in pixels
    int largest = 22;
    int comfortable = 14; ///< largest digits while something is in a window
    double zoom = 1; ///< the user's, times what fits
};

struct DigitFit {
    int digits = 0; ///< height in pixels, the same in all cells; 0: zoomed out until there are none
    std::vector<FitCells> columns;
    std::vector<FitCells> rows;
    bool fits = true; ///< false: the room is too small even for the fewest cells
    double smallestZoom = 1; ///< at which all cells show
    double largestZoom = 1;
};

DigitFit fitDigits(std::span<const FitTrack> columns, std::span<const FitTrack> rows, const FitWishes &wishes);

} // namespace headscope
