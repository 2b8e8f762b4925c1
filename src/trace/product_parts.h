// The two factors of a product stage before any of their numbers are fetched: what productOf, formulaOf and explain share.
#pragma once

#include "src/tensor/stored_matrix.h"
#include "src/trace/trace.h"

#include <optional>
#include <string>
#include <string_view>

namespace headscope {

/// result(r, c) = Σ_i left(r, i) · right(i, c) + bias(0, c).
struct ProductParts {
    StageKey left;
    std::optional<StageKey> right; ///< keys (to be transposed) or values; nothing when the right factor is a weight of the model
    StoredMatrix weight; ///< [I, C] when right is nothing
    MatrixView bias; ///< [1, C] or empty
    std::string_view weightSymbol; ///< "W_Q"

    /// Is the right factor a stage with a row for each column of the result?
    bool transposesRight() const;
    bool leftIsEncoder = false; ///< keys and values of cross-attention: the left factor is what the encoder hands on

    /// "X̂", "F (encoder)".
    std::string leftSymbol() const;
    /// "W_Q", "V", "K°ᵀ".
    std::string rightSymbol() const;
    /// "b_Q" for "W_Q".
    std::string biasSymbol() const { return "b" + std::string(weightSymbol.substr(1)); }
};

/// Nothing for stages that are no product. The views live as long as the trace's model. The key must name a place of the model.
std::optional<ProductParts> productParts(const Trace &trace, const StageKey &key);
/// What makes row 0 where the first token looks by its own maps (TransformerConfig::globalFirstToken); nothing where row 0 is made as
/// all others.
std::optional<ProductParts> firstRowParts(const Trace &trace, const StageKey &key);
/// What makes this row of a stage that is a product.
ProductParts partsOfRow(const Trace &trace, const StageKey &key, int row);

} // namespace headscope
