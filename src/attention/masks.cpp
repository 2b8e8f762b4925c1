#include "src/attention/masks.h"

#include <algorithm>
#include <limits>

namespace headscope {

Mask::Sight Mask::sight(int query, int keys) const
{
    const bool unlimited = window == 0 || (globalFirst && query == 0);
    const int reach = causal ? window - 1 : window; // the query itself counts in a causal window
    const int first = unlimited ? 0 : std::clamp(query - reach, 0, keys);
    if (causal)
        return {first, std::min(query + 1, keys)};
    return {first, unlimited ? keys : std::clamp(query + reach + 1, 0, keys)};
}

bool Mask::allows(int query, int key) const
{
    const Sight range = sight(query, key + 1);
    const bool seen = (key >= range.first && key < range.last) || (globalFirst && key == 0);
    if (!seen)
        return false;
    return std::none_of(hidden.begin(), hidden.end(), [&](const HiddenKey &entry) {
        return entry.key == key && (key != query || !seesItself) && (entry.query == HiddenKey::kEveryQuery || entry.query == query);
    });
}

void applyMask(const Mask &mask, int firstRow, MutableMatrixView scores, int firstKey)
{
    constexpr float forbidden = -std::numeric_limits<float>::infinity();
    const int end = firstKey + scores.cols;
    for (int r = 0; r < scores.rows; ++r) {
        const int query = firstRow + r;
        const Mask::Sight range = mask.sight(query, end);
        const auto at = [&](int key) { return scores.row(r) + std::clamp(key - firstKey, 0, scores.cols); };
        std::fill(at(mask.globalFirst ? std::min(1, range.first) : 0), at(range.first), forbidden);
        std::fill(at(range.last), at(end), forbidden);
        for (const Mask::HiddenKey &entry : mask.hidden)
            if (entry.key >= firstKey && entry.key < end && !mask.allows(query, entry.key))
                scores(r, entry.key - firstKey) = forbidden;
    }
}

} // namespace headscope
