#include "src/trace/cell_symbols.h"

namespace headscope {

std::string cellSymbol(Stage stage)
{
    return std::string(stageInfo(stage).cell);
}

std::string latexCell(Stage stage, int row, int column)
{
    return latexCell(stage, std::to_string(row + 1), std::to_string(column + 1));
}

std::string latexCell(Stage stage, const std::string &row, const std::string &column)
{
    return std::string(stageInfo(stage).latexCell) + "_{" + row + "," + column + "}";
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
