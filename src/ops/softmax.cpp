#include "src/ops/softmax.h"

#include "src/ops/vector_math.h"

#include <algorithm>
#include <limits>

namespace headscope {

namespace {

HEADSCOPE_CLONES SoftmaxSums softmaxRow(float *x, int count)
{
    constexpr float kInfinity = std::numeric_limits<float>::infinity();
    float maximum = -kInfinity;
    int undefined = 0;
#pragma omp simd reduction(max : maximum) reduction(+ : undefined)
    for (int i = 0; i < count; ++i) {
        maximum = x[i] > maximum ? x[i] : maximum;
        undefined += x[i] != x[i];
    }
    // An overflow stays visible whatever instructions run: fastExp() may turn a NaN into a number.
    if (undefined > 0 || maximum == kInfinity) {
        constexpr float nan = std::numeric_limits<float>::quiet_NaN();
        std::fill_n(x, count, nan);
        return {nan, nan};
    }
    // Nothing but −∞: −∞ − −∞ would be NaN, so subtract 0 instead.
    if (maximum == -kInfinity)
        maximum = 0.0f;

    float sum = 0.0f;
#pragma omp simd reduction(+ : sum)
    for (int i = 0; i < count; ++i) {
        const float e = fastExp(x[i] - maximum);
        x[i] = e;
        sum += e;
    }
    if (sum == 0.0f)
        return {maximum, 1};
    for (int i = 0; i < count; ++i)
        x[i] /= sum;
    return {maximum, sum};
}

HEADSCOPE_CLONES void rowPart(float *x, int count, float maximum, float sum)
{
#pragma omp simd
    for (int i = 0; i < count; ++i)
        x[i] = fastExp(x[i] - maximum) / sum;
}

} // namespace

void softmaxRows(MutableMatrixView x, std::span<SoftmaxSums> sums)
{
    for (int r = 0; r < x.rows; ++r) {
        const SoftmaxSums ofRow = softmaxRow(x.row(r), x.cols);
        if (!sums.empty())
            sums[static_cast<std::size_t>(r)] = ofRow;
    }
}

void softmaxPart(MutableMatrixView x, std::span<const SoftmaxSums> sums)
{
    for (int r = 0; r < x.rows; ++r)
        rowPart(x.row(r), x.cols, sums[static_cast<std::size_t>(r)].largest, sums[static_cast<std::size_t>(r)].sum);
}

} // namespace headscope
