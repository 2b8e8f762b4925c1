// What happens on and around the residual stream: look-ups, sums, norms, the activation, and the heads set side by side.
#include "src/trace/cell_symbols.h"
#include "src/trace/explain_stages.h"
#include "src/trace/labels.h"
#include "src/trace/sources.h"

#include "src/models/weights.h"

#include <cmath>
#include <numbers>

namespace headscope {

namespace {

// Made in the run's own way, in double: see src/attention/absolute_positions.h.
void explainSinusoid(const Trace &trace, Explanation &cell)
{
    const bool sine = cell.column % 2 == 0;
    const double angle = cell.row * std::pow(10000.0, -static_cast<double>(cell.column - cell.column % 2) / trace.config().width);
    cell.rebuilt = sine ? std::sin(angle) : std::cos(angle);
    cell.steps = {{"position", static_cast<double>(cell.row)}, {"angle", angle}};
    const std::string even = std::to_string(cell.column - cell.column % 2);
    cell.formula = std::string("p = ") + (sine ? "sin" : "cos") + "(t ÷ 10000^(" + even + "/D))";
    cell.latexFormula = latexCell(Stage::position, cell.row, cell.column) + " &= \\" + (sine ? "sin" : "cos") + "\\left(t \\, / \\, 10000^{"
        + even + "/D}\\right)";
}

void explainNormSums(const Matrix &x, bool centred, Explanation &cell)
{
    double sum = 0;
    for (const Term &term : cell.terms)
        sum += term.a;
    const double mean = centred ? sum / x.cols() : 0;
    double squares = 0;
    for (Term &term : cell.terms) {
        term.b = term.a - mean;
        term.value = term.b * term.b;
        squares += term.value;
    }
    if (centred)
        cell.steps.push_back({"mean", mean});
    cell.steps.push_back({centred ? "variance" : "mean square", squares / x.cols()});
}

const NormWeights &normWeights(const Trace &trace, const StageKey &key)
{
    const Weights &weights = trace.model().weights();
    if (key.stage == Stage::finalNorm)
        return weights.model().stacks[trace.config().stackOf(key.layer)].finalNorm;
    return key.stage == Stage::attentionNorm ? weights.layer(key.layer).attentionNorm : weights.layer(key.layer).mlpNorm;
}

} // namespace

void explainLookup(const Trace &trace, Explanation &cell)
{
    cell.kind = Explanation::Kind::lookup;
    const double id = trace.tokens()[static_cast<std::size_t>(cell.row)].id;
    const std::string latexResult = latexCell(cell.key.stage, cell.row, cell.column);
    const std::string column = std::to_string(cell.column + 1);
    if (cell.key.stage == Stage::tokens) {
        cell.rebuilt = id;
        cell.steps = {{"id", id}};
        cell.formula = "t = id in the vocabulary";
        cell.latexFormula = latexResult + " &= \\text{id in the vocabulary}";
        return;
    }
    const StackWeights &weights = trace.model().weights().model().stacks[trace.config().stackOf(cell.key.layer)];
    if (cell.key.stage == Stage::embedding) {
        cell.rebuilt = weights.embedding(static_cast<int>(id), cell.column);
        cell.steps = {{"id", id}};
        cell.formula = "e = W_E[id]";
        cell.latexFormula = latexResult + " &= (W_E)_{\\mathrm{id}," + column + "}";
        return;
    }
    if (trace.config().position == PositionKind::sinusoidal)
        return explainSinusoid(trace, cell);
    cell.rebuilt = weights.position(cell.row, cell.column);
    cell.steps = {{"position", static_cast<double>(cell.row)}};
    cell.formula = "p = W_P[position]";
    cell.latexFormula = latexResult + " &= (W_P)_{t," + column + "}";
}

void explainSum(const Trace &trace, Explanation &cell)
{
    const std::vector<StageKey> sources = sourcesOf(trace.config(), cell.key);
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
            cell.formula += " of layer " + std::to_string(source.layer + 1);
            cell.latexFormula += " \\text{ of layer " + std::to_string(source.layer + 1) + "}";
        }
    }
}

