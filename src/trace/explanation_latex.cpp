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
    for (const Explanation::Step &step : cell.steps) {
        if (step.name == "factor")
            line = latexNumber(step.value) + " \\times " + factor(cell.terms.front().a);
        else
            line += step.name.starts_with("√") ? " \\div \\sqrt{" + latexNumber(step.value * step.value) + "}"
                                               : " \\div " + latexNumber(step.value);
    }
    return line;
}

std::string capped(const Explanation &cell)
{
    const std::string cap = latexNumber(cell.stepValue("cap"));
    const Explanation::Step *by = cell.step("factor");
    const double x = cell.terms.front().a;
    return cap + " \\times \\tanh\\left(" + (by ? latexNumber(by->value) + " \\times " + factor(x) : latexNumber(x)) + " \\div " + cap
        + "\\right)";
}

std::string activated(const Explanation &cell)
{
    const double u = cell.terms.front().a;
    if (!cell.steps.empty())
        return latexNumber(u) + " \\times " + latexNumber(cell.steps.front().value);
    switch (cell.function) {
    case Activation::relu: return "\\max(" + latexNumber(u) + ", 0)";
    case Activation::tanh: return "\\tanh(" + latexNumber(u) + ")";
    default: return latexNumber(u);
    }
}

std::string normalised(const Explanation &cell)
{
    const bool centred = cell.step("mean") != nullptr;
    std::string line = "\\frac{" + latexNumber(cell.terms[static_cast<std::size_t>(cell.column)].a);
    if (centred)
        line += added(-cell.stepValue("mean"));
    line += "}{\\sqrt{" + latexNumber(cell.stepValue(centred ? "variance" : "mean square")) + " + " + latexNumber(cell.stepValue("ε"))
        + "}} \\times ";
    if (const Explanation::Step *stored = cell.step("stored gain"))
        line += "(1" + added(stored->value) + ")";
    else
        line += factor(cell.stepValue("gain"));
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
    case Explanation::Kind::dotProduct:
    case Explanation::Kind::rotation: return productSum(cell);
    case Explanation::Kind::sum:
    case Explanation::Kind::bias: return plainSum(cell);
    case Explanation::Kind::scale: return scaled(cell);
    case Explanation::Kind::cap: return capped(cell);
    case Explanation::Kind::softmax: return normalisedWeights(cell);
    case Explanation::Kind::norm: return normalised(cell);
    case Explanation::Kind::activation: return activated(cell);
    case Explanation::Kind::gate: return activated(cell) + " \\times " + factor(cell.terms.back().a);
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
