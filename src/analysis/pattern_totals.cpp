#include "src/analysis/pattern_totals.h"

#include <algorithm>
#include <cmath>

namespace headscope {

bool PatternTotals::rowsSumToOne() const
{
    // A softmax in float32 is off by about 1e-7 per term; an edit worth showing is far larger.
    constexpr double tolerance = 1e-4;
    return std::ranges::all_of(rowSums, [](double sum) { return std::abs(sum - 1) <= tolerance; });
}

PatternTotals patternTotals(const MatrixView &weights)
{
    PatternTotals totals;
    totals.rowSums.resize(weights.rows);
    totals.rowEntropy.resize(weights.rows);
    totals.received.resize(weights.cols);
    for (int t = 0; t < weights.rows; ++t) {
        for (int s = 0; s < weights.cols; ++s) {
            const double weight = weights(t, s);
            totals.rowSums[t] += weight;
            totals.received[s] += weight;
            if (weight > 0)
                totals.rowEntropy[t] -= weight * std::log2(weight);
        }
    }
    return totals;
}

} // namespace headscope
