#include "ui/views/walk/walk_figure.h"

#include <algorithm>

namespace headscope {

const FigurePanel *WalkFigure::resultPanel() const
{
    const auto found = std::find_if(panels.begin(), panels.end(), [](const FigurePanel &panel) { return panel.result; });
    return found == panels.end() ? nullptr : &*found;
}

FigurePanel *WalkFigure::resultPanel()
{
    return const_cast<FigurePanel *>(std::as_const(*this).resultPanel());
}

int WalkFigure::resultRows() const
{
    const FigurePanel *panel = resultPanel();
    return panel ? panel->picture.numbers.rows() : 0;
}

int WalkFigure::resultColumns() const
{
    const FigurePanel *panel = resultPanel();
    return panel ? panel->picture.numbers.cols() : 0;
}

CellIndex stageCell(const FigurePanel &panel, CellIndex cell)
{
    return panel.transposed ? CellIndex{cell.column, cell.row} : cell;
}

} // namespace headscope
