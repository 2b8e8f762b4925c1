#include "src/trace/cell_symbols.h"

#include <array>

namespace headscope {

namespace {

struct Symbol {
    const char *plain;
    const char *latex;
};

// In the order of Stage.
constexpr std::array<Symbol, static_cast<std::size_t>(Stage::classLogits) + 1> kSymbols{{
    {"t", "t"},
    {"e", "e"},
    {"e′", "e'"},
    {"p", "p"},
    {"b", "b"},
    {"c", "c"},
    {"ĉ", "\\hat{c}"},
    {"x₀", "x^{0}"},
    {"x", "x"},
    {"x̂", "\\hat{x}"},
    {"q", "q"},
    {"k", "k"},
    {"v", "v"},
    {"q̂", "\\hat{q}"},
    {"k̂", "\\hat{k}"},
    {"q°", "q^{\\circ}"},
    {"k°", "k^{\\circ}"},
    {"k*", "k^{*}"},
    {"v*", "v^{*}"},
    {"r", "r"},
    {"s", "s"},
    {"s′", "s'"},
    {"s″", "s''"},
    {"m", "m"},
    {"a", "a"},
    {"z", "z"},
    {"j", "j"},
    {"o", "o"},
    {"ô", "\\hat{o}"},
    {"y", "y"},
    {"ŷ", "\\hat{y}"},
    {"u", "u"},
    {"w", "w"},
    {"g", "g"},
    {"n", "n"},
    {"n̂", "\\hat{n}"},
    {"x′", "x'"},
    {"f", "f"},
    {"d", "d"},
    {"d′", "d'"},
    {"d̂", "\\hat{d}"},
    {"l₀", "\\ell^{0}"},
    {"l", "\\ell"},
    {"h", "h"},
    {"h′", "h'"},
    {"y_C", "y^{C}"},
}};
static_assert(kSymbols.back().latex); // one for each stage

const Symbol &symbolOf(Stage stage)
{
    return kSymbols[static_cast<std::size_t>(stage)];
}

} // namespace

std::string cellSymbol(Stage stage)
{
    return symbolOf(stage).plain;
}

std::string latexCell(Stage stage, int row, int column)
{
    return latexCell(stage, std::to_string(row + 1), std::to_string(column + 1));
}

std::string latexCell(Stage stage, const std::string &row, const std::string &column)
{
    return symbolOf(stage).latex + ("_{" + row + "," + column + "}");
}

std::string latexWeight(std::string_view symbol)
{
    const std::size_t bar = symbol.find('_');
    std::string below(symbol.substr(bar + 1));
    const bool isGlobal = below.ends_with('*');
    if (isGlobal)
        below.pop_back();
    return std::string(symbol.substr(0, bar)) + "_{" + (below.size() > 1 ? "\\mathrm{" + below + "}" : below) + "}"
        + (isGlobal ? "^{*}" : "");
}

} // namespace headscope
