// Rotary positions: a pair of channels turned by an angle that grows with the token's position. See src/attention/rotary.h.
#include "src/trace/cell_symbols.h"
#include "src/trace/explain_stages.h"
#include "src/trace/number_words.h"
#include "src/trace/sources.h"

namespace headscope {

namespace {

std::string bracketed(int channel)
{
    return "[" + std::to_string(channel + 1) + "]";
}

void explainStill(const SourceCell &source, Explanation &cell)
{
    cell.kind = Explanation::Kind::copy;
    cell.rebuilt = source.number;
    cell.terms.push_back({std::string(stageInfo(source.key.stage).title), source.number, 0, source.number});
    cell.formula = cellSymbol(cell.key.stage) + " = " + source.symbol + ", not turned";
    cell.latexFormula = latexCell(cell.key.stage, cell.row, cell.column) + " &= " + source.latex;
}

} // namespace

void explainRotation(const Trace &trace, Explanation &cell)
{
    const Rotary &rotary = trace.config().layer(cell.key.layer).rotary;
    const SourceCell source = sourceCell(trace, cell);
    if (cell.column >= rotary.dims)
        return explainStill(source, cell);

    const RotaryPair pair = rotaryPair(rotary, cell.column, cell.row);
    const bool isFirst = cell.column == pair.first;
    const int other = isFirst ? pair.second : pair.first;
    const double otherNumber = numberAt(trace, source.key, cell.row, other);
    const double cosine = pair.cosine;
    const double sine = isFirst ? -static_cast<double>(pair.sine) : static_cast<double>(pair.sine);

    cell.kind = Explanation::Kind::rotation;
    cell.terms.push_back({std::to_string(cell.column + 1), source.number, cosine, source.number * cosine});
    cell.terms.push_back({std::to_string(other + 1), otherNumber, sine, otherNumber * sine});
    cell.rebuilt = cell.terms[0].value + cell.terms[1].value;

    const int index = rotary.pairing == RotaryPairing::halves ? pair.first : pair.first / 2;
    const float frequency = rotary.frequencies[static_cast<std::size_t>(index)];
    const double factor = rotary.factor;
    cell.steps = {{"position", static_cast<double>(cell.row)}, {"frequency", frequency},
        {"angle", static_cast<float>(cell.row) * frequency}, {"cos", cosine / factor}, {"sin", static_cast<double>(pair.sine) / factor}};
    if (factor != 1)
        cell.steps.push_back({"factor", factor});

    const std::string sign = isFirst ? " − " : " + ";
    const std::string turned
        = source.symbol + bracketed(cell.column) + " × cos(t·θ)" + sign + source.symbol + bracketed(other) + " × sin(t·θ)";
    cell.formula = cellSymbol(cell.key.stage) + " = " + (factor == 1 ? turned : "(" + turned + ") × " + roundedNumber(factor));
    const std::string latexTurned = source.latex + " \\cos(t \\theta)" + (isFirst ? " - " : " + ")
        + latexCell(source.key.stage, cell.row, other) + " \\sin(t \\theta)";
    cell.latexFormula = latexCell(cell.key.stage, cell.row, cell.column)
        + " &= " + (factor == 1 ? latexTurned : "(" + latexTurned + ") \\cdot " + latexNumber(factor));
}

} // namespace headscope
