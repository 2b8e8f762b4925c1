// Which terms of a long sum are written out in one line: all when few, else the first ones, … and the last.
#pragma once

#include "src/trace/explain.h"

#include <cstddef>

namespace headscope {

struct ElidedTerms {
    static constexpr std::size_t kAll = 8; ///< sums of up to this many terms fit a line
    static constexpr std::size_t kFirst = 3;

    explicit ElidedTerms(const Explanation &cell)
        : count(cell.terms.size() - (cell.hasBias ? 1 : 0))
        , elided(cell.kind == Explanation::Kind::dotProduct && count > kAll)
        , first(elided ? kFirst : count)
    {
    }

    std::size_t count; ///< terms without the bias
    bool elided; ///< then term count − 1 follows after "…"
    std::size_t first; ///< terms [0, first) are written out
};

} // namespace headscope
