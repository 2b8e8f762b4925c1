#include "src/ops/rms_norm.h"

#include "src/devices/cpu/target_clones.h"

#include <cmath>

namespace headscope {

namespace {

HEADSCOPE_CLONES void rmsNormRow(const float *x, const float *gain, const float *shift, float epsilon, float gainOffset, int width, float *out)
{
    double squares = 0;
#pragma omp simd reduction(+ : squares)
    for (int c = 0; c < width; ++c)
        squares += static_cast<double>(x[c]) * x[c];
    const auto scale = static_cast<float>(1 / std::sqrt(squares / width + epsilon));

    if (shift)
        for (int c = 0; c < width; ++c)
            out[c] = x[c] * scale * (gainOffset + gain[c]) + shift[c];
    else
        for (int c = 0; c < width; ++c)
            out[c] = x[c] * scale * (gainOffset + gain[c]);
}

} // namespace

void rmsNorm(MatrixView x, MatrixView gain, MatrixView shift, float epsilon, MutableMatrixView out, float gainOffset)
{
    for (int r = 0; r < x.rows; ++r)
        rmsNormRow(x.data + r * x.rowStride, gain.data, shift.data, epsilon, gainOffset, x.cols, out.row(r));
}

} // namespace headscope
