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

CellIndex WalkFigure::stageCellOf(CellIndex cell) const
{
    if (onlyRow >= 0 && cell.row == 0)
        cell.row = onlyRow;
    if (!vocabulary.empty() && cell.column >= 0)
        cell.column = cell.column < int(vocabulary.size()) ? vocabulary[std::size_t(cell.column)] : -1;
    return cell;
}

CellIndex WalkFigure::resultCellOf(CellIndex cell) const
{
    if (onlyRow >= 0)
        cell.row = cell.row == onlyRow ? 0 : -1;
    if (!vocabulary.empty() && cell.column >= 0) {
        const auto at = std::find(vocabulary.begin(), vocabulary.end(), cell.column);
        cell.column = at == vocabulary.end() ? -1 : int(at - vocabulary.begin());
    }
    return cell;
}

CellIndex stageCell(const FigurePanel &panel, CellIndex cell)
{
    return panel.transposed ? CellIndex{cell.column, cell.row} : cell;
}

} // namespace headscope
