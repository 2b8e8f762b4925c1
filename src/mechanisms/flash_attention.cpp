#include "src/mechanisms/flash_attention.h"

#include "src/devices/cpu/threads.h"
#include "src/mechanisms/explicit_attention.h"
#include "src/mechanisms/given_steps.h"
#include "src/mechanisms/mechanisms.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <string>

namespace headscope {

namespace {

constexpr float kNothing = -std::numeric_limits<float>::infinity();

struct Tile {
    int firstQuery;
    int queries;
    int firstKey;
    int keys;
};

std::string placesOf(int first, int count)
{
    return count == 1 ? std::to_string(first) : std::to_string(first) + "–" + std::to_string(first + count - 1);
}

/// What every row has so far.
class RunningRows {
public:
    RunningRows(WorkMeter &meter, const MechanismInput &input)
        : m_input(input)
        , m_most(meter, input.q.rows(), 1)
        , m_sums(meter, input.q.rows(), 1)
        , m_output(input.q.rows(), input.v.cols())
    {
        for (int query = 0; query < input.q.rows(); ++query)
            m_most(query, 0) = kNothing;
    }

    bool isSeen(const Tile &tile) const
    {
        for (int query = tile.firstQuery; query < tile.firstQuery + tile.queries; ++query) {
            const Mask::Sight sight = m_input.mask.sight(query, m_input.k.rows());
            const bool overlaps = sight.first < tile.firstKey + tile.keys && tile.firstKey < sight.last;
            if (overlaps || (m_input.mask.globalFirst && tile.firstKey == 0))
                return true;
        }
        return false;
    }

    /// Returns the pairs that were compared. `scores`: work space for one row of the tile.
    double visit(const Tile &tile, std::span<float> scores)
    {
        double pairs = 0;
        for (int query = tile.firstQuery; query < tile.firstQuery + tile.queries; ++query)
            pairs += visitRow(query, tile, scores);
        return pairs;
    }

    Matrix output() const { return m_output.matrix(); }

    /// [T, 2 + Dv]: m, l and O.
    Matrix copy()
    {
        OwnMatrix all(m_most.rows(), 2 + m_input.v.cols());
        for (int query = 0; query < m_most.rows(); ++query) {
            all(query, 0) = m_most(query, 0);
            all(query, 1) = m_sums(query, 0);
            std::copy_n(m_output.row(query), m_input.v.cols(), all.row(query) + 2);
        }
        return all.matrix();
    }

private:
    double visitRow(int query, const Tile &tile, std::span<float> scores)
    {
        const float divisor = std::sqrt(static_cast<float>(m_input.k.cols()));
        float most = kNothing;
        double pairs = 0;
        for (int i = 0; i < tile.keys; ++i) {
            float &score = scores[static_cast<std::size_t>(i)] = kNothing;
            if (!m_input.mask.allows(query, tile.firstKey + i))
                continue;
            score = 0;
            for (int c = 0; c < m_input.k.cols(); ++c)
                score += m_input.q(query, c) * m_input.k(tile.firstKey + i, c);
            score /= divisor;
            most = std::max(most, score);
            ++pairs;
        }
        if (pairs == 0)
            return 0;
        const float before = m_most(query, 0);
        const float after = std::max(before, most);
        float sum = 0;
        for (int i = 0; i < tile.keys; ++i)
            sum += scores[static_cast<std::size_t>(i)] = std::exp(scores[static_cast<std::size_t>(i)] - after);
        const float kept = m_sums(query, 0) * std::exp(before - after); // of what was summed up against the old maximum
        const float all = kept + sum;
        float *out = m_output.row(query);
        for (int c = 0; c < m_input.v.cols(); ++c)
            out[c] *= kept / all;
        for (int i = 0; i < tile.keys; ++i)
            for (int c = 0; c < m_input.v.cols(); ++c)
                out[c] += scores[static_cast<std::size_t>(i)] / all * m_input.v(tile.firstKey + i, c);
        m_most(query, 0) = after;
        m_sums(query, 0) = all;
        return pairs;
    }

