// Whether numbers are numbers.
#pragma once

#include "src/tensor/matrix_view.h"

namespace headscope {

/// No NaN, no ∞, no −∞. Rows contiguous, or any strides (slower).
bool allFinite(const MatrixView &numbers);

} // namespace headscope
