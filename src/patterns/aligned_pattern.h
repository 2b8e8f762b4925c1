// Two patterns on the same rows and columns: either of them, or B − A, over an alignment of their tokens. Where one has no such token there
// is no number.
#pragma once

#include "src/patterns/pattern.h"
#include "src/patterns/token_alignment.h"

#include <memory>
#include <optional>
#include <stop_token>

namespace headscope {

struct AlignedAxes {
    std::vector<AlignedUnit> rows;
    std::vector<AlignedUnit> columns;
};

/// Rows and columns are places of the alignment, one span for each. NaN where a token is unmatched, −∞ where a mask forbids the pair in all
/// that is shown.
class AlignedPattern : public Pattern {
public:
    enum class Shows { a, b, difference };

    AlignedPattern(
        Shows shows, std::shared_ptr<const Pattern> a, std::shared_ptr<const Pattern> b, std::shared_ptr<const AlignedAxes> axes);

    void block(int firstRow, int firstColumn, MutableMatrixView out) const override;
    std::string formula() const override;
    bool rowsSumToOne() const override { return false; }

private:
    Shows m_shows;
    std::shared_ptr<const Pattern> m_a;
    std::shared_ptr<const Pattern> m_b;
    std::shared_ptr<const AlignedAxes> m_axes;
};

struct PatternComparison {
    std::size_t cells = 0; ///< that both have, no mask forbids in either, and are defined
    std::size_t undefined = 0; ///< those that would count but are NaN or ∞ in A or B
    double meanDifference = 0; ///< mean |B − A|; NaN when some are undefined
    double largestDifference = 0; ///< B − A of the largest size among the defined, with its sign
    int row = -1; ///< where it is, as a place of the alignment; −1: there is no cell
    int column = -1;
    std::optional<double> correlation; ///< Pearson's; nothing when all numbers of A or of B are the same, NaN when some are undefined
};

/// Block by block, in double precision. Nothing when stopped.
std::optional<PatternComparison> comparePatterns(
    const Pattern &a, const Pattern &b, const AlignedAxes &axes, const std::stop_token &stop = {});

} // namespace headscope
