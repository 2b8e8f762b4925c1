#include "src/trace/explain.h"

#include "src/error.h"
#include "src/trace/cell_symbols.h"
#include "src/trace/explain_stages.h"
#include "src/trace/formula.h"
#include "src/trace/labels.h"
#include "src/trace/sources.h"
#include "src/trace/trace_data.h"

#include <algorithm>

namespace headscope {

namespace {

void rebuild(const Trace &trace, const PlanStep &step, Explanation &cell)
{
    switch (step.operation) {
    case Operation::ids: return explainIds(trace, cell);
    case Operation::lookUp: return explainLookup(trace, step.table, cell);
    case Operation::waves: return explainWaves(trace, cell);
    case Operation::scale: return explainScale(trace, step.factor, cell);
    case Operation::sum: return explainSum(trace, cell);
    case Operation::norm: return explainNorm(trace, cell);
    case Operation::linear:
    case Operation::product: return explainProduct(trace, cell);
    case Operation::rotate: return explainRotation(trace, cell);
    case Operation::divide: return explainDivision(trace, cell);
    case Operation::cap: return explainCap(trace, step.factor, step.limit, cell);
    case Operation::distanceBias: return explainBias(trace, cell);
    case Operation::mask: return explainMask(trace, cell);
    case Operation::softmax: return explainSoftmax(trace, cell);
    case Operation::join: return explainJoinedHeads(trace, cell);
    case Operation::activate: return explainActivation(trace, step.activation, cell);
    }
}

// Switched-off positions are an edit of every number that a position makes. Other switches (mask, scaling, temperature) are part of the
// arithmetic instead.
bool isOfPosition(const TransformerConfig &config, const PlanStep &step, const Explanation &cell)
{
    if (step.operation == Operation::lookUp)
        return step.table.row == LookUpTable::Row::position;
    if (step.operation == Operation::rotate)
        return cell.column < config.layer(cell.key.layer).rotary.dims;
    return step.operation == Operation::waves || step.operation == Operation::distanceBias;
}

// Of the edits that were applied, those of this cell.
bool isEdited(const Trace &trace, const PlanStep &step, const Explanation &cell)
{
    const TransformerConfig &config = trace.config();
    const Edits &edits = trace.data().transformer->edits();
    // Keys and values that several heads share are edited under the first of them.
    const bool isShared = stageInfo(cell.key.stage).rowAxis == 'S' && stageInfo(cell.key.stage).scope == StageScope::head;
    const int head = isShared ? config.firstOfGroup(cell.key.head) : cell.key.head;
    return std::any_of(edits.begin(), edits.end(), [&](const Edit &edit) {
        if (edit.kind == Edit::Kind::positionsOff)
            return isOfPosition(config, step, cell);
        if (!touches({edit}, cell.key.stage, cell.key.layer, head))
            return false;
        return reachesRow(edit, cell.row) && (edit.column == Edit::kAll || edit.column == cell.column);
    });
}

std::string placeWords(const TransformerConfig &config, const StageKey &key)
{
    const StageInfo &info = stageInfo(key.stage);
    std::string words(info.title);
    if (info.scope != StageScope::model)
        words += ", " + layerWords(config, key.layer);
    else if (config.isEncoderDecoder())
        words += config.stackOf(key.layer) == 0 ? ", encoder" : ", decoder";
    return info.scope == StageScope::head ? words + ", head " + std::to_string(key.head + 1) : words;
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

SourceCell sourceCell(const Trace &trace, const Explanation &cell)
{
    const StageKey source = sourcesOf(trace, cell.key).front();
    return {
        source, numberAt(trace, source, cell.row, cell.column), cellSymbol(source.stage), latexCell(source.stage, cell.row, cell.column)};
}

Explanation explain(const Trace &trace, const StageKey &key, int row, int column)
{
    const Matrix stored = trace.rows(key, row, 1);
    if (stored.rows() == 0) // one of two texts is empty
        throw Error("nothing was run: there are no numbers to explain");
    checkColumn(column, stored.cols());

    Explanation cell;
    cell.key = placeOf(trace.config(), key);
    cell.row = row;
    cell.column = column;
    cell.place = placeWords(trace.config(), cell.key);
    cell.rowLabel = rowLabel(trace, cell.key, row);
    cell.columnLabel = columnLabel(trace, cell.key, column);
    cell.stored = stored(0, column);
    const PlanStep &step = stepAt(trace, cell.key);
    cell.edited = isEdited(trace, step, cell);
    rebuild(trace, step, cell);
    cell.expression = expressionOf(cell);
    return cell;
}

} // namespace headscope
