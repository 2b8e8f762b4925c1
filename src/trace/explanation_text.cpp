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
    std::string line;
    for (std::size_t i = 0; i < shown.first; ++i)
        line += (i ? " + " : "") + roundedNumber(cell.terms[i].a) + " × " + roundedNumber(cell.terms[i].b);
    if (shown.elided)
        line += " + … + " + roundedNumber(cell.terms[shown.count - 1].a) + " × " + roundedNumber(cell.terms[shown.count - 1].b);
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

std::string lookedUp(const Explanation &cell)
{
    switch (cell.key.stage) {
    case Stage::tokens: return "id of " + cell.rowLabel;
    case Stage::embedding: return "W_E[" + floatNumber(cell.stepValue("id")) + ", " + cell.columnLabel + "]";
    default: break;
    }
    if (const Explanation::Step *angle = cell.step("angle"))
        return (cell.column % 2 == 0 ? "sin(" : "cos(") + roundedNumber(angle->value) + ")";
    return "W_P[" + floatNumber(cell.stepValue("position")) + ", " + cell.columnLabel + "]";
}

std::string scaled(const Explanation &cell)
{
    std::string line = roundedNumber(cell.terms.front().a);
    for (const Explanation::Step &step : cell.steps)
        line += step.name == "√dₖ" ? " ÷ √" + roundedNumber(step.value * step.value) : " ÷ " + roundedNumber(step.value);
    return line;
}

std::string normalised(const Explanation &cell)
{
    const std::string x = roundedNumber(cell.terms[static_cast<std::size_t>(cell.column)].a);
    const Explanation::Step *mean = cell.step("mean");
    const double spread = cell.stepValue(mean ? "variance" : "mean square");
    std::string line = mean ? "(" + x + added(-mean->value) + ")" : x;
    line += " ÷ √(" + roundedNumber(spread) + " + " + roundedNumber(cell.stepValue("ε")) + ") × " + roundedNumber(cell.stepValue("gain"));
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
    const Explanation::Step *share = cell.step("Φ(u)");
    return share ? u + " × " + roundedNumber(share->value) : "max(" + u + ", 0)";
}

std::string arithmetic(const Explanation &cell)
{
    switch (cell.kind) {
    case Explanation::Kind::lookup: return lookedUp(cell);
    case Explanation::Kind::copy: return cell.formula.substr(cell.formula.find("= ") + 2);
    case Explanation::Kind::sum: return plainSum(cell);
    case Explanation::Kind::dotProduct: return productSum(cell);
    case Explanation::Kind::scale: return scaled(cell);
    case Explanation::Kind::mask: return (cell.stepValue("allowed") != 0 ? "allowed: " : "not allowed: ") + roundedNumber(cell.rebuilt);
    case Explanation::Kind::softmax: return normalisedWeights(cell);
    case Explanation::Kind::norm: return normalised(cell);
    case Explanation::Kind::activation: return activated(cell);
    }
    return {};
}

std::string termLine(const Explanation &cell, const Term &term)
{
    const std::string a = floatNumber(term.a);
    const bool isBias = cell.hasBias && &term == &cell.terms.back();
    switch (cell.kind) {
    case Explanation::Kind::dotProduct: return isBias ? a : a + " × " + floatNumber(term.b) + " = " + doubleNumber(term.value);
    case Explanation::Kind::softmax: return a + ", minus the maximum = " + doubleNumber(term.b) + ", exp = " + doubleNumber(term.value);
    case Explanation::Kind::norm:
        return a + ", squared" + (cell.step("mean") ? " distance from the mean = " : " = ") + doubleNumber(term.value);
    default: return a;
    }
}

std::string placeOf(const Explanation &cell)
{
    const StageInfo &info = stageInfo(cell.key.stage);
    std::string place(info.title);
    if (info.scope != StageScope::model)
        place += ", layer " + std::to_string(cell.key.layer + 1);
    if (info.scope == StageScope::head)
        place += ", head " + std::to_string(cell.key.head + 1);
    return place + ", row " + std::to_string(cell.row + 1) + " (" + cell.rowLabel + "), column " + std::to_string(cell.column + 1) + " ("
        + cell.columnLabel + ")";
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
    std::string text = placeOf(*this) + "\n" + formula + "\n";
    for (const Term &term : terms)
        text += "  " + term.label + ": " + termLine(*this, term) + "\n";
    for (const Step &step : steps)
        text += "  " + step.name + " = " + doubleNumber(step.value) + "\n";
    text += "= " + doubleNumber(rebuilt) + "\n";
    return text + (edited ? "edited: " : "in the run, in single precision: ") + floatNumber(stored) + "\n";
}

} // namespace headscope
