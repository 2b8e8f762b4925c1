#include "src/patterns/grouped_pattern.h"

#include "src/error.h"

#include <algorithm>

namespace headscope {

namespace {

// So many numbers of the tokens' pattern are held at once: few enough for the cache, many enough that a block costs little to ask for.
constexpr int kRowsAtOnce = 64;
constexpr int kColumnsAtOnce = 2048;

void check(const std::vector<TokenSpan> &spans, int tokens, const char *axis)
{
    int next = 0;
    for (const TokenSpan &span : spans) {
        if (span.first != next || span.last <= span.first)
            throw Error("the units do not follow each other at token " + std::to_string(next), axis);
        next = span.last;
    }
    if (next != tokens)
        throw Error("the units cover " + std::to_string(next) + " of " + std::to_string(tokens) + " tokens", axis);
}

class GroupedPattern : public Pattern {
public:
    GroupedPattern(std::shared_ptr<const Pattern> tokens, std::vector<TokenSpan> rows, std::vector<TokenSpan> columns, std::string units)
        : Pattern(std::move(rows), std::move(columns))
        , m_tokens(std::move(tokens))
        , m_units(std::move(units))
    {
    }

    void block(int firstRow, int firstColumn, MutableMatrixView out) const override
    {
        for (int r = 0; r < out.rows; ++r)
            std::fill_n(out.row(r), out.cols, 0.0f);
        if (out.empty())
            return;
        const auto rowSpan = [&](int r) { return rows()[static_cast<std::size_t>(firstRow + r)]; };
        const auto columnSpan = [&](int c) { return columns()[static_cast<std::size_t>(firstColumn + c)]; };
        const int lastRow = rowSpan(out.rows - 1).last;
        const int lastColumn = columnSpan(out.cols - 1).last;
        std::vector<float> numbers(static_cast<std::size_t>(std::min(kRowsAtOnce, lastRow - rowSpan(0).first))
            * static_cast<std::size_t>(std::min(kColumnsAtOnce, lastColumn - columnSpan(0).first)));
        int firstUnit = 0; // of the rows at hand
        for (int row = rowSpan(0).first; row < lastRow; row += kRowsAtOnce) {
            const int rowCount = std::min(kRowsAtOnce, lastRow - row);
            while (rowSpan(firstUnit).last <= row)
                ++firstUnit;
            int firstColumnUnit = 0;
            for (int column = columnSpan(0).first; column < lastColumn; column += kColumnsAtOnce) {
                const int columnCount = std::min(kColumnsAtOnce, lastColumn - column);
                while (columnSpan(firstColumnUnit).last <= column)
                    ++firstColumnUnit;
                const MutableMatrixView tile{numbers.data(), rowCount, columnCount, columnCount};
                m_tokens->block(row, column, tile);
                int unit = firstUnit;
                for (int r = 0; r < rowCount; ++r) {
                    while (rowSpan(unit).last <= row + r)
                        ++unit;
                    const TokenSpan span = rowSpan(unit);
                    addRow(tile.row(r), column, columnCount, columnSpan, firstColumnUnit, 1.0 / (span.last - span.first), out.row(unit));
                }
            }
        }
    }
    int reach(int firstRow, int rowCount) const override
    {
        if (rowCount == 0)
            return 0;
        const int first = rows()[static_cast<std::size_t>(firstRow)].first;
        const int tokens = m_tokens->reach(first, rows()[static_cast<std::size_t>(firstRow + rowCount - 1)].last - first);
        return static_cast<int>(std::partition_point(columns().begin(), columns().end(), [&](const TokenSpan &span) {
            return span.first < tokens;
        }) - columns().begin());
    }
    std::string formula() const override
    {
        return m_tokens->formula() + "; " + m_units + ": summed over a unit's keys, averaged over its queries";
    }
    bool rowsSumToOne() const override { return m_tokens->rowsSumToOne(); }

private:
    template <typename Span>
    static void addRow(const float *numbers, int first, int count, const Span &columnSpan, int unit, double share, float *out)
    {
        for (int c = 0; c < count; ++unit) {
            const int last = std::min(columnSpan(unit).last - first, count);
            double sum = 0;
            for (; c < last; ++c)
                sum += numbers[c];
            out[unit] += static_cast<float>(sum * share);
        }
    }

    std::shared_ptr<const Pattern> m_tokens;
    std::string m_units;
};

} // namespace

std::shared_ptr<const Pattern> groupedPattern(
    std::shared_ptr<const Pattern> tokens, std::vector<TokenSpan> rows, std::vector<TokenSpan> columns, const std::string &units)
{
    check(rows, tokens->rowCount(), "rows");
    check(columns, tokens->columnCount(), "columns");
    return std::make_shared<GroupedPattern>(std::move(tokens), std::move(rows), std::move(columns), units);
}

} // namespace headscope
