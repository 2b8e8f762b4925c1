#include "src/trace/explain.h"

#include "src/error.h"
#include "src/trace/explain_stages.h"
#include "src/trace/labels.h"
#include "src/trace/trace_data.h"

#include <algorithm>

namespace headscope {

namespace {

void rebuild(const Trace &trace, Explanation &cell)
{
    switch (cell.key.stage) {
    case Stage::tokens:
    case Stage::embedding:
    case Stage::position: return explainLookup(trace, cell);
    case Stage::residualBefore:
    case Stage::residualMiddle:
    case Stage::residualAfter: return explainSum(trace, cell);
    case Stage::attentionNorm:
    case Stage::mlpNorm:
    case Stage::finalNorm: return explainNorm(trace, cell);
    case Stage::scaledScores: return explainScale(trace, cell);
    case Stage::maskedScores: return explainMask(trace, cell);
    case Stage::weights: return explainSoftmax(trace, cell);
    case Stage::joinedHeads: return explainJoinedHeads(trace, cell);
    case Stage::mlpPost: return explainActivation(trace, cell);
    default: return explainProduct(trace, cell);
    }
}

// Of the edits that were applied, those of this cell. Switched-off positions are an edit of every position number; other
// switches (mask, scaling, temperature) are part of the arithmetic instead.
bool isEdited(const Trace &trace, const Explanation &cell)
{
    const Edits &edits = trace.data().transformer->edits();
    return std::any_of(edits.begin(), edits.end(), [&](const Edit &edit) {
        if (edit.kind == Edit::Kind::positionsOff)
            return cell.key.stage == Stage::position;
        if (!touches({edit}, cell.key.stage, cell.key.layer, cell.key.head))
            return false;
        return edit.kind == Edit::Kind::scaleHead
            || ((edit.row == Edit::kAll || edit.row == cell.row) && (edit.column == Edit::kAll || edit.column == cell.column));
    });
}

void checkColumn(int column, int columns)
{
    if (column < 0 || column >= columns)
        throw Error("there is no column " + std::to_string(column) + ": the stage has " + std::to_string(columns) + " (counted from 0)");
}

} // namespace

const Explanation::Step *Explanation::step(std::string_view name) const
{
    const auto found = std::find_if(steps.begin(), steps.end(), [&](const Step &candidate) { return candidate.name == name; });
    return found == steps.end() ? nullptr : &*found;
}

double Explanation::stepValue(std::string_view name) const
{
    const Step *found = step(name);
    return found ? found->value : 0;
}

float numberAt(const Trace &trace, const StageKey &key, int row, int column)
{
    return trace.rows(key, row, 1)(0, column);
}

Explanation explain(const Trace &trace, const StageKey &key, int row, int column)
{
    const Matrix stored = trace.rows(key, row, 1);
    checkColumn(column, stored.cols());

    Explanation cell;
    cell.key = key;
    if (stageInfo(key.stage).scope == StageScope::model)
        cell.key.layer = 0;
    if (stageInfo(key.stage).scope != StageScope::head)
        cell.key.head = 0;
    cell.row = row;
    cell.column = column;
    cell.rowLabel = rowLabel(trace, row);
    cell.columnLabel = columnLabel(trace, key.stage, column);
    cell.stored = stored(0, column);
    cell.edited = isEdited(trace, cell);
    rebuild(trace, cell);
    cell.expression = expressionOf(cell);
    return cell;
}

} // namespace headscope
