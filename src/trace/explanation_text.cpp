// An explanation as one line with rounded numbers and as several with all of them.
#include "src/trace/elided_terms.h"
#include "src/trace/explain_stages.h"
#include "src/trace/number_words.h"

#include <cmath>

namespace headscope {

namespace {

// "+ 0.25" or "− 0.25".
std::string added(double x)
{
    return (std::signbit(x) && x != 0 ? " − " : " + ") + roundedNumber(std::abs(x));
}

std::string productSum(const Explanation &cell)
{
    const ElidedTerms shown(cell);
    const auto product = [&](std::size_t i) { return roundedNumber(cell.terms[i].a) + " × " + roundedNumber(cell.terms[i].b); };
    std::string line;
    for (std::size_t i = 0; i < shown.first; ++i)
        line += (i ? " + " : "") + product(i);
    if (shown.elided)
        line += " + … + " + product(shown.count - 1);
    if (cell.hasBias)
        line += added(cell.terms.back().value) + " (bias)";
    return line;
}

std::string plainSum(const Explanation &cell)
{
    std::string line;
    for (const Term &term : cell.terms)
        line += line.empty() ? roundedNumber(term.value) : added(term.value);
    return line;
}

// "W_E[120, verb]": the formula has the table's name.
std::string lookedUp(const Explanation &cell)
{
    if (cell.key.stage == Stage::tokens)
        return "id of " + cell.rowLabel;
    const std::string source = cell.formula.substr(cell.formula.find("= ") + 2);
    if (const Explanation::Step *angle = cell.step("angle"))
        return source.substr(0, 4) + roundedNumber(angle->value) + ")"; // sin( or cos(
    return source.substr(0, source.find('[')) + "[" + floatNumber(cell.steps.front().value) + ", " + cell.columnLabel + "]";
}

std::string scaled(const Explanation &cell)
{
    std::string line = roundedNumber(cell.terms.front().a);
    for (const Explanation::Step &step : cell.steps) {
        if (step.name == "factor")
            line = roundedNumber(step.value) + " × " + line;
        else
            line += step.name.starts_with("√") ? " ÷ √" + roundedNumber(step.value * step.value) : " ÷ " + roundedNumber(step.value);
    }
    return line;
}

std::string capped(const Explanation &cell)
{
    const std::string cap = roundedNumber(cell.stepValue("cap"));
    const Explanation::Step *factor = cell.step("factor");
    return cap + " × tanh(" + (factor ? roundedNumber(factor->value) + " × " : "") + roundedNumber(cell.terms.front().a) + " ÷ " + cap
        + ")";
}

std::string normalised(const Explanation &cell)
{
    const std::string x = roundedNumber(cell.terms[static_cast<std::size_t>(cell.column)].a);
    const Explanation::Step *mean = cell.step("mean");
    const double spread = cell.stepValue(mean ? "variance" : "mean square");
    std::string line = mean ? "(" + x + added(-mean->value) + ")" : x;
    line += " ÷ √(" + roundedNumber(spread) + " + " + roundedNumber(cell.stepValue("ε")) + ") × ";
    if (const Explanation::Step *stored = cell.step("stored gain"))
        line += "(1" + added(stored->value) + ")";
    else
        line += roundedNumber(cell.stepValue("gain"));
    if (const Explanation::Step *shift = cell.step("shift"))
        line += added(shift->value);
    return line;
}

std::string normalisedWeights(const Explanation &cell)
{
    const double sum = cell.stepValue("sum of exponentials");
    if (sum == 0)
        return "no token may be looked at";
    const double maximum = cell.stepValue("maximum");
    return "exp(" + roundedNumber(cell.terms[static_cast<std::size_t>(cell.column)].a) + added(-maximum) + ") ÷ " + roundedDivisor(sum);
}

std::string activated(const Explanation &cell)
{
    const std::string u = roundedNumber(cell.terms.front().a);
    if (!cell.steps.empty())
        return u + " × " + roundedNumber(cell.steps.front().value);
    switch (cell.function) {
    case Activation::relu: return "max(" + u + ", 0)";
    case Activation::tanh: return "tanh(" + u + ")";
    default: return u;
    }
}

std::string allowedOrNot(const Explanation &cell)
{
    const std::string reason = cell.reason.empty() ? "" : " (" + cell.reason + ")";
    return (cell.stepValue("allowed") != 0 ? "allowed" : "not allowed") + reason + ": " + roundedNumber(cell.rebuilt);
}

std::string arithmetic(const Explanation &cell)
{
    switch (cell.kind) {
    case Explanation::Kind::lookup: return lookedUp(cell);
    case Explanation::Kind::copy: return cell.formula.substr(cell.formula.find("= ") + 2);
    case Explanation::Kind::sum:
    case Explanation::Kind::bias: return plainSum(cell);
    case Explanation::Kind::dotProduct:
    case Explanation::Kind::rotation: return productSum(cell);
    case Explanation::Kind::scale: return scaled(cell);
    case Explanation::Kind::cap: return capped(cell);
    case Explanation::Kind::mask: return allowedOrNot(cell);
    case Explanation::Kind::softmax: return normalisedWeights(cell);
    case Explanation::Kind::norm: return normalised(cell);
    case Explanation::Kind::activation: return activated(cell);
    case Explanation::Kind::gate: return activated(cell) + " × " + roundedNumber(cell.terms.back().a);
    }
    return {};
}

std::string termLine(const Explanation &cell, const Term &term)
{
    const std::string a = floatNumber(term.a);
    const bool isBias = cell.hasBias && &term == &cell.terms.back();
    switch (cell.kind) {
    case Explanation::Kind::dotProduct:
    case Explanation::Kind::rotation: return isBias ? a : a + " × " + floatNumber(term.b) + " = " + doubleNumber(term.value);
    case Explanation::Kind::activation:
    case Explanation::Kind::gate: return term.a == term.value ? a : a + " becomes " + doubleNumber(term.value);
    case Explanation::Kind::softmax: return a + ", minus the maximum = " + doubleNumber(term.b) + ", exp = " + doubleNumber(term.value);
    case Explanation::Kind::norm:
        return a + ", squared" + (cell.step("mean") ? " distance from the mean = " : " = ") + doubleNumber(term.value);
    default: return a;
    }
}

} // namespace

std::string expressionOf(const Explanation &cell)
{
    std::string line = arithmetic(cell);
    if (cell.kind != Explanation::Kind::mask) // which ends in its result
        line += " = " + roundedNumber(cell.rebuilt);
    if (const ElidedTerms shown(cell); shown.elided)
        line += " (" + std::to_string(shown.count) + " terms)";
    if (cell.edited)
        line += ", edited: " + roundedNumber(cell.stored);
    return line;
}

std::string Explanation::toText() const
{
    std::string text = place + ", row " + std::to_string(row + 1) + " (" + rowLabel + "), column " + std::to_string(column + 1) + " ("
        + columnLabel + ")\n" + formula + "\n";
    for (const Term &term : terms)
        text += "  " + term.label + ": " + termLine(*this, term) + "\n";
    for (const Step &step : steps)
        text += "  " + step.name + " = " + doubleNumber(step.value) + "\n";
    if (!reason.empty())
        text += "  " + reason + "\n";
    text += "= " + doubleNumber(rebuilt) + "\n";
    return text + (edited ? "edited: " : "in the run, in single precision: ") + floatNumber(stored) + "\n";
}

} // namespace headscope
