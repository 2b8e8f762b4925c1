#include "src/patterns/strongest_pairs.h"

#include "src/attention/attention.h"

#include <algorithm>

namespace headscope {

namespace {

/// Is a drawn before b? A total order, so that the same pattern always gives the same pairs.
bool isBefore(const StrongPair &a, const StrongPair &b)
{
    if (a.value != b.value)
        return a.value > b.value;
    return a.row != b.row ? a.row < b.row : a.column < b.column;
}

} // namespace

int StrongestPairs::countFrom(float least) const
{
    const auto end = std::ranges::partition_point(pairs, [&](const StrongPair &pair) { return pair.value >= least; });
    return static_cast<int>(end - pairs.begin());
}

int StrongestPairs::countOfShare(double share) const
{
    double sum = 0;
    for (std::size_t i = 0; i < pairs.size(); ++i) {
        if (sum >= share * total)
            return static_cast<int>(i);
        sum += static_cast<double>(pairs[i].value);
    }
    return static_cast<int>(pairs.size());
}

double StrongestPairs::shareOf(int count) const
{
    double sum = 0;
    for (int i = 0; i < std::min(count, static_cast<int>(pairs.size())); ++i)
        sum += static_cast<double>(pairs[static_cast<std::size_t>(i)].value);
    return total > 0 ? sum / total : 0;
}

StrongestPairs strongestPairs(const Pattern &pattern, int most, const std::stop_token &stop)
{
    StrongestPairs result;
    std::vector<StrongPair> &heap = result.pairs; // the weakest on top
    const int columns = pattern.columnCount();
    std::vector<float> numbers(static_cast<std::size_t>(kAttentionRows) * static_cast<std::size_t>(columns));
    for (int first = 0; first < pattern.rowCount() && !stop.stop_requested(); first += kAttentionRows) {
        const int rows = std::min(kAttentionRows, pattern.rowCount() - first);
        pattern.block(first, 0, {numbers.data(), rows, columns, columns});
        for (int r = 0; r < rows; ++r) {
            const float *row = numbers.data() + static_cast<std::size_t>(r) * static_cast<std::size_t>(columns);
            for (int c = 0; c < columns; ++c) {
                if (!(row[c] > 0))
                    continue;
                result.total += static_cast<double>(row[c]);
                const StrongPair pair{first + r, c, row[c]};
                if (static_cast<int>(heap.size()) < most) {
                    heap.push_back(pair);
                    std::ranges::push_heap(heap, isBefore);
                } else if (most > 0 && isBefore(pair, heap.front())) {
                    std::ranges::pop_heap(heap, isBefore);
                    heap.back() = pair;
                    std::ranges::push_heap(heap, isBefore);
                }
            }
        }
    }
    std::ranges::sort(heap, isBefore);
    return result;
}

} // namespace headscope
