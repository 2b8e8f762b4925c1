#include "src/scores/measured_head.h"

#include <algorithm>
#include <cmath>
#include <tuple>

namespace headscope {

HeadRow measuredHead(const Trace &trace, int layer, int head)
{
    HeadRow row(layer, head);
    row.take(headScores(trace, layer, head));
    for (const ScoreDefinition &score : allScores())
        if (score.fromTrace)
            row.value(score.id) = score.fromTrace(trace, layer, head).value_or(kMissing);
    return row;
}

HeadOrder HeadOrder::of(ScoreId score)
{
    return {score, scoreDefinition(score).notable != Notable::low};
}

void sortHeads(std::vector<HeadRow> &rows, const HeadOrder &order)
{
    const auto place = [](const HeadRow &row) { return std::tuple(row.layer, row.head); };
    std::ranges::sort(rows, [&](const HeadRow &a, const HeadRow &b) {
        if (order.score) {
            const double left = a.value(*order.score);
            const double right = b.value(*order.score);
            if (std::isnan(left) != std::isnan(right))
                return std::isnan(right);
            if (!std::isnan(left) && left != right)
                return order.descending ? left > right : left < right;
            return place(a) < place(b);
        }
        return order.descending ? place(b) < place(a) : place(a) < place(b);
    });
}

} // namespace headscope
