#include "src/attention/masks.h"

#include <algorithm>
#include <limits>

namespace headscope {

namespace {

// Keys [begin, end) that lie in a query's window, as far as causality and the window go.
struct KeyRange {
    int begin = 0;
    int end = 0;
};

KeyRange keysInSight(const Mask &mask, int query, int keys)
{
    const bool unlimited = mask.window == 0 || (mask.globalFirst && query == 0);
    const int reach = mask.causal ? mask.window - 1 : mask.window; // the query itself counts in a causal window
    const int begin = unlimited ? 0 : std::clamp(query - reach, 0, keys);
    if (mask.causal)
        return {begin, std::min(query + 1, keys)};
    return {begin, unlimited ? keys : std::clamp(query + reach + 1, 0, keys)};
}

} // namespace

bool Mask::allows(int query, int key) const
{
    const KeyRange sight = keysInSight(*this, query, key + 1);
    const bool seen = (key >= sight.begin && key < sight.end) || (globalFirst && key == 0);
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
        const KeyRange sight = keysInSight(mask, query, end);
        const auto at = [&](int key) { return scores.row(r) + std::clamp(key - firstKey, 0, scores.cols); };
        std::fill(at(mask.globalFirst ? std::min(1, sight.begin) : 0), at(sight.begin), forbidden);
        std::fill(at(sight.end), at(end), forbidden);
        for (const Mask::HiddenKey &entry : mask.hidden)
            if (entry.key >= firstKey && entry.key < end && !mask.allows(query, entry.key))
                scores(r, entry.key - firstKey) = forbidden;
    }
}

} // namespace headscope
