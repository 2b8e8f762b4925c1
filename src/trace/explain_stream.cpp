// What is added up on the residual stream, set side by side, or multiplied by a constant of the model.
#include "src/trace/cell_symbols.h"
#include "src/trace/explain_stages.h"
#include "src/trace/formula.h"
#include "src/trace/number_words.h"
#include "src/trace/sources.h"

namespace headscope {

void explainSum(const Trace &trace, Explanation &cell)
{
    const std::vector<StageKey> sources = sourcesOf(trace, cell.key);
    cell.kind = sources.size() == 1 ? Explanation::Kind::copy : Explanation::Kind::sum;
    cell.formula = cellSymbol(cell.key.stage) + " =";
    cell.latexFormula = latexCell(cell.key.stage, cell.row, cell.column) + " &=";
    for (const StageKey &source : sources) {
        const double number = numberAt(trace, source, cell.row, cell.column);
        const char *sign = cell.terms.empty() ? " " : " + ";
        cell.terms.push_back({std::string(stageInfo(source.stage).title), number, 0, number});
        cell.rebuilt += number;
        cell.formula += sign + cellSymbol(source.stage);
        cell.latexFormula += sign + latexCell(source.stage, cell.row, cell.column);
        if (source.layer != cell.key.layer && stageInfo(source.stage).scope != StageScope::model) {
            const std::string layer = layerWords(trace.config(), source.layer);
            cell.formula += " of " + layer;
            cell.latexFormula += " \\text{ of " + layer + "}";
        }
    }
}

void explainJoinedHeads(const Trace &trace, Explanation &cell)
{
    const int width = trace.config().headWidth;
    const StageKey source = sourcesOf(trace, cell.key)[static_cast<std::size_t>(cell.column / width)];
    cell.kind = Explanation::Kind::copy;
    cell.rebuilt = numberAt(trace, source, cell.row, cell.column % width);
    cell.terms.push_back({std::string(stageInfo(source.stage).title), cell.rebuilt, 0, cell.rebuilt});
    const std::string head = std::to_string(source.head + 1);
    cell.formula = cellSymbol(cell.key.stage) + " = " + cellSymbol(source.stage) + " of head " + head;
    cell.latexFormula = latexCell(cell.key.stage, cell.row, cell.column) + " &= " + latexCell(source.stage, cell.row, cell.column % width)
        + " \\text{ of head " + head + "}";
}

void explainScale(const Trace &trace, double factor, Explanation &cell)
{
    const SourceCell source = sourceCell(trace, cell);
    cell.kind = Explanation::Kind::scale;
    cell.rebuilt = factor * source.number;
    cell.terms.push_back({cell.columnLabel, source.number, 0, cell.rebuilt});
    cell.steps.push_back({"factor", factor});
    cell.formula = cellSymbol(cell.key.stage) + " = c × " + source.symbol + ", c = " + roundedNumber(factor);
    cell.latexFormula = latexCell(cell.key.stage, cell.row, cell.column) + " &= c \\, " + source.latex;
}

} // namespace headscope
