// Formulas of the table of mechanisms as numbers: "2 · k · n + (3r + 2) · √n".
#pragma once

#include <functional>
#include <string>
#include <string_view>

namespace headscope {

/// Sums, differences, products (· or side by side), quotients, brackets, ² and ³, √, ln and log (both natural), numbers and names. Throws
/// std::invalid_argument where it is none.
double valueOfFormula(std::string_view formula, const std::function<double(const std::string &name)> &valueOf);

} // namespace headscope
