// Which product makes a stage: A · B (+ bias) in Falk's scheme, with the very numbers the run used.
// Trap: a vocabulary of 150,000 columns, stored in 16 bits, is gigabytes of floats. Whoever shows some columns asks for those.
#pragma once

#include "src/trace/trace.h"

#include <cstddef>
#include <optional>
#include <span>
#include <string>

namespace headscope {

/// result(r, c) = Σ_i left(r, i) · right(i, c) + bias(0, c): every projection, q, k, v (and the global ones), rawScores, weightedSum,
/// outputProjection, mlpPre, mlpLinear, mlpOut, logits (or rawLogits), pooledPre, classLogits.
struct Product {
    /// What makes row 0 instead, where the first token looks by its own maps. The left factor is the same.
    struct FirstRow {
        Matrix right; ///< [I, C]
        Matrix bias; ///< [1, C] or empty
        std::optional<StageKey> rightStage;
        std::string rightSymbol; ///< "W_Q*", "K*ᵀ"
    };

    Matrix left; ///< [R, I]
    Matrix right; ///< [I, C], transposed already where the stage needs it (kᵀ)
    Matrix bias; ///< [1, C] or empty
    std::optional<FirstRow> firstRow; ///< then `right` and `bias` hold for the other rows only
    std::optional<StageKey> leftStage; ///< when left is a stage's matrix (so a row of left is a token)
    int leftFirstRow = 0; ///< row r of left is row leftFirstRow + r of its stage: other than 0 where a text's vector reads its last token
    std::optional<StageKey> rightStage; ///< when right is a stage's matrix (kᵀ: column = token; v: row = token)
    std::string leftSymbol; ///< "X̂", "Q", "A", "F (encoder)", …
    std::string rightSymbol; ///< "W_Q", "Kᵀ", "V", …
    std::string resultSymbol;
};

/// A right factor that is a weight of the model is copied whole up to this many numbers (64 MiB).
inline constexpr std::size_t kMostCopiedFactor = std::size_t{1} << 24;

/// Nothing for stages that are no product (norms, sums, softmax, …) or not of this model or layer, and for a weight of more numbers than
/// kMostCopiedFactor: ask for some of its columns then. Throws Error for a layer or head out of range, and when another program changed the
/// model's files.
std::optional<Product> productOf(const Trace &trace, const StageKey &key);
/// These columns of the result only, in this order: `right` and `bias` have one column for each. Costs what these columns cost, however
/// large the vocabulary. Throws Error also for a column out of range.
std::optional<Product> productOf(const Trace &trace, const StageKey &key, std::span<const int> columns);

} // namespace headscope
