#include "ui/views/shared/charts/label_spread.h"

#include <algorithm>
#include <numeric>

namespace headscope {

std::vector<double> spreadLabels(std::span<const double> wished, double height, double top, double bottom)
{
    std::vector<std::size_t> order(wished.size());
    std::iota(order.begin(), order.end(), std::size_t(0));
    std::ranges::stable_sort(order, {}, [&](std::size_t i) { return wished[i]; });
    // With the heights of those above taken off, places only have to ascend: wishes that do not are pooled to their mean.
    struct Pool {
        double sum;
        int count;
    };
    std::vector<Pool> pools;
    const double last = bottom - height / 2 - height * (double(order.size()) - 1);
    for (std::size_t i = 0; i < order.size(); ++i) {
        pools.push_back({wished[order[i]] - height * double(i), 1});
        while (pools.size() > 1 && pools.back().sum / pools.back().count < pools[pools.size() - 2].sum / pools[pools.size() - 2].count) {
            const Pool pool = pools.back();
            pools.pop_back();
            pools.back().sum += pool.sum;
            pools.back().count += pool.count;
        }
    }
    std::vector<double> places(wished.size());
    std::size_t i = 0;
    for (const Pool &pool : pools)
        for (int each = 0; each < pool.count; ++each, ++i)
            places[order[i]] = std::max(top + height / 2, std::min(pool.sum / pool.count, last)) + height * double(i);
    return places;
}

} // namespace headscope
