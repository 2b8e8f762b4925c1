#include "src/ops/finite.h"

#include "src/devices/cpu/target_clones.h"

namespace headscope {

namespace {

// 0 · x is 0 for a number and NaN for all else.
HEADSCOPE_CLONES float zeroTimes(const float *x, int count)
{
    float sum = 0.0f;
#pragma omp simd reduction(+ : sum)
    for (int i = 0; i < count; ++i)
        sum += 0.0f * x[i];
    return sum;
}

} // namespace

bool allFinite(const MatrixView &numbers)
{
    for (int r = 0; r < numbers.rows; ++r) {
        if (numbers.colStride == 1) {
            if (zeroTimes(numbers.data + r * numbers.rowStride, numbers.cols) != 0.0f)
                return false;
            continue;
        }
        for (int c = 0; c < numbers.cols; ++c)
            if (0.0f * numbers(r, c) != 0.0f)
                return false;
    }
    return true;
}

} // namespace headscope
