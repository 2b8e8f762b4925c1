#include "ui/views/walk/shown_cell.h"

#include <cmath>

namespace headscope {

namespace {

int largestColumn(const Trace &trace, const StageKey &key, int row)
{
    const Matrix numbers = trace.rows(key, row, 1);
    int best = 0;
    for (int c = 1; c < numbers.cols(); ++c) {
        if (numbers(0, c) > numbers(0, best) || std::isnan(numbers(0, best)))
            best = c;
    }
    return best;
}

int columnCount(const Trace &trace, const StageKey &key)
{
    return trace.rows(key, 0, 1).cols();
}

} // namespace

CellIndex shownCell(const Trace &trace, const Selection &selection)
{
    const StageKey key = selection.key();
    // A selection may still name a layer of the model that was open before.
    if (trace.tokenCount() == 0 || !trace.has(key.stage) || key.layer >= trace.config().layers || key.head >= trace.config().heads)
        return {};
    CellIndex cell{selection.activeRow(), selection.activeColumn()};
    if (cell.row < 0 || cell.row >= trace.tokenCount())
        cell = {trace.tokenCount() - 1, -1};
    // A hovered token has no column of its own: the pinned one stays.
    if (cell.column < 0)
        cell.column = selection.column();
    if (cell.column < 0 || cell.column >= columnCount(trace, key))
        cell.column = largestColumn(trace, key, cell.row);
    return cell;
}

} // namespace headscope
