#include "src/ops/layer_norm.h"

#include "src/devices/cpu/target_clones.h"

#include <cmath>

namespace headscope {

namespace {

HEADSCOPE_CLONES void layerNormRow(const float *x, const float *gain, const float *shift, float epsilon, int width, float *out)
{
    // Sums in double: a row of nearly equal numbers leaves only rounding after the mean is taken away, and 1 / √ε enlarges it.
    double sum = 0;
#pragma omp simd reduction(+ : sum)
    for (int c = 0; c < width; ++c)
        sum += x[c];
    const double mean = sum / width;

    // Two passes: E[x²] − mean² would cancel.
    double squares = 0;
#pragma omp simd reduction(+ : squares)
    for (int c = 0; c < width; ++c)
        squares += (x[c] - mean) * (x[c] - mean);
    const double scale = 1 / std::sqrt(squares / width + epsilon);

    if (shift)
        for (int c = 0; c < width; ++c)
            out[c] = static_cast<float>((x[c] - mean) * scale) * gain[c] + shift[c];
    else
        for (int c = 0; c < width; ++c)
            out[c] = static_cast<float>((x[c] - mean) * scale) * gain[c];
}

} // namespace

void layerNorm(MatrixView x, MatrixView gain, MatrixView shift, float epsilon, MutableMatrixView out)
{
    for (int r = 0; r < x.rows; ++r)
        layerNormRow(x.data + r * x.rowStride, gain.data, shift.data, epsilon, x.cols, out.row(r));
}

} // namespace headscope
