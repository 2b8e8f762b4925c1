#include "src/mechanisms/key_rules.h"

#include "src/mechanisms/seeded_numbers.h"

#include <algorithm>

namespace headscope {

namespace {

/// Keys [first, last) as far as there are any.
void addRange(std::vector<int> &to, int first, int last, int keys)
{
    for (int key = std::max(first, 0); key < std::min(last, keys); ++key)
        to.push_back(key);
}

/// Parts that may overlap, put together out of order.
void tidy(std::vector<int> &keys)
{
    std::ranges::sort(keys);
    keys.erase(std::unique(keys.begin(), keys.end()), keys.end());
}

} // namespace

KeyRule earlierKeys(int keys)
{
    return [keys](int query, std::vector<int> &to) { addRange(to, 0, query + 1, keys); };
}

KeyRule withoutPadding(int keys, int padding)
{
    return [keys, padding](int, std::vector<int> &to) { addRange(to, 0, keys - padding, keys); };
}

KeyRule prefixKeys(int keys, int prefix)
{
    return [keys, prefix](int query, std::vector<int> &to) { addRange(to, 0, std::max(prefix, query + 1), keys); };
}

KeyRule window(int keys, int reach)
{
    return [keys, reach](int query, std::vector<int> &to) { addRange(to, query - reach, query + reach + 1, keys); };
}

KeyRule dilatedWindow(int keys, int reach, int step)
{
    return [keys, reach, step](int query, std::vector<int> &to) {
        for (int j = -reach; j <= reach; ++j)
            addRange(to, query + j * step, query + j * step + 1, keys);
    };
}

KeyRule stridedKeys(int keys, int stride)
{
    return [keys, stride](int query, std::vector<int> &to) {
        for (int key = query % stride; key < query - stride && key < keys; key += stride)
            to.push_back(key);
        addRange(to, query - stride, query + 1, keys);
    };
}

KeyRule fixedKeys(int keys, int stride, int summary)
{
    return [keys, stride, summary](int query, std::vector<int> &to) {
        const int own = query / stride * stride;
        for (int block = 0; block < own; block += stride)
            addRange(to, block + std::max(stride - summary, 0), block + stride, keys);
        addRange(to, own, query + 1, keys);
    };
}

KeyRule blockKeys(int keys, int block)
{
    return [keys, block](int query, std::vector<int> &to) { addRange(to, query / block * block, query / block * block + block, keys); };
}

KeyRule windowAndGlobal(int keys, int reach, int global)
{
    return [keys, reach, global](int query, std::vector<int> &to) {
        if (query < global)
            return addRange(to, 0, keys, keys);
        addRange(to, 0, std::min(global, query - reach), keys);
        addRange(to, query - reach, query + reach + 1, keys);
    };
}

KeyRule bigBirdKeys(int keys, int block, int random, std::uint64_t seed)
{
    return [keys, block, random, seed](int query, std::vector<int> &to) {
        const int blocks = (keys + block - 1) / block;
        const int own = query / block;
        if (own == 0 || own >= blocks - 1)
            return addRange(to, 0, keys, keys);
        std::vector<int> seen{0, own - 1, own, own + 1, blocks - 1};
        tidy(seen);
        SeededNumbers numbers(seed, static_cast<std::uint64_t>(own));
        for (int drawn = 0; drawn < random && std::ssize(seen) < blocks; ++drawn) {
            int chosen = numbers.below(blocks - static_cast<int>(seen.size())); // counted among those that are not seen yet
            for (const int other : seen)
                chosen += other <= chosen ? 1 : 0;
            seen.insert(std::ranges::lower_bound(seen, chosen), chosen);
        }
        for (const int other : seen)
            addRange(to, other * block, other * block + block, keys);
    };
}

KeyRule sinksAndWindow(int keys, int sinks, int reach)
{
    return [keys, sinks, reach](int query, std::vector<int> &to) {
        const int first = std::max(query - reach + 1, 0);
        addRange(to, 0, std::min(sinks, first), keys);
        addRange(to, first, query + 1, keys);
    };
}

} // namespace headscope
