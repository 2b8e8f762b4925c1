// Layer norm and RMS norm: of the stream, of the embedding, of one head's query or key.
#include "src/trace/cell_symbols.h"
#include "src/trace/explain_stages.h"
#include "src/trace/labels.h"
#include "src/trace/norm_parts.h"
#include "src/trace/sources.h"

#include <cmath>

namespace headscope {

namespace {

void addSums(bool centred, Explanation &cell)
{
    const auto count = static_cast<double>(cell.terms.size());
    double sum = 0;
    for (const Term &term : cell.terms)
        sum += term.a;
    const double mean = centred ? sum / count : 0;
    double squares = 0;
    for (Term &term : cell.terms) {
        term.b = term.a - mean;
        term.value = term.b * term.b;
        squares += term.value;
    }
    if (centred)
        cell.steps.push_back({"mean", mean});
    cell.steps.push_back({centred ? "variance" : "mean square", squares / count});
}

void writeFormulas(const NormParts &norm, const StageKey &source, Explanation &cell)
{
    const std::string in = cellSymbol(source.stage);
    const std::string latexIn = latexCell(source.stage, cell.row, cell.column);
    const bool lessOne = norm.gainOffset != 0;
    cell.formula = cellSymbol(cell.key.stage) + " = "
        + (norm.centred ? "(" + in + " − μ) ÷ √(σ² + ε)" : in + " ÷ √(mean of " + in + "² + ε)") + (lessOne ? " × (1 + γ)" : " × γ")
        + (norm.shift.empty() ? "" : " + β");
    cell.latexFormula = latexCell(cell.key.stage, cell.row, cell.column) + " &= "
        + (norm.centred ? "\\frac{" + latexIn + " - \\mu}{\\sqrt{\\sigma^2 + \\varepsilon}}"
                        : "\\frac{" + latexIn + "}{\\sqrt{\\overline{" + latexCell(source.stage, std::to_string(cell.row + 1), "i")
                    + "^2} + \\varepsilon}}")
        + (lessOne ? " \\, (1 + \\gamma)" : " \\, \\gamma") + (norm.shift.empty() ? "" : " + \\beta");
}

} // namespace

void explainNorm(const Trace &trace, Explanation &cell)
{
    const StageKey source = sourcesOf(trace, cell.key).front();
    const Matrix x = trace.rows(source, cell.row, 1);
    const NormParts norm = normParts(trace, cell.key);

    cell.kind = Explanation::Kind::norm;
    for (int i = 0; i < x.cols(); ++i)
        cell.terms.push_back({columnLabel(trace, source, i), x(0, i), 0, 0});
    addSums(norm.centred, cell);
    const double epsilon = trace.config().normEpsilon;
    const double spread = cell.steps.back().value + epsilon;
    const double stored = norm.gain(0, cell.column);
    const double gain = norm.gainOffset + stored;
    const double shift = norm.shift.empty() ? 0 : norm.shift(0, cell.column);
    cell.steps.push_back({"ε", epsilon});
    if (norm.gainOffset != 0)
        cell.steps.push_back({"stored gain", stored});
    cell.steps.push_back({"gain", gain});
    if (!norm.shift.empty())
        cell.steps.push_back({"shift", shift});
    cell.rebuilt = cell.terms[static_cast<std::size_t>(cell.column)].b / std::sqrt(spread) * gain + shift;
    writeFormulas(norm, source, cell);
}

} // namespace headscope
