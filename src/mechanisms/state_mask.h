// What a mask means to a mechanism that sums keys up instead of keeping them: it can stop at the query's own token and leave a key out for
// everybody, and no more.
#pragma once

#include "src/mechanisms/mechanism.h"

#include <vector>

namespace headscope {

struct StateMask {
    bool causal = false;
    std::vector<bool> hidden; ///< of each key: left out for everybody, its own query included
    /// Queries are rows of what is summed up over keys [0, end).
    int end(int query) const { return causal ? query + 1 : static_cast<int>(hidden.size()); }
};

/// `byNature`: the mechanism reads from left to right whatever the mask says. Throws Error where a key is hidden from single queries or
/// lies outside a window, and where queries and keys that are read from left to right are not of the same tokens.
StateMask stateMaskOf(const MechanismInput &input, bool byNature);

} // namespace headscope
