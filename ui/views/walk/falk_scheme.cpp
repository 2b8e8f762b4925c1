#include "ui/views/walk/falk_scheme.h"

namespace headscope {

void placeFalk(WalkFigure &figure, FigurePanel left, FigurePanel right, std::optional<FigurePanel> bias, FigurePanel result, Axis inner)
{
    left.columnAxis = inner;
    left.columnLink = Link::none;
    left.rowLink = Link::row;
    left.framesRow = true;
    left.picture.rowLabels = result.picture.rowLabels;
    right.rowAxis = inner;
    right.columnAxis = result.columnAxis;
    result.result = true;
    result.picture.columnLabels.clear(); // B above carries them
    result.picture.rowLabels.clear(); // A beside it carries them
    right.places[0] = {0, 1};
    left.places[0] = {bias ? 2 : 1, 0};
    result.places[0] = {left.places[0].row, 1};
    figure.falk = true;
    figure.panels.push_back(std::move(left));
    figure.panels.push_back(std::move(right));
    if (bias) {
        bias->columnAxis = result.columnAxis;
        bias->places[0] = {1, 1};
        figure.panels.push_back(std::move(*bias));
    }
    figure.panels.push_back(std::move(result));
}

} // namespace headscope
