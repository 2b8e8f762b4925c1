#include "src/ops/softmax.h"

#include "src/ops/vector_math.h"

#include <algorithm>
#include <limits>

namespace headscope {

namespace {

HEADSCOPE_CLONES void softmaxRow(float *x, int count)
{
    float maximum = -std::numeric_limits<float>::infinity();
#pragma omp simd reduction(max : maximum)
    for (int i = 0; i < count; ++i)
        maximum = x[i] > maximum ? x[i] : maximum;
    // Nothing but −∞ (or NaN, which compares greater than nothing): −∞ − −∞ would be NaN, so subtract 0 instead.
    if (maximum == -std::numeric_limits<float>::infinity())
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
