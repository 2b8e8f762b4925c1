// What looking at heads costs in the engine: the overview of one head of 64 (whole pattern, every number of it, pooled to at most 1,024²
// cells with the totals of rows and columns), a tile of it at full size, and the thumbnails and scores of 144 heads.
// of_peak: share of the rate of a 1024³ product on this machine, counting the product of queries and keys alone (its causal half).
#include "src/engine.h"
#include "src/patterns/head_pattern.h"
#include "src/patterns/pooled_pattern.h"
#include "tests/bench/machine_peak.h"
#include "tests/support/random_model.h"

#include <benchmark/benchmark.h>

#include <algorithm>
#include <cmath>
#include <map>

namespace headscope {

namespace {

/// One layer of one head of 64: the run is not what is measured.
std::shared_ptr<const Trace> traceOf(int tokens)
{
    static std::map<int, std::shared_ptr<const Trace>> traces;
    std::shared_ptr<const Trace> &trace = traces[tokens];
    if (!trace) {
        TransformerConfig config = smallConfig();
        config.layers = 1;
        config.heads = 1;
        config.headWidth = 64;
        config.width = 64;
        config.context = tokens;
        setRules(config, true, true);
        trace = Engine(randomModel(config, 1)).run({randomText(tokens, 3), {}, nullptr, {}});
    }
    return trace;
}

constexpr StageKey kWeights{Stage::weights, 0, 0};

/// The last rows of the picture from the trace's own weights, and every row's sum.
bool isRight(const PooledPattern &pooled, const Trace &trace)
{
    const int first = (pooled.rows - 1) * pooled.step;
    const int rows = trace.rowCount(kWeights) - first;
    const Matrix weights = trace.rows(kWeights, first, rows);
    for (int cell = 0; cell < pooled.columns; ++cell) {
        float best = 0;
        for (int c = cell * pooled.step; c < std::min(weights.cols(), (cell + 1) * pooled.step); ++c)
            for (int r = 0; r < rows; ++r)
                best = std::max(best, weights(r, c));
        const float seen = pooled.values[static_cast<std::size_t>(pooled.rows - 1) * static_cast<std::size_t>(pooled.columns)
            + static_cast<std::size_t>(cell)];
        if (!(std::abs(seen - best) < 1e-5f))
            return false;
    }
    return pooled.totals.rowsSumToOne();
}

void overview(benchmark::State &state)
{
    const int tokens = static_cast<int>(state.range(0));
    const auto trace = traceOf(tokens);
    const auto make = [&] { return poolPattern(*headPattern(trace, kWeights), PoolRule::largest, 1024, WithTotals::yes); };
    if (trace->tokenCount() != tokens || !isRight(*make(), *trace))
        return state.SkipWithError("the overview is wrong");
    const Stopwatch watch;
    for (auto _ : state)
        benchmark::DoNotOptimize(make());
    const double seconds = watch.seconds() / static_cast<double>(state.iterations());
    state.counters["of_peak"] = 2.0 * 64 * tokens * (tokens + 1) / 2 / seconds / machinePeak().productsPerSecond;
    state.counters["threads"] = machinePeak().threads;
}
BENCHMARK(overview)->Arg(1024)->Arg(4096)->Arg(16384)->Unit(benchmark::kMillisecond)->UseRealTime();

/// One of 256 × 256 cells in the middle, its rows' sums known.
void tile(benchmark::State &state)
{
    const int tokens = static_cast<int>(state.range(0));
    const auto trace = traceOf(tokens);
    const auto pattern = headPattern(trace, kWeights);
    const PatternTile place{static_cast<int>(state.range(1)), 2, 1};
    const auto numbers = tileNumbers(*pattern, PoolRule::largest, place);
    const int step = 1 << place.level;
    const Matrix row = trace->rows(kWeights, place.row * PatternTile::kSide * step, step);
    float best = 0;
    for (int r = 0; r < step; ++r)
        for (int c = 0; c < step; ++c)
            best = std::max(best, row(r, place.column * PatternTile::kSide * step + c));
    if (!(std::abs(numbers->values[0] - best) < 1e-5f))
        return state.SkipWithError("the tile is wrong");
    for (auto _ : state)
        benchmark::DoNotOptimize(tileNumbers(*pattern, PoolRule::largest, place));
}
BENCHMARK(tile)->Args({16384, 0})->Args({16384, 2})->Unit(benchmark::kMillisecond)->UseRealTime();

} // namespace

} // namespace headscope

BENCHMARK_MAIN();
