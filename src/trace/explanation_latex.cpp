// An explanation as the body of a LaTeX align* environment: the formula, the numbers, the result.
#include "src/trace/elided_terms.h"
#include "src/trace/number_words.h"

#include <cmath>

namespace headscope {

namespace {

// A factor: negative numbers in brackets.
std::string factor(double x)
{
    return x < 0 ? "(" + latexNumber(x) + ")" : latexNumber(x);
}

std::string added(double x)
{
    return (x < 0 ? " - " : " + ") + latexNumber(std::abs(x));
}

std::string productSum(const Explanation &cell)
{
    const ElidedTerms shown(cell);
    const auto product = [&](std::size_t i) { return factor(cell.terms[i].a) + " \\times " + factor(cell.terms[i].b); };
    std::string line;
    for (std::size_t i = 0; i < shown.first; ++i)
        line += (i ? " + " : "") + product(i);
    if (shown.elided)
        line += " + \\cdots + " + product(shown.count - 1);
    return line + (cell.hasBias ? added(cell.terms.back().value) : "");
}

std::string plainSum(const Explanation &cell)
{
    std::string line;
    for (const Term &term : cell.terms)
        line += line.empty() ? latexNumber(term.value) : added(term.value);
    return line;
}

std::string scaled(const Explanation &cell)
{
    std::string line = latexNumber(cell.terms.front().a);
    for (const Explanation::Step &step : cell.steps)
        line += step.name == "√dₖ" ? " \\div \\sqrt{" + latexNumber(step.value * step.value) + "}" : " \\div " + latexNumber(step.value);
    return line;
}

std::string normalised(const Explanation &cell)
{
    const bool centred = cell.step("mean") != nullptr;
    std::string line = "\\frac{" + latexNumber(cell.terms[static_cast<std::size_t>(cell.column)].a);
    if (centred)
        line += added(-cell.stepValue("mean"));
    line += "}{\\sqrt{" + latexNumber(cell.stepValue(centred ? "variance" : "mean square")) + " + " + latexNumber(cell.stepValue("ε"))
        + "}} \\times " + factor(cell.stepValue("gain"));
    return line + (cell.step("shift") ? added(cell.stepValue("shift")) : "");
}

std::string normalisedWeights(const Explanation &cell)
{
    const double sum = cell.stepValue("sum of exponentials");
    if (sum == 0)
        return "\\text{no token may be looked at}";
    return "\\frac{\\exp(" + latexNumber(cell.terms[static_cast<std::size_t>(cell.column)].a) + added(-cell.stepValue("maximum")) + ")}{"
        + latexDivisor(sum) + "}";
}

// The line with numbers; empty where there is nothing between the formula and the result.
std::string arithmetic(const Explanation &cell)
{
    switch (cell.kind) {
    case Explanation::Kind::dotProduct: return productSum(cell);
    case Explanation::Kind::sum: return plainSum(cell);
    case Explanation::Kind::scale: return scaled(cell);
    case Explanation::Kind::softmax: return normalisedWeights(cell);
    case Explanation::Kind::norm: return normalised(cell);
    case Explanation::Kind::activation: {
        const std::string u = latexNumber(cell.terms.front().a);
        return cell.step("Φ(u)") ? u + " \\times " + latexNumber(cell.stepValue("Φ(u)")) : "\\max(" + u + ", 0)";
    }
    default: return {};
    }
}

} // namespace

std::string Explanation::toLatex() const
{
    std::string body = latexFormula;
    if (const std::string line = arithmetic(*this); !line.empty())
        body += " \\\\\n&= " + line;
    body += " \\\\\n&= " + latexNumber(rebuilt);
    if (edited)
        body += " \\\\\n&\\to " + latexNumber(stored) + " \\quad \\text{(edited)}";
    return body;
}

} // namespace headscope
