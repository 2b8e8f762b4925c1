#include "src/patterns/pairs_by_rule.h"

#include "src/tensor/missing_number.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <limits>

namespace headscope {

namespace {

constexpr int kRowsAtOnce = 64;
constexpr float kInfinity = std::numeric_limits<float>::infinity();

/// In the order of the numbers: the first 16 bits of a float, turned round for negative ones.
std::uint32_t ordered(float number)
{
    const auto bits = std::bit_cast<std::uint32_t>(number);
    return (bits & 0x80000000u ? ~bits : bits | 0x80000000u) >> 16;
}

/// use(row, column, number) for all pairs that may count; false when stopped.
template <typename Use>
bool forPairs(
    const Pattern &pattern, const std::vector<char> &rows, const std::vector<char> &columns, const std::stop_token &stop, const Use &use)
{
    // Where nothing lies beyond reach but −∞ or 0, there is no pair.
    std::vector<float> numbers;
    for (int first = 0; first < pattern.rowCount(); first += kRowsAtOnce) {
        if (stop.stop_requested())
            return false;
        const int count = std::min(kRowsAtOnce, pattern.rowCount() - first);
        const int reach = pattern.reach(first, count);
        if (reach == 0)
            continue;
        numbers.resize(static_cast<std::size_t>(count) * static_cast<std::size_t>(reach));
        const MutableMatrixView block{numbers.data(), count, reach, reach};
        pattern.block(first, 0, block);
        for (int r = 0; r < count; ++r) {
            if (!rows.empty() && !rows[static_cast<std::size_t>(first + r)])
                continue;
            const float *row = block.row(r);
            for (int c = 0; c < reach; ++c)
                if (columns.empty() || columns[static_cast<std::size_t>(c)])
                    use(first + r, c, row[c]);
        }
    }
    return true;
}

} // namespace

std::optional<RuledPairs> pairsByRule(const Pattern &pattern, const PairRule &rule, std::size_t most, const std::vector<char> &rows,
    const std::vector<char> &columns, const std::stop_token &stop)
{
    RuledPairs result;
    const bool scores = std::isinf(pattern.beyondReach());
    const auto counts = [scores](float number) { return scores ? std::isfinite(number) : std::isfinite(number) && number != 0; };
    std::vector<std::int64_t> histogram(1u << 16);
    float smallest = kInfinity;
    float largest = -smallest;
    if (!forPairs(pattern, rows, columns, stop, [&](int, int, float number) {
            if (!counts(number)) {
                result.undefined += isUndefined(number) || number == kInfinity ? 1 : 0;
                return;
            }
            ++result.possible;
            ++histogram[ordered(number)];
            smallest = std::min(smallest, number);
            largest = std::max(largest, number);
        }))
        return std::nullopt;
    if (result.possible == 0)
        return result;
    result.smallest = smallest;
    result.largest = largest;

    const bool byShare = rule.kind == PairRule::Kind::share;
    const auto wanted = byShare ? static_cast<std::int64_t>(std::ceil(rule.value * static_cast<double>(result.possible))) : result.possible;
    const std::int64_t limit = std::min(wanted, static_cast<std::int64_t>(most));
    // The largest numbers first, as many bins as fit; at least the strongest bin, or nothing would be seen of equal numbers.
    std::uint32_t lowest = static_cast<std::uint32_t>(histogram.size());
    std::int64_t kept = 0;
    while (lowest > 0 && (kept + histogram[lowest - 1] <= limit || (kept == 0 && limit > 0))) {
        --lowest;
        kept += histogram[lowest];
    }
    const float least = byShare ? -kInfinity : static_cast<float>(rule.value);
    const auto follows = [&](float number) { return counts(number) && number >= least; };
    std::int64_t following = 0;
    if (!forPairs(pattern, rows, columns, stop, [&](int row, int column, float number) {
            if (!follows(number))
                return;
            ++following;
            if (ordered(number) >= lowest && result.pairs.size() < most)
                result.pairs.push_back({row, column, number});
        }))
        return std::nullopt;
    result.cut = std::min(wanted, following) > static_cast<std::int64_t>(most);
    std::stable_sort(result.pairs.begin(), result.pairs.end(), [](const RuledPair &a, const RuledPair &b) { return a.weight < b.weight; });
    result.threshold = result.pairs.empty() ? 0 : result.pairs.front().weight;
    return result;
}

} // namespace headscope
