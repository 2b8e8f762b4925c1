// A product as people write it on paper: A left of the result, B above it.
#pragma once

#include "ui/views/walk/walk_figure.h"

namespace headscope {

/// Left, right, bias (if any) and result in their places, their axes shared. `inner` runs along what is summed over. The result comes in
/// its colour.
void placeFalk(WalkFigure &figure, FigurePanel left, FigurePanel right, std::optional<FigurePanel> bias, FigurePanel result, Axis inner);

} // namespace headscope
