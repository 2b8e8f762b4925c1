#include "src/patterns/aligned_pattern.h"

#include "src/tensor/missing_number.h"

#include "src/attention/attention.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <span>

namespace headscope {

namespace {

constexpr float kNone = kMissingFloat; // a side has no such token
constexpr float kForbidden = -std::numeric_limits<float>::infinity();

/// Not there, or not to be looked at.
bool isAbsent(float number)
{
    return isMissing(number) || number == kForbidden;
}

/// The numbers of one pattern at places of the alignment, NaN where it has no such token.
void fill(const Pattern &pattern, std::span<const AlignedUnit> rows, std::span<const AlignedUnit> columns, int AlignedUnit::*side,
    MutableMatrixView out)
{
    // Both orders are that of the text, so what is needed is one block.
    const auto spanOf = [&](std::span<const AlignedUnit> units) {
        TokenSpan span{0, 0};
        for (const AlignedUnit &unit : units) {
            if (unit.*side < 0)
                continue;
            span = span.last == 0 ? TokenSpan{unit.*side, unit.*side + 1} : TokenSpan{span.first, unit.*side + 1};
        }
        return span;
    };
    const TokenSpan ownRows = spanOf(rows);
    const TokenSpan ownColumns = spanOf(columns);
    const int height = ownRows.last - ownRows.first;
    const int width = ownColumns.last - ownColumns.first;
    std::vector<float> numbers(static_cast<std::size_t>(height) * static_cast<std::size_t>(width));
    const MutableMatrixView block{numbers.data(), height, width, width};
    if (!block.empty())
        pattern.block(ownRows.first, ownColumns.first, block);
    for (int r = 0; r < out.rows; ++r) {
        const int row = rows[static_cast<std::size_t>(r)].*side;
        for (int c = 0; c < out.cols; ++c) {
            const int column = columns[static_cast<std::size_t>(c)].*side;
            out(r, c) = row < 0 || column < 0 ? kNone : block(row - ownRows.first, column - ownColumns.first);
        }
    }
}

float differenceOf(float a, float b)
{
    if (a == kForbidden && b == kForbidden)
        return a; // in both: no change, and −∞ − −∞ would be NaN
    return isAbsent(a) || isAbsent(b) ? kNone : b - a;
}

} // namespace

AlignedPattern::AlignedPattern(
    Shows shows, std::shared_ptr<const Pattern> a, std::shared_ptr<const Pattern> b, std::shared_ptr<const AlignedAxes> axes)
    : Pattern(eachToken(static_cast<int>(axes->rows.size())), eachToken(static_cast<int>(axes->columns.size())))
    , m_shows(shows)
    , m_a(std::move(a))
    , m_b(std::move(b))
    , m_axes(std::move(axes))
{
}

void AlignedPattern::block(int firstRow, int firstColumn, MutableMatrixView out) const
{
    const auto rows = std::span(m_axes->rows).subspan(static_cast<std::size_t>(firstRow), static_cast<std::size_t>(out.rows));
    const auto columns = std::span(m_axes->columns).subspan(static_cast<std::size_t>(firstColumn), static_cast<std::size_t>(out.cols));
    if (m_shows == Shows::a)
        return fill(*m_a, rows, columns, &AlignedUnit::a, out);
    fill(*m_b, rows, columns, &AlignedUnit::b, out);
    if (m_shows == Shows::b)
        return;
    std::vector<float> before(static_cast<std::size_t>(out.rows) * static_cast<std::size_t>(out.cols));
    const MutableMatrixView a{before.data(), out.rows, out.cols, out.cols};
    fill(*m_a, rows, columns, &AlignedUnit::a, a);
    for (int r = 0; r < out.rows; ++r)
        for (int c = 0; c < out.cols; ++c)
            out(r, c) = differenceOf(a(r, c), out(r, c));
}

std::string AlignedPattern::formula() const
{
    if (m_shows == Shows::difference)
        return m_a->formula() == m_b->formula() ? "B − A; " + m_a->formula() : "B − A; A: " + m_a->formula() + "; B: " + m_b->formula();
    return (m_shows == Shows::a ? m_a : m_b)->formula();
}

std::optional<PatternComparison> comparePatterns(const Pattern &a, const Pattern &b, const AlignedAxes &axes, const std::stop_token &stop)
{
    PatternComparison result;
    const int rows = static_cast<int>(axes.rows.size());
    const int columns = static_cast<int>(axes.columns.size());
    std::vector<float> first(static_cast<std::size_t>(kAttentionRows) * static_cast<std::size_t>(columns));
    std::vector<float> second(first.size());
    double sumDifference = 0, meanA = 0, meanB = 0, squaresA = 0, squaresB = 0, products = 0;
    for (int row = 0; row < rows; row += kAttentionRows) {
        if (stop.stop_requested())
            return std::nullopt;
        const int count = std::min(kAttentionRows, rows - row);
        const auto units = std::span(axes.rows).subspan(static_cast<std::size_t>(row), static_cast<std::size_t>(count));
        const MutableMatrixView ofA{first.data(), count, columns, columns};
        const MutableMatrixView ofB{second.data(), count, columns, columns};
        fill(a, units, axes.columns, &AlignedUnit::a, ofA);
        fill(b, units, axes.columns, &AlignedUnit::b, ofB);
        for (int r = 0; r < count; ++r) {
            for (int c = 0; c < columns; ++c) {
                if (isAbsent(ofA(r, c)) || isAbsent(ofB(r, c)))
                    continue;
                const auto x = static_cast<double>(ofA(r, c));
                const auto y = static_cast<double>(ofB(r, c));
                if (!std::isfinite(x) || !std::isfinite(y)) {
                    ++result.undefined;
                    continue;
                }
                ++result.cells;
                sumDifference += std::abs(y - x);
                if (std::abs(y - x) > std::abs(result.largestDifference) || result.row < 0) {
                    result.largestDifference = y - x;
                    result.row = row + r;
                    result.column = c;
                }
                // Welford 1962: means and squares in one pass without losing digits.
                const auto n = static_cast<double>(result.cells);
                const double fromA = x - meanA;
                const double fromB = y - meanB;
                meanA += fromA / n;
                meanB += fromB / n;
                squaresA += fromA * (x - meanA);
                squaresB += fromB * (y - meanB);
                products += fromA * (y - meanB);
            }
        }
    }
    if (result.cells > 0)
        result.meanDifference = sumDifference / static_cast<double>(result.cells);
    if (squaresA > 0 && squaresB > 0)
        result.correlation = products / std::sqrt(squaresA * squaresB);
    if (result.undefined > 0) {
        result.meanDifference = std::numeric_limits<double>::quiet_NaN();
        result.correlation = result.meanDifference;
    }
    return result;
}

} // namespace headscope
