// Which keys a query may look at. A forbidden score becomes −∞, so that its weight is exactly 0.
#pragma once

#include "src/tensor/mutable_matrix_view.h"

#include <vector>

namespace headscope {

struct Mask {
    struct HiddenKey {
        static constexpr int kEveryQuery = -1;
        int key = 0;
        int query = kEveryQuery;
    };

    bool causal = true; ///< no looking at later tokens
    std::vector<HiddenKey> hidden = {}; ///< keys that queries may not look at
    int window = 0; ///< causal: the last `window` keys, the query's own included; else `window` to each side. 0: no limit
    bool globalFirst = false; ///< the first token looks at all and is seen by all, whatever the window
    bool seesItself = true; ///< query t and key t are the same token, which is never hidden from itself; not so in cross-attention

    /// Keys [first, last) of `keys` that causality and the window let a query see; globalFirst adds key 0, hidden keys are not looked at.
    struct Sight {
        int first = 0;
        int last = 0;
    };
    Sight sight(int query, int keys) const;
    bool allows(int query, int key) const;
    /// Queries [0, end) may look at keys [0, limit) at most.
    int keyLimit(int end, int keys) const { return causal && end < keys ? end : keys; }
};

/// scores(r, c) := −∞ where the mask does not allow query firstRow + r to look at key firstKey + c. scores [R, C].
void applyMask(const Mask &mask, int firstRow, MutableMatrixView scores, int firstKey = 0);

} // namespace headscope
