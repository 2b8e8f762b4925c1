#include "src/patterns/partial_pattern.h"

#include "src/error.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <mutex>

namespace headscope {

namespace {

constexpr int kRowsAtOnce = 64;
constexpr int kColumnsAtOnce = 2048;

std::vector<TokenSpan> kept(const std::vector<TokenSpan> &spans, const std::vector<int> &keep, const char *axis)
{
    std::vector<TokenSpan> result;
    result.reserve(keep.size());
    int before = -1;
    for (const int index : keep) {
        if (index <= before || index >= static_cast<int>(spans.size()))
            throw Error(
                "there is no place " + std::to_string(index) + " behind " + std::to_string(before) + " of " + std::to_string(spans.size()),
                axis);
        before = index;
        result.push_back(spans[static_cast<std::size_t>(index)]);
    }
    return result;
}

class PartialPattern : public Pattern {
public:
    PartialPattern(std::shared_ptr<const Pattern> whole, std::vector<int> keepRows, std::vector<int> keepColumns, bool renormalise)
        : Pattern(kept(whole->rows(), keepRows, "rows"), kept(whole->columns(), keepColumns, "columns"))
        , m_whole(std::move(whole))
        , m_keepRows(std::move(keepRows))
        , m_keepColumns(std::move(keepColumns))
        , m_renormalise(renormalise)
        , m_sums(renormalise ? m_keepRows.size() : 0, std::numeric_limits<double>::quiet_NaN())
    {
    }

    void block(int firstRow, int firstColumn, MutableMatrixView out) const override
    {
        forTiles(firstRow, out.rows, firstColumn, out.cols, [&](int row, int column, float number) { out(row, column) = number; });
        if (!m_renormalise)
            return;
        const std::vector<double> sums = sumsOf(firstRow, out.rows);
        for (int r = 0; r < out.rows; ++r) {
            const double sum = sums[static_cast<std::size_t>(r)];
            for (int c = 0; c < out.cols; ++c)
                out(r, c) = sum > 0 || std::isnan(sum) ? static_cast<float>(out(r, c) / sum) : 0.0f;
        }
    }
    int reach(int firstRow, int rowCount) const override
    {
        if (rowCount == 0)
            return 0;
        const int whole = m_whole->reach(keepRow(firstRow), keepRow(firstRow + rowCount - 1) + 1 - keepRow(firstRow));
        return static_cast<int>(std::lower_bound(m_keepColumns.begin(), m_keepColumns.end(), whole) - m_keepColumns.begin());
    }
    float beyondReach() const override { return m_whole->beyondReach(); }
    std::string formula() const override
    {
        return m_whole->formula()
            + (m_renormalise ? "; hidden tokens left out, each row divided by the sum of the rest (0 where nothing is left)"
                             : "; hidden tokens left out");
    }
    bool rowsSumToOne() const override { return m_renormalise || (m_whole->rowsSumToOne() && columnCount() == m_whole->columnCount()); }

private:
    /// use(row − firstRow, column − firstColumn, number) for every number of the block, from tiles of the whole pattern.
    template <typename Use>
    void forTiles(int firstRow, int rowCount, int firstColumn, int columnCount, const Use &use) const
    {
        std::vector<float> numbers;
        for (int r = 0; r < rowCount;) {
            const int top = keepRow(firstRow + r);
            int rowEnd = r;
            while (rowEnd < rowCount && keepRow(firstRow + rowEnd) < top + kRowsAtOnce)
                ++rowEnd;
            const int height = keepRow(firstRow + rowEnd - 1) + 1 - top;
            for (int c = 0; c < columnCount;) {
                const int left = keepColumn(firstColumn + c);
                int columnEnd = c;
                while (columnEnd < columnCount && keepColumn(firstColumn + columnEnd) < left + kColumnsAtOnce)
                    ++columnEnd;
                const int width = keepColumn(firstColumn + columnEnd - 1) + 1 - left;
                numbers.resize(static_cast<std::size_t>(height) * static_cast<std::size_t>(width));
                const MutableMatrixView tile{numbers.data(), height, width, width};
                m_whole->block(top, left, tile);
                for (int i = r; i < rowEnd; ++i)
                    for (int j = c; j < columnEnd; ++j)
                        use(i, j, tile(keepRow(firstRow + i) - top, keepColumn(firstColumn + j) - left));
                c = columnEnd;
            }
            r = rowEnd;
        }
    }

    std::vector<double> sumsOf(int firstRow, int rowCount) const
    {
        const std::lock_guard lock(m_mutex);
        const auto begin = m_sums.begin() + firstRow;
        for (int r = 0; r < rowCount;) {
            if (!std::isnan(begin[r])) {
                ++r;
                continue;
            }
            int end = r;
            for (; end < rowCount && std::isnan(begin[end]); ++end)
                begin[end] = 0;
            forTiles(firstRow + r, end - r, 0, columnCount(), [&](int row, int, float number) { begin[r + row] += number; });
            r = end;
        }
        return {begin, begin + rowCount};
    }

    int keepRow(int index) const { return m_keepRows[static_cast<std::size_t>(index)]; }
    int keepColumn(int index) const { return m_keepColumns[static_cast<std::size_t>(index)]; }

    std::shared_ptr<const Pattern> m_whole;
    std::vector<int> m_keepRows;
    std::vector<int> m_keepColumns;
    bool m_renormalise;
    mutable std::mutex m_mutex;
    mutable std::vector<double> m_sums; ///< of each row over the columns that are left; NaN: not yet known
};

} // namespace

std::shared_ptr<const Pattern> partialPattern(
    std::shared_ptr<const Pattern> whole, std::vector<int> keepRows, std::vector<int> keepColumns, bool renormalise)
{
    return std::make_shared<PartialPattern>(std::move(whole), std::move(keepRows), std::move(keepColumns), renormalise);
}

} // namespace headscope
