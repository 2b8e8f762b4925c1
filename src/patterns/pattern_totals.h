// Totals of a pattern: what each row and column of the heatmap adds up to.
#pragma once

#include "src/tensor/matrix_view.h"

#include <span>
#include <vector>

namespace headscope {

struct PatternTotals {
    std::vector<double> rowSums; ///< 1 for weights straight from a softmax, whatever is hidden
    std::vector<double> rowEntropy; ///< −Σ_s A log₂ A in bits, of the weights as they are; meaningful when the row sums to 1
    std::vector<double> received; ///< Σ_t A(t, s): how much attention key s gets from all queries together

    /// Every row sums to 1, to what float32 adds up to over thousands of columns.
    bool rowsSumToOne() const;
};

/// Of a pattern of this size, before any row was added.
PatternTotals emptyTotals(int rows, int columns);
/// Adds rows firstRow … of the pattern, of which `block` may have the first columns only (the others are 0). Fills in rowSums and
/// rowEntropy (to about 1e-6) of these rows and adds to `received`, which is the totals' own or, with several threads, one of each.
void addTotals(const MatrixView &block, int firstRow, PatternTotals &totals, std::span<double> received);
/// weights [T, S].
PatternTotals patternTotals(const MatrixView &weights);

} // namespace headscope
