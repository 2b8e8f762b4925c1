// A pattern without some of its rows and columns: hidden tokens. Either the numbers stay as they are, or each row is divided by the sum of
// what is left of it, as if the query could choose only among these keys.
#pragma once

#include "src/patterns/pattern.h"

#include <memory>
#include <vector>

namespace headscope {

/// keepRows, keepColumns: which of the whole pattern's are left, ascending. With `renormalise` rows sum to 1, except that a row with
/// nothing left (or a sum that is not positive) is 0. Then a block adds up whole rows, once each. Throws Error for a row or column that
/// there is not.
std::shared_ptr<const Pattern> partialPattern(
    std::shared_ptr<const Pattern> whole, std::vector<int> keepRows, std::vector<int> keepColumns, bool renormalise);

} // namespace headscope
