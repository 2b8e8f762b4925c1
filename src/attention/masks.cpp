#include "src/attention/masks.h"

#include <algorithm>
#include <limits>

namespace headscope {

bool Mask::allows(int query, int key) const
{
    if (causal && key > query)
        return false;
    return std::none_of(hidden.begin(), hidden.end(), [&](const HiddenKey &entry) {
        return entry.key == key && key != query && (entry.query == HiddenKey::kEveryQuery || entry.query == query);
    });
}

void applyMask(const Mask &mask, int firstRow, MutableMatrixView scores)
{
    constexpr float forbidden = -std::numeric_limits<float>::infinity();
    for (int r = 0; r < scores.rows; ++r) {
        const int query = firstRow + r;
        if (mask.causal && query + 1 < scores.cols)
            std::fill(scores.row(r) + query + 1, scores.row(r) + scores.cols, forbidden);
        for (const Mask::HiddenKey &entry : mask.hidden)
            if (entry.key < scores.cols && !mask.allows(query, entry.key))
                scores(r, entry.key) = forbidden;
    }
}

} // namespace headscope