    const MechanismInput &m_input;
    MeteredMatrix m_most;
    MeteredMatrix m_sums;
    OwnMatrix m_output;
};

struct Visits {
    Matrix order; ///< of each tile, from 1; −∞: skipped. [blocks of queries, blocks of keys]
    std::vector<Matrix> rows; ///< after each
    std::vector<std::string> names;
};

void keepSteps(const MechanismInput &input, FlashTiles tiles, const MechanismRun &run, Visits visits, StepRecorder &steps)
{
    const auto [q, k, v] = addGivenSteps(input, steps);
    const auto namesOf = [](const char *what, int count, int block) {
        std::vector<std::string> names;
        for (int first = 0; first < count; first += block)
            names.push_back(what + placesOf(first, std::min(block, count - first)));
        return names;
    };
    std::vector<std::string> columns{"m", "l"};
    for (int c = 0; c < input.v.cols(); ++c)
        columns.push_back("O " + std::to_string(c));
    const int order = steps.add({.name = "tiles",
        .formula = "tiles of " + std::to_string(tiles.queries) + " queries and " + std::to_string(tiles.keys) + " keys",
        .sentence = "The table of scores in tiles, in the order in which they are visited. Only one is in fast memory at a time, with its "
                    "queries, keys, "
                    "values and rows so far: "
            + std::to_string(static_cast<long>(fastMemoryNumbers(input, tiles)))
            + " numbers. Hatched tiles are hidden from all of their queries and skipped.",
        .kind = StepKind::chosen,
        .from = {q, k},
        .rows = StepAxis::other,
        .columns = StepAxis::other,
        .rowNames = namesOf("queries ", input.q.rows(), tiles.queries),
        .columnNames = namesOf("keys ", input.k.rows(), tiles.keys),
        .pages = {visits.order},
        .isWhole = true});
    const int rows = steps.add({.name = "rows so far",
        .formula = "m′ = max(m, max S), l′ = exp(m − m′) · l + Σ exp(S − m′), O′ = (exp(m − m′) · l · O + exp(S − m′) · V) / l′",
        .sentence
        = "After each tile: the largest score m that a row has met, the sum l of its exponentials against m, and its output O as if there "
          "were no "
          "other keys. A larger score makes what was there before smaller, and nothing has to be looked up again. −∞: nothing met yet.",
        .kind = StepKind::mapped,
        .from = {order, q, k, v},
        .columns = StepAxis::other,
        .columnNames = columns,
        .pages = std::move(visits.rows),
        .pageNames = std::move(visits.names)});
    steps.add({.name = "output",
        .formula = "out = O",
        .sentence = "O after the last tile is full attention, to rounding. Between slow and fast memory went "
            + std::to_string(static_cast<long>(run.work.bytesMoved))
            + " bytes; the plain algorithm, which writes scores and weights down, moves "
            + std::to_string(static_cast<long>(plainBytesMoved(input))) + ".",
        .kind = StepKind::mapped,
        .from = {rows},
        .pages = {run.output}});
}

} // namespace

double plainBytesMoved(const MechanismInput &input)
{
    const double queries = input.q.rows();
    const double keys = input.k.rows();
    // Q and K are read, S written; S read, P written; P and V read, the output written.
    return sizeof(float) * ((queries + keys) * input.k.cols() + 4 * queries * keys + (keys + queries) * input.v.cols());
}

double fastMemoryNumbers(const MechanismInput &input, FlashTiles tiles)
{
    const double queries = std::min(tiles.queries, input.q.rows());
    const double keys = std::min(tiles.keys, input.k.rows());
    return (queries + keys) * (input.k.cols() + input.v.cols()) + queries * keys + 2 * queries;
}

MechanismRun flashAttention(const MechanismInput &input, FlashTiles tiles, StepRecorder *steps)
{
    const int queries = input.q.rows();
    const int keys = input.k.rows();
    const int rowBlocks = (queries + tiles.queries - 1) / tiles.queries;
    const int columnBlocks = (keys + tiles.keys - 1) / tiles.keys;
    const double width = input.k.cols() + input.v.cols();
    WorkMeter meter;
    RunningRows rows(meter, input);
    const int tileKeys = std::min(tiles.keys, keys);
    std::vector<std::vector<float>> spaces(static_cast<std::size_t>(threadCount()), std::vector<float>(static_cast<std::size_t>(tileKeys)));
    std::vector<double> pairs(static_cast<std::size_t>(rowBlocks));
    meter.hold(sizeof(float) * double(tileKeys) + (sizeof(double) + 1.0) * rowBlocks);
    std::vector<char> isSeen(static_cast<std::size_t>(rowBlocks)); // of the tiles of one block of keys
    OwnMatrix order(steps ? rowBlocks : 0, columnBlocks);
    Visits visits;
    double visited = 0;
    for (int column = 0; column < columnBlocks; ++column) {
        const int firstKey = column * tiles.keys;
        const int tileWidth = std::min(tiles.keys, keys - firstKey);
        const auto tileOf = [&](int row) {
            return Tile{row * tiles.queries, std::min(tiles.queries, queries - row * tiles.queries), firstKey, tileWidth};
        };
        // In order and on one thread for who looks on.
        const double products = steps ? 0 : double(queries) * tileWidth * width;
        forTasks(rowBlocks, products, [&](int row, int thread) {
            const Tile tile = tileOf(row);
            isSeen[static_cast<std::size_t>(row)] = rows.isSeen(tile);
            if (!isSeen[static_cast<std::size_t>(row)])
                return;
            pairs[static_cast<std::size_t>(row)] += rows.visit(tile, spaces[static_cast<std::size_t>(thread)]);
            if (steps) {
                visits.rows.push_back(rows.copy());
                visits.names.push_back("queries " + placesOf(tile.firstQuery, tile.queries) + ", keys " + placesOf(firstKey, tileWidth));
            }
        });
        meter.work.bytesMoved += sizeof(float) * tileWidth * width; // keys and values, once
        for (int row = 0; row < rowBlocks; ++row) {
            const bool seen = isSeen[static_cast<std::size_t>(row)] != 0;
            visited += seen ? 1 : 0;
            if (steps)
                order(row, column) = seen ? static_cast<float>(visited) : kNothing;
            if (!seen)
                continue;
            const Tile tile = tileOf(row);
            // Q read; O, m and l read and written; a row's old sum and output are made smaller.
            meter.work.bytesMoved += sizeof(float) * tile.queries * (input.k.cols() + 2.0 * input.v.cols() + 4);
            meter.work.multiplyAdds += tile.queries * (input.v.cols() + 1.0);
            meter.work.specials += tile.queries;
        }
    }
    meter.work.pairs = std::accumulate(pairs.begin(), pairs.end(), 0.0);
    meter.work.multiplyAdds += meter.work.pairs * width;
    meter.work.specials += meter.work.pairs;
    meter.work.sequentialSteps = columnBlocks;
    meter.work.stateNumbers = keys * width;
    MechanismRun run;
    run.output = rows.output();
    run.weights = recipePattern(input, fullAttention().recipe(input, Parameters({})), fullAttention().formula);
    run.work = meter.counted();
    if (steps) {
        visits.order = order.matrix();
        keepSteps(input, tiles, run, std::move(visits), *steps);
    }
    return run;
}

} // namespace headscope
