// A pattern made small enough to be seen: each cell of the picture stands for a rectangle of the pattern's cells.
// Trap: a mean washes out the thin lines that attention draws, and picking every second cell loses them; so the rule is the largest number
// unless someone chose otherwise, and whoever shows a picture says which rule made it.
#pragma once

#include "src/enum_rows.h"
#include "src/patterns/pattern.h"
#include "src/patterns/pattern_totals.h"

#include <array>
#include <atomic>
#include <cstddef>
#include <optional>
#include <stop_token>
#include <string_view>
#include <vector>

namespace headscope {

enum class PoolRule {
    largest, ///< the number of largest size, sign kept
    mean, ///< of the numbers that are not −∞
    sum ///< of the same
};

struct PoolRuleInfo {
    PoolRule id;
    std::string_view name; ///< in sessions: "largest"
    std::string_view title; ///< "Largest"; English, the ui translates it
    std::string_view phrase; ///< "the largest"
};
inline constexpr std::array<PoolRuleInfo, countOf<PoolRule>()> kPoolRules{{{PoolRule::largest, "largest", "Largest", "the largest"},
    {PoolRule::mean, "mean", "Mean", "the mean"}, {PoolRule::sum, "sum", "Sum", "the sum"}}};
static_assert(hasRowForEach(kPoolRules));

/// How the rows (or columns) of a pattern are shared out among those of the picture.
class PoolAxis {
public:
    /// Into `most` parts that differ by one at most; a side that is short enough stays as it is.
    static PoolAxis atMost(int count, int most);
    /// Parts of `step`; the last may be shorter.
    static PoolAxis steps(int count, int step);

    int count() const { return m_count; } ///< of the pattern
    int cells() const { return m_cells; } ///< of the picture
    /// The first row that a row of the picture stands for; first(cells()) is count().
    int first(int cell) const;
    int cellOf(int index) const;

private:
    PoolAxis(int count, int cells, int step);

    int m_count;
    int m_cells;
    int m_step; ///< 0: parts of even size
};

/// Pools blocks of whole rows as they come.
class PatternPool {
public:
    /// unseen: what cells are that no block reached, a pattern's beyondReach().
    PatternPool(PoolRule rule, const PoolAxis &rows, const PoolAxis &columns, float unseen);

    /// Rows firstRow … of the pattern, from its first column on; it may have fewer columns than the pattern. −∞ and NaN give way to every
    /// finite number. No row twice; the rows of one cell in one go or in neighbouring calls.
    void addRows(int firstRow, const MatrixView &block);

    int rows() const { return m_rows.cells(); }
    int columns() const { return m_columns.cells(); }
    /// A cell of the picture stands for more than one number.
    bool pools() const { return rows() < m_rows.count() || columns() < m_columns.count(); }
    /// The picture, row by row; −∞ where there was no finite number. The pool is empty afterwards.
    std::vector<float> take();

private:
    void closeRow();

    PoolRule m_rule;
    PoolAxis m_rows;
    PoolAxis m_columns;
    float m_unseen;
    std::vector<int> m_firstColumns; ///< of each column of the picture, and the end
    int m_row = -1; ///< of the picture: the one that m_line is of
    std::vector<float> m_line; ///< for each column of the pattern, over the rows so far
    std::vector<float> m_missing; ///< how many of them are not finite; not for the largest
    std::vector<float> m_values;
};

/// A whole pattern in one pass.
struct PooledPattern {
    PoolRule rule = PoolRule::largest;
    int step = 1; ///< a cell stands for step × step of the pattern's, fewer at the edges
    int rows = 0;
    int columns = 0;
    std::vector<float> values; ///< rows × columns
    PatternTotals totals; ///< of the pattern itself; empty when they were not asked for
    float smallest = 0; ///< finite number of the pattern itself
    float largest = 0; ///< −1, below the smallest: there is none
};

enum class WithTotals { no, yes };
/// The least step (a power of two) that gives at most `mostCells` rows and columns. On several threads; nothing when stopped.
/// rowsDone: counted up by the pattern's rows while they are done.
std::optional<PooledPattern> poolPattern(const Pattern &pattern, PoolRule rule, int mostCells, WithTotals totals,
    const std::stop_token &stop = {}, std::atomic<int> *rowsDone = nullptr);

/// Cells of one zoom level: 256 × 256 cells, each of 2^level × 2^level of the pattern's.
struct PatternTile {
    static constexpr int kSide = 256;

    int level = 0;
    int row = 0; ///< counted in tiles
    int column = 0;
    auto operator<=>(const PatternTile &) const = default;
};
/// The numbers of one tile, row by row; tiles at the edge have fewer rows or columns. Nothing when stopped.
struct TileNumbers {
    int rows = 0;
    int columns = 0;
    std::vector<float> values;
};
std::optional<TileNumbers> tileNumbers(const Pattern &pattern, PoolRule rule, const PatternTile &tile, const std::stop_token &stop = {});

} // namespace headscope
