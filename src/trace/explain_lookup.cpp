// Numbers that come from a table of the model, or from the place alone.
#include "src/trace/cell_symbols.h"
#include "src/trace/explain_stages.h"
#include "src/trace/trace_data.h"

#include "src/models/weights.h"

#include <cmath>

namespace headscope {

namespace {

struct TableRow {
    int index;
    const char *name; ///< "id"
    const char *latex;
};

TableRow rowOf(const Trace &trace, LookUpTable::Row row, const Explanation &cell)
{
    const Transformer &transformer = *trace.data().transformer;
    const int stack = trace.config().stackOf(cell.key.layer);
    const auto token = static_cast<std::size_t>(cell.row);
    switch (row) {
    case LookUpTable::Row::id: return {transformer.ids(stack)[token], "id", "\\mathrm{id}"};
    case LookUpTable::Row::position: return {transformer.positionOf(stack, cell.row), "position", "t"};
    case LookUpTable::Row::type: break;
    }
    const std::vector<int> &types = transformer.tokens().segments; // of the first stack
    return {stack > 0 || types.empty() ? 0 : types[token], "type", "\\mathrm{type}"};
}

} // namespace

void explainIds(const Trace &trace, Explanation &cell)
{
    const int id = trace.data().transformer->ids(trace.config().stackOf(cell.key.layer))[static_cast<std::size_t>(cell.row)];
    cell.kind = Explanation::Kind::lookup;
    cell.rebuilt = id;
    cell.steps = {{"id", static_cast<double>(id)}};
    cell.formula = cellSymbol(cell.key.stage) + " = id in the vocabulary";
    cell.latexFormula = latexCell(cell.key.stage, cell.row, cell.column) + " &= \\text{id in the vocabulary}";
}

void explainLookup(const Trace &trace, const LookUpTable &table, Explanation &cell)
{
    const TableRow row = rowOf(trace, table.row, cell);
    const StackWeights &weights = trace.model().weights().model().stacks[trace.config().stackOf(cell.key.layer)];
    cell.kind = Explanation::Kind::lookup;
    cell.rebuilt = (weights.*table.table)(row.index, cell.column);
    trace.model().weights().requireUnchanged();
    cell.steps = {{row.name, static_cast<double>(row.index)}};
    cell.formula = cellSymbol(cell.key.stage) + " = " + std::string(table.symbol) + "[" + row.name + "]";
    cell.latexFormula = latexCell(cell.key.stage, cell.row, cell.column) + " &= (" + latexWeight(table.symbol) + ")_{" + row.latex + ","
        + std::to_string(cell.column + 1) + "}";
}

// Made in the run's own way, in double: see src/attention/absolute_positions.h.
void explainWaves(const Trace &trace, Explanation &cell)
{
    cell.kind = Explanation::Kind::lookup;
    const bool inHalves = trace.config().position == PositionKind::sinusoidalHalves;
    const int columns = trace.columnCount(cell.key);
    const int sines = (columns + 1) / 2;
    const bool isSine = inHalves ? cell.column < sines : cell.column % 2 == 0;
    const int exponent = inHalves ? 2 * (cell.column % sines) : cell.column - cell.column % 2;
    const double angle = cell.row * std::pow(10000.0, -static_cast<double>(exponent) / columns);
    cell.rebuilt = isSine ? std::sin(angle) : std::cos(angle);
    cell.steps = {{"position", static_cast<double>(cell.row)}, {"angle", angle}};
    const std::string power = std::to_string(exponent) + "/D";
    const std::string function = isSine ? "sin" : "cos";
    cell.formula = cellSymbol(cell.key.stage) + " = " + function + "(t ÷ 10000^(" + power + "))";
    cell.latexFormula
        = latexCell(cell.key.stage, cell.row, cell.column) + " &= \\" + function + "\\left(t \\, / \\, 10000^{" + power + "}\\right)";
}

} // namespace headscope