void explainNorm(const Trace &trace, Explanation &cell)
{
    const StageKey source = sourcesOf(trace.config(), cell.key).front();
    const Matrix x = trace.rows(source, cell.row, 1);
    const bool centred = trace.config().norm == NormKind::layer;
    const NormWeights &weights = normWeights(trace, cell.key);

    cell.kind = Explanation::Kind::norm;
    for (int i = 0; i < x.cols(); ++i)
        cell.terms.push_back({columnLabel(trace, source.stage, i), x(0, i), 0, 0});
    explainNormSums(x, centred, cell);
    const double spread = cell.steps.back().value + static_cast<double>(trace.config().normEpsilon);
    const double gain = weights.gain(0, cell.column);
    const double shift = weights.shift.empty() ? 0 : weights.shift(0, cell.column);
    cell.steps.push_back({"ε", trace.config().normEpsilon});
    cell.steps.push_back({"gain", gain});
    if (!weights.shift.empty())
        cell.steps.push_back({"shift", shift});
    cell.rebuilt = cell.terms[static_cast<std::size_t>(cell.column)].b / std::sqrt(spread) * gain + shift;

    const std::string in = cellSymbol(source.stage);
    const std::string latexIn = latexCell(source.stage, cell.row, cell.column);
    const std::string latexOut = latexCell(cell.key.stage, cell.row, cell.column);
    cell.formula = cellSymbol(cell.key.stage) + " = "
        + (centred ? "(" + in + " − μ) ÷ √(σ² + ε) × γ" : in + " ÷ √(mean of " + in + "² + ε) × γ") + (weights.shift.empty() ? "" : " + β");
    cell.latexFormula = latexOut + " &= "
        + (centred ? "\\frac{" + latexIn + " - \\mu}{\\sqrt{\\sigma^2 + \\varepsilon}} \\, \\gamma"
                   : "\\frac{" + latexIn + "}{\\sqrt{\\overline{" + latexCell(source.stage, std::to_string(cell.row + 1), "i")
                    + "^2} + \\varepsilon}} \\, \\gamma")
        + (weights.shift.empty() ? "" : " + \\beta");
}

void explainJoinedHeads(const Trace &trace, Explanation &cell)
{
    const int width = trace.config().headWidth;
    const StageKey source{Stage::weightedSum, cell.key.layer, cell.column / width};
    cell.kind = Explanation::Kind::copy;
    cell.rebuilt = numberAt(trace, source, cell.row, cell.column % width);
    cell.terms.push_back({std::string(stageInfo(Stage::weightedSum).title), cell.rebuilt, 0, cell.rebuilt});
    const std::string head = std::to_string(source.head + 1);
    cell.formula = "j = z of head " + head;
    cell.latexFormula = latexCell(Stage::joinedHeads, cell.row, cell.column)
        + " &= " + latexCell(Stage::weightedSum, cell.row, cell.column % width) + " \\text{ of head " + head + "}";
}

void explainActivation(const Trace &trace, Explanation &cell)
{
    const double u = numberAt(trace, {Stage::mlpPre, cell.key.layer, 0}, cell.row, cell.column);
    const std::string latexIn = latexCell(Stage::mlpPre, cell.row, cell.column);
    cell.kind = Explanation::Kind::activation;
    cell.latexFormula = latexCell(Stage::mlpPost, cell.row, cell.column) + " &= ";
    switch (trace.config().activation) {
    case Activation::relu:
        cell.rebuilt = u > 0 || std::isnan(u) ? u : 0;
        cell.formula = "g = max(u, 0)";
        cell.latexFormula += "\\max(" + latexIn + ", 0)";
        break;
    case Activation::gelu:
        cell.steps.push_back({"Φ(u)", 0.5 * (1 + std::erf(u / std::numbers::sqrt2))});
        cell.formula = "g = u × Φ(u), Φ(u) = (1 + erf(u ÷ √2)) ÷ 2";
        cell.latexFormula += latexIn + " \\cdot \\tfrac{1}{2} \\left(1 + \\operatorname{erf}(" + latexIn + " / \\sqrt{2})\\right)";
        break;
    case Activation::geluTanh:
        cell.steps.push_back({"Φ(u)", 0.5 * (1 + std::tanh(std::sqrt(2 / std::numbers::pi) * (u + 0.044715 * u * u * u)))});
        cell.formula = "g = u × Φ(u), Φ(u) ≈ (1 + tanh(√(2 ÷ π) × (u + 0.044715 × u³))) ÷ 2";
        cell.latexFormula += latexIn + " \\cdot \\tfrac{1}{2} \\left(1 + \\tanh\\left(\\sqrt{2/\\pi} \\, (" + latexIn + " + 0.044715 \\, "
            + latexIn + "^3)\\right)\\right)";
        break;
    default: cell.rebuilt = cell.stored; break;
    }
    if (!cell.steps.empty())
        cell.rebuilt = u * cell.steps.back().value;
    cell.terms.push_back({cell.columnLabel, u, 0, cell.rebuilt});
}

} // namespace headscope
