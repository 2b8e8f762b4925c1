// Totals of one head's weights: what each row and column of the heatmap adds up to.
#pragma once

#include "src/tensor/matrix_view.h"

#include <vector>

namespace headscope {

struct PatternTotals {
    std::vector<double> rowSums; ///< 1 for weights straight from a softmax, whatever is hidden
    std::vector<double> rowEntropy; ///< −Σ_s A log₂ A in bits, of the weights as they are; meaningful when the row sums to 1
    std::vector<double> received; ///< Σ_t A(t, s): how much attention key s gets from all queries together

    /// Every row sums to 1, to what float32 adds up to over thousands of columns.
    bool rowsSumToOne() const;
};

/// weights [T, S].
PatternTotals patternTotals(const MatrixView &weights);

} // namespace headscope
