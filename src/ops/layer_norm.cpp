#include "src/ops/layer_norm.h"

#include "src/devices/cpu/target_clones.h"

#include <cmath>

namespace headscope {

namespace {

HEADSCOPE_CLONES void layerNormRow(const float *x, const float *gain, const float *shift, float epsilon, int width, float *out)
{
    const float count = static_cast<float>(width);
    float sum = 0.0f;
#pragma omp simd reduction(+ : sum)
    for (int c = 0; c < width; ++c)
        sum += x[c];
    const float mean = sum / count;

    // Two passes: E[x²] − mean² would cancel.
    float squares = 0.0f;
#pragma omp simd reduction(+ : squares)
    for (int c = 0; c < width; ++c)
        squares += (x[c] - mean) * (x[c] - mean);
    const float scale = 1.0f / std::sqrt(squares / count + epsilon);

    if (shift)
        for (int c = 0; c < width; ++c)
            out[c] = (x[c] - mean) * scale * gain[c] + shift[c];
    else
        for (int c = 0; c < width; ++c)
            out[c] = (x[c] - mean) * scale * gain[c];
}

} // namespace

void layerNorm(MatrixView x, MatrixView gain, MatrixView shift, float epsilon, MutableMatrixView out)
{
    for (int r = 0; r < x.rows; ++r)
        layerNormRow(x.data + r * x.rowStride, gain.data, shift.data, epsilon, x.cols, out.row(r));
}

} // namespace headscope
