// A head's pattern averaged down to a small grid, and how much it is like one that somebody drew on such a grid.
#pragma once

#include "src/trace/trace.h"

#include <array>
#include <optional>

namespace headscope {

inline constexpr int kSketchSide = 24;
/// Cell (row, column) at row · kSketchSide + column: queries downward, keys to the right.
using SketchGrid = std::array<float, static_cast<std::size_t>(kSketchSide) * kSketchSide>;

struct HeadSketch {
    SketchGrid means{}; ///< mean weight of the tokens under a cell, by area: of a short text several cells lie in one weight
    std::array<bool, static_cast<std::size_t>(kSketchSide) * kSketchSide> open{}; ///< the mask allows something under the cell
};

/// At most so many queries, neighbours in its middle, stand for a row of cells: the cost grows with the text's length, not with its square.
inline constexpr int kSketchQueries = 16;

/// Throws Error when layer or head is out of range. All cells closed for an empty text.
HeadSketch headSketch(const Trace &trace, int layer, int head);
/// Pearson's correlation over the open cells, −1 … 1; nothing where one of the two is the same everywhere.
std::optional<double> similarity(const HeadSketch &sketch, const SketchGrid &drawn);

} // namespace headscope
