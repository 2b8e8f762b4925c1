#include "src/ops/activations.h"

#include "src/ops/vector_math.h"

#include <cmath>

namespace headscope {

namespace {

HEADSCOPE_CLONES void geluErfRow(float *x, int count)
{
    for (int i = 0; i < count; ++i)
        x[i] = 0.5f * x[i] * (1.0f + fastErf(x[i] * 0.70710678118654752f));
}

HEADSCOPE_CLONES void geluTanhRow(float *x, int count)
{
    // (1 + tanh u) / 2 = 1 / (1 + e^(−2u)): one exponential, and no cancellation for large negative x.
    constexpr float twiceRoot = 2.0f * 0.79788456080286536f;
    for (int i = 0; i < count; ++i) {
        const float twiceU = twiceRoot * (x[i] + 0.044715f * x[i] * x[i] * x[i]);
        x[i] = x[i] / (1.0f + fastExp(-twiceU));
    }
}

HEADSCOPE_CLONES void sigmoidGateRow(float *x, float steepness, int count)
{
    for (int i = 0; i < count; ++i)
        x[i] = x[i] / (1.0f + fastExp(-steepness * x[i]));
}

HEADSCOPE_CLONES void reluRow(float *x, int count)
{
    for (int i = 0; i < count; ++i)
        x[i] = x[i] < 0.0f ? 0.0f : x[i];
}

} // namespace

void geluErf(MutableMatrixView x)
{
    for (int r = 0; r < x.rows; ++r)
        geluErfRow(x.row(r), x.cols);
}

void geluTanh(MutableMatrixView x)
{
    for (int r = 0; r < x.rows; ++r)
        geluTanhRow(x.row(r), x.cols);
}

void geluQuick(MutableMatrixView x)
{
    for (int r = 0; r < x.rows; ++r)
        sigmoidGateRow(x.row(r), 1.702f, x.cols);
}

void silu(MutableMatrixView x)
{
    for (int r = 0; r < x.rows; ++r)
        sigmoidGateRow(x.row(r), 1.0f, x.cols);
}

void tanhOf(MutableMatrixView x)
{
    for (int r = 0; r < x.rows; ++r)
        for (int c = 0; c < x.cols; ++c)
            x(r, c) = std::tanh(x(r, c));
}

void relu(MutableMatrixView x)
{
    for (int r = 0; r < x.rows; ++r)
        reluRow(x.row(r), x.cols);
}

} // namespace headscope
