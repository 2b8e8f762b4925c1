// The function between the two products of an MLP, alone or as a gate, and those of the heads behind the last layer.
#include "src/trace/cell_symbols.h"
#include "src/trace/explain_stages.h"
#include "src/trace/sources.h"

#include <cmath>
#include <numbers>

namespace headscope {

namespace {

double sigmoid(double x)
{
    return 1 / (1 + std::exp(-x));
}

// f(u) in symbols and numbers. Most functions are u times the share of it that comes through.
struct Written {
    std::string shareName; ///< "Φ(u)"; empty where f is no such product
    double share = 0;
    double value = 0;
    std::string plain; ///< "u × Φ(u)"
    std::string definition; ///< "Φ(u) = (1 + erf(u ÷ √2)) ÷ 2"
    std::string latex;
};

Written writtenOf(Activation activation, double u, const std::string &x, const std::string &latex)
{
    const auto shared = [&](const std::string &name, double share, const std::string &definition, const std::string &latexShare) {
        return Written{name, share, u * share, x + " × " + name, name + definition, latex + " \\cdot " + latexShare};
    };
    switch (activation) {
    case Activation::gelu:
        return shared("Φ(" + x + ")", 0.5 * (1 + std::erf(u / std::numbers::sqrt2)), " = (1 + erf(" + x + " ÷ √2)) ÷ 2",
            "\\tfrac{1}{2} \\left(1 + \\operatorname{erf}(" + latex + " / \\sqrt{2})\\right)");
    case Activation::geluTanh:
        return shared("Φ(" + x + ")", 0.5 * (1 + std::tanh(std::sqrt(2 / std::numbers::pi) * (u + 0.044715 * u * u * u))),
            " ≈ (1 + tanh(√(2 ÷ π) × (" + x + " + 0.044715 × " + x + "³))) ÷ 2",
            "\\tfrac{1}{2} \\left(1 + \\tanh\\left(\\sqrt{2/\\pi} \\, (" + latex + " + 0.044715 \\, " + latex + "^3)\\right)\\right)");
    case Activation::geluQuick:
        return shared("σ(1.702 " + x + ")", sigmoid(1.702 * u), " = 1 ÷ (1 + exp(−1.702 × " + x + "))", "\\sigma(1.702 \\, " + latex + ")");
    case Activation::silu: return shared("σ(" + x + ")", sigmoid(u), " = 1 ÷ (1 + exp(−" + x + "))", "\\sigma(" + latex + ")");
    case Activation::relu: return {{}, 0, u > 0 || std::isnan(u) ? u : 0, "max(" + x + ", 0)", {}, "\\max(" + latex + ", 0)"};
    case Activation::tanh: return {{}, 0, std::tanh(u), "tanh(" + x + ")", {}, "\\tanh(" + latex + ")"};
    case Activation::identity: break;
    }
    return {{}, 0, u, x, {}, latex};
}

} // namespace

void explainActivation(const Trace &trace, Activation activation, Explanation &cell)
{
    const std::vector<StageKey> sources = sourcesOf(trace, cell.key);
    const SourceCell in = sourceCell(trace, cell);
    cell.kind = Explanation::Kind::activation;
    cell.function = activation;
    const Written f = writtenOf(cell.function, in.number, in.symbol, in.latex);

    cell.rebuilt = f.value;
    cell.terms.push_back({cell.columnLabel, in.number, 0, f.value});
    cell.formula = cellSymbol(cell.key.stage) + " = " + f.plain;
    cell.latexFormula = latexCell(cell.key.stage, cell.row, cell.column) + " &= " + f.latex;
    if (sources.size() > 1) {
        const double behind = numberAt(trace, sources.back(), cell.row, cell.column);
        cell.kind = Explanation::Kind::gate;
        cell.rebuilt *= behind;
        cell.terms.front().label = stageInfo(in.key.stage).title;
        cell.terms.push_back({std::string(stageInfo(sources.back().stage).title), behind, 0, behind});
        cell.formula += " × " + cellSymbol(sources.back().stage);
        cell.latexFormula += " \\cdot " + latexCell(sources.back().stage, cell.row, cell.column);
    }
    if (!f.shareName.empty()) {
        cell.steps.push_back({f.shareName, f.share});
        cell.formula += ", " + f.definition;
    }
}

} // namespace headscope
