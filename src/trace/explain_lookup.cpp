// Numbers that come from a table of the model, or from the place alone.
#include "src/trace/cell_symbols.h"
#include "src/trace/explain_stages.h"
#include "src/trace/trace_data.h"

#include "src/models/weights.h"

#include <cmath>

namespace headscope {

namespace {

// Made in the run's own way, in double: see src/attention/absolute_positions.h.
void explainSinusoid(const Trace &trace, Explanation &cell)
{
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
    cell.formula = "p = " + function + "(t ÷ 10000^(" + power + "))";
    cell.latexFormula
        = latexCell(Stage::position, cell.row, cell.column) + " &= \\" + function + "\\left(t \\, / \\, 10000^{" + power + "}\\right)";
}

void takeRow(const Trace &trace, Explanation &cell, const StoredMatrix &table, int row, const char *name, const char *tableSymbol,
    const char *latexRow)
{
    cell.rebuilt = table(row, cell.column);
    trace.model().weights().requireUnchanged();
    cell.steps = {{name, static_cast<double>(row)}};
    cell.formula = cellSymbol(cell.key.stage) + " = " + tableSymbol + "[" + name + "]";
    cell.latexFormula = latexCell(cell.key.stage, cell.row, cell.column) + " &= (" + latexWeight(tableSymbol) + ")_{" + latexRow + ","
        + std::to_string(cell.column + 1) + "}";
}

} // namespace

void explainLookup(const Trace &trace, Explanation &cell)
{
    const int stack = trace.config().stackOf(cell.key.layer);
    const auto row = static_cast<std::size_t>(cell.row);
    const Transformer &transformer = *trace.data().transformer;
    const int id = transformer.ids(stack)[row];
    const StackWeights &weights = trace.model().weights().model().stacks[stack];

    cell.kind = Explanation::Kind::lookup;
    switch (cell.key.stage) {
    case Stage::tokens:
        cell.rebuilt = id;
        cell.steps = {{"id", static_cast<double>(id)}};
        cell.formula = "t = id in the vocabulary";
        cell.latexFormula = latexCell(Stage::tokens, cell.row, cell.column) + " &= \\text{id in the vocabulary}";
        return;
    case Stage::embedding: return takeRow(trace, cell, weights.embedding, id, "id", "W_E", "\\mathrm{id}");
    case Stage::tokenType: {
        const std::vector<int> &types = transformer.tokens().segments; // of the first stack
        const int type = stack > 0 || types.empty() ? 0 : types[row];
        return takeRow(trace, cell, weights.tokenType, type, "type", "W_B", "\\mathrm{type}");
    }
    default: break;
    }
    if (trace.config().position != PositionKind::learned)
        return explainSinusoid(trace, cell);
    takeRow(trace, cell, weights.position, transformer.positionOf(stack, cell.row), "position", "W_P", "t");
}

} // namespace headscope
