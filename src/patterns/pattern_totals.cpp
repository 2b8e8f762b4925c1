#include "src/patterns/pattern_totals.h"

#include "src/devices/cpu/target_clones.h"
#include "src/ops/vector_math.h"

#include <algorithm>
#include <cmath>
#include <cstddef>

namespace headscope {

namespace {

struct RowTotals {
    double sum = 0;
    double entropy = 0;
};

// Products and logarithms in single precision, which is what the weights have; the sums in double, because there are thousands.
HEADSCOPE_CLONES RowTotals addRow(const float *row, int count, double *received)
{
    double sum = 0;
    double entropy = 0;
#pragma omp simd reduction(+ : sum, entropy)
    for (int c = 0; c < count; ++c) {
        const float weight = row[c];
        sum += weight;
        received[c] += weight;
        entropy -= weight > 0.0f ? weight * fastLog2(weight) : 0.0f;
    }
    return {sum, std::isnan(sum) ? sum : entropy}; // the comparison passes a NaN over
}

} // namespace

bool PatternTotals::rowsSumToOne() const
{
    // A softmax in float32 is off by about 1e-7 per term; an edit worth showing is far larger.
    constexpr double tolerance = 1e-4;
    return std::ranges::all_of(rowSums, [](double sum) { return std::abs(sum - 1) <= tolerance; });
}

PatternTotals emptyTotals(int rows, int columns)
{
    PatternTotals totals;
    totals.rowSums.resize(static_cast<std::size_t>(rows));
    totals.rowEntropy.resize(static_cast<std::size_t>(rows));
    totals.received.resize(static_cast<std::size_t>(columns));
    return totals;
}

void addTotals(const MatrixView &block, int firstRow, PatternTotals &totals, std::span<double> received)
{
    std::vector<float> copy;
    for (int r = 0; r < block.rows; ++r) {
        const float *row = block.data + r * block.rowStride;
        if (block.colStride != 1) {
            copy.resize(static_cast<std::size_t>(block.cols));
            for (int c = 0; c < block.cols; ++c)
                copy[static_cast<std::size_t>(c)] = block(r, c);
            row = copy.data();
        }
        const RowTotals ofRow = addRow(row, block.cols, received.data());
        totals.rowSums[static_cast<std::size_t>(firstRow + r)] = ofRow.sum;
        totals.rowEntropy[static_cast<std::size_t>(firstRow + r)] = ofRow.entropy;
    }
}

PatternTotals patternTotals(const MatrixView &weights)
{
    PatternTotals totals = emptyTotals(weights.rows, weights.cols);
    addTotals(weights, 0, totals, totals.received);
    return totals;
}

} // namespace headscope
