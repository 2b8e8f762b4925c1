#include "src/ops/softmax.h"

#include "src/ops/vector_math.h"

#include <algorithm>
#include <limits>

namespace headscope {

namespace {

HEADSCOPE_CLONES void softmaxRow(float *x, int count)
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
        std::fill_n(x, count, std::numeric_limits<float>::quiet_NaN());
        return;
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
        return;
    for (int i = 0; i < count; ++i)
        x[i] /= sum;
}

} // namespace

void softmaxRows(MutableMatrixView x)
{
    for (int r = 0; r < x.rows; ++r)
        softmaxRow(x.row(r), x.cols);
}

} // namespace headscope
