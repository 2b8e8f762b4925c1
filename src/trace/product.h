// Which product makes a stage: A · B (+ bias) in Falk's scheme, with the very numbers the run used.
#pragma once

#include "src/trace/trace.h"

#include <optional>
#include <string>

namespace headscope {

/// result(r, c) = Σ_i left(r, i) · right(i, c) + bias(0, c). For q, k, v, rawScores, weightedSum, outputProjection, mlpPre, mlpOut, logits.
struct Product {
    Matrix left; ///< [R, I]
    Matrix right; ///< [I, C], transposed already where the stage needs it (kᵀ)
    Matrix bias; ///< [1, C] or empty
    std::optional<StageKey> leftStage; ///< when left is a stage's matrix (so a row of left is a token)
    std::optional<StageKey> rightStage; ///< when right is a stage's matrix (kᵀ: column = token; v: row = token)
    std::string leftSymbol; ///< "X̂", "Q", "A", …
    std::string rightSymbol; ///< "W_Q", "Kᵀ", "V", …
    std::string resultSymbol;
};

/// Nothing for stages that are no product (norms, sums, softmax, …) or not of this model. Throws Error for a layer or head out of range.
std::optional<Product> productOf(const Trace &trace, const StageKey &key);

/// The stage's formula with this model's own symbols: StageInfo::formula without a bias or a norm that the model does not have.
/// The key must name a place of the model.
std::string formulaOf(const Trace &trace, const StageKey &key);

} // namespace headscope
