// The two factors of a product stage before any of their numbers are fetched: what productOf and explain share.
#pragma once

#include "src/tensor/stored_matrix.h"
#include "src/trace/trace.h"

#include <optional>
#include <string_view>

namespace headscope {

/// result(r, c) = Σ_i left(r, i) · right(i, c) + bias(0, c).
struct ProductParts {
    StageKey left;
    std::optional<StageKey> right; ///< k (to be transposed) or v; nothing when the right factor is a weight of the model
    StoredMatrix weight; ///< [I, C] when right is nothing
    MatrixView bias; ///< [1, C] or empty
    std::string_view weightSymbol; ///< "W_Q"
};

/// Nothing for stages that are no product. The views live as long as the trace's model. The stage must be one of the model's.
std::optional<ProductParts> productParts(const Trace &trace, const StageKey &key);

} // namespace headscope
