// The activation that a configuration names.
#pragma once

#include "src/models/config.h"
#include "src/models/work_matrix.h"
#include "src/ops/activations.h"

namespace headscope {

/// x := f(x), number by number.
inline void activate(Activation kind, MutableMatrixView x)
{
    const auto with = [&](void (*function)(MutableMatrixView)) {
        forRows(x, [&](int first, int rows) { function(x.rowRange(first, rows)); });
    };
    switch (kind) {
    case Activation::identity: return;
    case Activation::gelu: return with(geluErf);
    case Activation::geluTanh: return with(geluTanh);
    case Activation::geluQuick: return with(geluQuick);
    case Activation::relu: return with(relu);
    case Activation::silu: return with(silu);
    case Activation::tanh: return with(tanhOf);
    }
}

} // namespace headscope
