// How large cells may be along one side of a figure on a page, and how much of each matrix shows when not everything fits.
#pragma once

#include "ui/views/walk/walk_figure.h"

#include <span>

namespace headscope {

/// One row or column of the figure's grid.
struct Track {
    int count = 0;
    Axis axis = Axis::feature;
    double pitch = 0; ///< of one cell; rows of a single strip and statistics keep a readable one
    double length = 0; ///< of the window; count · pitch when all of it shows
};

struct TrackWishes {
    double available = 0;
    double digitCell = 0; ///< smallest cell with legible digits
    double largestCell = 0;
    double singleCell = 0; ///< smallest for tracks of a single or statistic axis
};

/// The pitch at which the tracks fit best: whole with digits; else tokens whole, features in a window; else whole without digits.
double fittingPitch(std::span<const Track> tracks, const TrackWishes &wishes);
/// Fills pitch and length: short tracks whole, the rest shared evenly, in whole cells.
void giveLengths(std::span<Track> tracks, double pitch, const TrackWishes &wishes);

} // namespace headscope
