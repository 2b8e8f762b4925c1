// How one number of a stage is written in a formula.
#pragma once

#include "src/stages/stage.h"

#include <string>

namespace headscope {

/// "q", "x̂", "x′": the small letter of the stage's symbol.
std::string cellSymbol(Stage stage);
/// The same with indices, which count from 1 here and from 0 in the arguments: latexCell(Stage::q, 0, 2) = "q_{1,3}". `column` may be text:
/// "i".
std::string latexCell(Stage stage, int row, int column);
std::string latexCell(Stage stage, const std::string &row, const std::string &column);
/// "W_{\mathrm{in}}" for "W_in".
std::string latexWeight(std::string_view symbol);

} // namespace headscope
