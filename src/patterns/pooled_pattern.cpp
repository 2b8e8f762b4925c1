#include "src/patterns/pooled_pattern.h"

#include "src/attention/attention.h"
#include "src/devices/cpu/target_clones.h"
#include "src/devices/cpu/threads.h"
#include "src/tensor/missing_number.h"

#include <algorithm>
#include <atomic>
#include <bit>
#include <cmath>
#include <cstdint>
#include <limits>

namespace headscope {

namespace {

constexpr float kNothing = -std::numeric_limits<float>::infinity();
constexpr auto kNothingBits = std::bit_cast<std::uint32_t>(kNothing);
constexpr auto kMissingBits = std::bit_cast<std::uint32_t>(kMissingFloat);

HEADSCOPE_INLINE bool isThere(float x)
{
    const auto bits = std::bit_cast<std::uint32_t>(x);
    return bits != kNothingBits && bits != kMissingBits;
}

/// −1 for what is not there (−∞: forbidden; or missing), so that every number is larger. An undefined number is the largest: it must not
/// vanish behind others. Without its sign a float's bits are in the order of its size, NaN beyond ∞.
HEADSCOPE_INLINE std::int32_t sizeOf(float x)
{
    return isThere(x) ? static_cast<std::int32_t>(std::bit_cast<std::uint32_t>(x) & 0x7fffffffu) : -1;
}

HEADSCOPE_INLINE float larger(float best, float x)
{
    return sizeOf(x) > sizeOf(best) ? x : best;
}

HEADSCOPE_CLONES void keepLargest(const float *row, int count, float *line)
{
#pragma omp simd
    for (int c = 0; c < count; ++c)
        line[c] = larger(line[c], row[c]);
}

HEADSCOPE_CLONES void addThere(const float *row, int count, float *line)
{
#pragma omp simd
    for (int c = 0; c < count; ++c)
        line[c] += isThere(row[c]) ? row[c] : 0.0f;
}

HEADSCOPE_CLONES void countMissing(const float *row, int count, float *line)
{
#pragma omp simd
    for (int c = 0; c < count; ++c)
        line[c] += isThere(row[c]) ? 0.0f : 1.0f;
}

HEADSCOPE_CLONES void findRange(const float *row, int count, float &smallest, float &largest)
{
    float low = smallest;
    float high = largest;
#pragma omp simd reduction(min : low) reduction(max : high)
    for (int c = 0; c < count; ++c) {
        const bool finite = row[c] - row[c] == 0.0f;
        const float a = finite ? row[c] : low;
        const float b = finite ? row[c] : high;
        low = a < low ? a : low;
        high = b > high ? b : high;
    }
    smallest = low;
    largest = high;
}

// What a pattern's cell costs at least, in multiplications: a product of queries and keys of a narrow head.
constexpr double kWorkOfCell = 32;

int stepFor(int count, int most)
{
    int step = 1;
    while ((static_cast<long long>(count) + step - 1) / step > most)
        step *= 2;
    return step;
}

} // namespace

PoolAxis::PoolAxis(int count, int cells, int step)
    : m_count(count)
    , m_cells(cells)
    , m_step(step)
{
}

PoolAxis PoolAxis::atMost(int count, int most)
{
    return {count, std::min(count, most), 0};
}

PoolAxis PoolAxis::steps(int count, int step)
{
    return {count, static_cast<int>((static_cast<long long>(count) + step - 1) / step), step};
}

int PoolAxis::first(int cell) const
{
    if (m_step > 0)
        return static_cast<int>(std::min<long long>(static_cast<long long>(cell) * m_step, m_count));
    // The least index whose cellOf() is this cell.
    return m_cells == 0 ? 0 : static_cast<int>((static_cast<long long>(cell) * m_count + m_cells - 1) / m_cells);
}

int PoolAxis::cellOf(int index) const
{
    return m_step > 0 ? index / m_step : static_cast<int>(static_cast<long long>(index) * m_cells / m_count);
}

PatternPool::PatternPool(PoolRule rule, const PoolAxis &rows, const PoolAxis &columns, float unseen)
    : m_rule(rule)
    , m_rows(rows)
    , m_columns(columns)
    , m_unseen(unseen)
    , m_line(static_cast<std::size_t>(columns.count()))
    , m_missing(rule == PoolRule::largest ? 0 : m_line.size())
    , m_values(static_cast<std::size_t>(rows.cells()) * static_cast<std::size_t>(columns.cells()), unseen)
{
    for (int cell = 0; cell <= columns.cells(); ++cell)
        m_firstColumns.push_back(columns.first(cell));
}

void PatternPool::addRows(int firstRow, const MatrixView &block)
{
    std::vector<float> copy;
    for (int r = 0; r < block.rows; ++r) {
        const int row = m_rows.cellOf(firstRow + r);
        if (row != m_row) {
            closeRow();
            m_row = row;
        }
        const float *numbers = block.data + r * block.rowStride;
        if (block.colStride != 1) {
            copy.resize(static_cast<std::size_t>(block.cols));
            for (int c = 0; c < block.cols; ++c)
                copy[static_cast<std::size_t>(c)] = block(r, c);
            numbers = copy.data();
        }
        if (m_rule == PoolRule::largest) {
            keepLargest(numbers, block.cols, m_line.data());
            continue;
        }
        addThere(numbers, block.cols, m_line.data());
        countMissing(numbers, block.cols, m_missing.data());
        if (m_unseen == kNothing)
            for (std::size_t c = static_cast<std::size_t>(block.cols); c < m_missing.size(); ++c)
                m_missing[c] += 1;
    }
}

// Makes the picture's cells of the row that m_line holds, and empties the line for the next.
void PatternPool::closeRow()
{
    const auto columns = static_cast<std::size_t>(m_columns.cells());
    const int height = m_row < 0 ? 0 : m_rows.first(m_row + 1) - m_rows.first(m_row);
    for (std::size_t cell = 0; m_row >= 0 && cell < columns; ++cell) {
        float value = m_unseen;
        double missing = 0;
        double sum = 0;
        for (int c = m_firstColumns[cell]; c < m_firstColumns[cell + 1]; ++c) {
            const auto column = static_cast<std::size_t>(c);
            if (m_rule == PoolRule::largest) {
                value = larger(value, m_line[column]);
            } else {
                sum += m_line[column];
                missing += m_missing[column];
            }
        }
        if (m_rule != PoolRule::largest) {
            const double there = static_cast<double>(height) * (m_firstColumns[cell + 1] - m_firstColumns[cell]) - missing;
            value = there > 0 ? static_cast<float>(m_rule == PoolRule::mean ? sum / there : sum) : kNothing;
        }
        m_values[static_cast<std::size_t>(m_row) * columns + cell] = value;
    }
    std::ranges::fill(m_line, m_rule == PoolRule::largest ? m_unseen : 0.0f);
    std::ranges::fill(m_missing, 0.0f);
}

std::vector<float> PatternPool::take()
{
    closeRow();
    m_row = -1;
    return std::move(m_values);
}

std::optional<PooledPattern> poolPattern(
    const Pattern &pattern, PoolRule rule, int mostCells, WithTotals totals, const std::stop_token &stop, std::atomic<int> *rowsDone)
{
    const int rows = pattern.rowCount();
    const int columns = pattern.columnCount();
    PooledPattern result;
    result.rule = rule;
    result.step = stepFor(std::max(rows, columns), mostCells);
    const PoolAxis rowAxis = PoolAxis::steps(rows, result.step);
    const PoolAxis columnAxis = PoolAxis::steps(columns, result.step);
    result.rows = rowAxis.cells();
    result.columns = columnAxis.cells();
    result.values.resize(static_cast<std::size_t>(result.rows) * static_cast<std::size_t>(result.columns));
    const bool counts = totals == WithTotals::yes;
    if (counts)
        result.totals = emptyTotals(rows, columns);

    // Each task makes whole rows of the picture, and as many of the pattern as a run takes at once.
    const int rowsOfTask = std::max(kAttentionRows, result.step);
    const int tasks = (rows + rowsOfTask - 1) / rowsOfTask;
    struct OfThread {
        std::vector<float> numbers;
        std::vector<double> received;
        float smallest = std::numeric_limits<float>::infinity();
        float largest = -std::numeric_limits<float>::infinity();
    };
    std::vector<OfThread> threads(static_cast<std::size_t>(threadCount()));
    forTasks(tasks, static_cast<double>(rows) * columns * kWorkOfCell, [&](int index, int thread) {
        OfThread &own = threads[static_cast<std::size_t>(thread)];
        own.numbers.resize(static_cast<std::size_t>(kAttentionRows) * static_cast<std::size_t>(columns));
        if (counts)
            own.received.resize(static_cast<std::size_t>(columns));
        // Later rows of a causal pattern have more columns: the longest first shares the work out evenly.
        const int first = (tasks - 1 - index) * rowsOfTask;
        const int end = std::min(rows, first + rowsOfTask);
        PatternPool pool(rule, PoolAxis::steps(end - first, result.step), columnAxis, pattern.beyondReach());
        for (int row = first; row < end && !stop.stop_requested(); row += kAttentionRows) {
            const int count = std::min(kAttentionRows, end - row);
            const int reach = pattern.reach(row, count);
            const MutableMatrixView block{own.numbers.data(), count, reach, reach};
            pattern.block(row, 0, block);
            pool.addRows(row - first, block);
            for (int r = 0; r < count; ++r)
                findRange(block.row(r), reach, own.smallest, own.largest);
            if (reach < columns && pattern.beyondReach() == 0) {
                own.smallest = std::min(own.smallest, 0.0f);
                own.largest = std::max(own.largest, 0.0f);
            }
            if (counts)
                addTotals(block, row, result.totals, own.received);
            if (rowsDone)
                *rowsDone += count;
        }
        const std::vector<float> values = pool.take();
        std::ranges::copy(values, result.values.begin() + static_cast<std::ptrdiff_t>(first / result.step) * result.columns);
    });
    if (stop.stop_requested())
        return std::nullopt;

    result.smallest = std::numeric_limits<float>::infinity();
    result.largest = -result.smallest;
    for (const OfThread &own : threads) {
        result.smallest = std::min(result.smallest, own.smallest);
        result.largest = std::max(result.largest, own.largest);
        for (std::size_t c = 0; c < own.received.size(); ++c)
            result.totals.received[c] += own.received[c];
    }
    if (result.smallest > result.largest) {
        result.smallest = 0;
        result.largest = -1;
    }
    return result;
}

std::optional<TileNumbers> tileNumbers(const Pattern &pattern, PoolRule rule, const PatternTile &tile, const std::stop_token &stop)
{
    const long long step = 1LL << tile.level;
    const auto range = [&](int place, int count) {
        const long long first = place * step * PatternTile::kSide;
        return std::pair(static_cast<int>(std::min<long long>(first, count)),
            static_cast<int>(std::min<long long>(first + step * PatternTile::kSide, count)));
    };
    const auto [firstRow, endRow] = range(tile.row, pattern.rowCount());
    const auto [firstColumn, endColumn] = range(tile.column, pattern.columnCount());
    const PoolAxis rowAxis = PoolAxis::steps(endRow - firstRow, static_cast<int>(step));
    const PoolAxis columnAxis = PoolAxis::steps(endColumn - firstColumn, static_cast<int>(step));
    TileNumbers result{rowAxis.cells(), columnAxis.cells(), {}};
    result.values.resize(static_cast<std::size_t>(result.rows) * static_cast<std::size_t>(result.columns));

    const int columns = columnAxis.count();
    const int rowsOfTask = std::max(kAttentionRows, static_cast<int>(step));
    const int tasks = (rowAxis.count() + rowsOfTask - 1) / rowsOfTask;
    forTasks(
        tasks, static_cast<double>(rowAxis.count()) * columns * kWorkOfCell, [&, first = firstRow, left = firstColumn](int index, int) {
            std::vector<float> numbers(static_cast<std::size_t>(kAttentionRows) * static_cast<std::size_t>(columns));
            const int begin = index * rowsOfTask;
            const int end = std::min(rowAxis.count(), begin + rowsOfTask);
            PatternPool pool(rule, PoolAxis::steps(end - begin, static_cast<int>(step)), columnAxis, pattern.beyondReach());
            for (int row = begin; row < end && !stop.stop_requested(); row += kAttentionRows) {
                const int count = std::min(kAttentionRows, end - row);
                const int seen = std::clamp(pattern.reach(first + row, count) - left, 0, columns);
                const MutableMatrixView block{numbers.data(), count, seen, seen};
                if (seen > 0)
                    pattern.block(first + row, left, block);
                pool.addRows(row - begin, block);
            }
            const std::vector<float> values = pool.take();
            std::ranges::copy(values, result.values.begin() + static_cast<std::ptrdiff_t>(begin / step) * result.columns);
        });
    if (stop.stop_requested())
        return std::nullopt;
    return result;
}

} // namespace headscope
