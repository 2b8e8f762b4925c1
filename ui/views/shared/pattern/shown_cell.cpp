#include "ui/views/shared/pattern/shown_cell.h"

#include "ui/session/shown_trace.h"

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

} // namespace

CellIndex shownCell(Session &session, const Selection &selection)
{
    const StageKey key = selection.key();
    const auto trace = shownTrace(session, selection);
    if (!trace || !hasTokens(*trace))
        return {};
    CellIndex cell{selection.activeRow(), selection.activeColumn()};
    const int rows = trace->rowCount(key);
    if (cell.row < 0 || cell.row >= rows)
        cell = {rows - 1, -1};
    if (stageInfo(key.stage).colAxis == 'V' && !session.logitRows().at(trace, cell.row))
        return {};
    // A hovered token has no column of its own: the pinned one stays.
    if (cell.column < 0)
        cell.column = selection.column();
    if (cell.column < 0 || cell.column >= trace->columnCount(key))
        cell.column = largestColumn(*trace, key, cell.row);
    return cell;
}

} // namespace headscope
