// Single operations, of the sizes that a run gives them, each checked against the same sum in double precision.
#include "src/ops/layer_norm.h"
#include "src/ops/matmul.h"
#include "src/ops/softmax.h"
#include "tests/bench/machine_peak.h"

#include <benchmark/benchmark.h>

#include <algorithm>
#include <cmath>
#include <random>
#include <vector>

namespace headscope {

namespace {

std::vector<float> randomNumbers(std::size_t count, float spread)
{
    std::mt19937 random(1);
    std::normal_distribution<float> normal(0, spread);
    std::vector<float> numbers(count);
    std::generate(numbers.begin(), numbers.end(), [&] { return normal(random); });
    return numbers;
}

std::size_t sizeOf(int rows, int cols)
{
    return static_cast<std::size_t>(rows) * static_cast<std::size_t>(cols);
}

bool near(double a, double b)
{
    return std::abs(a - b) <= 1e-5 * (1 + std::abs(b));
}

/// Rows of 1,024 scores, as many as a block of attention has.
void softmax(benchmark::State &state)
{
    const int rows = 64;
    const int cols = static_cast<int>(state.range(0));
    const std::vector<float> scores = randomNumbers(sizeOf(rows, cols), 3);
    std::vector<float> work = scores;
    const MutableMatrixView view{work.data(), rows, cols, cols};
    softmaxRows(view);
    double sum = 0;
    const double top = *std::max_element(scores.begin(), scores.begin() + cols);
    for (int c = 0; c < cols; ++c)
        sum += std::exp(scores[static_cast<std::size_t>(c)] - top);
    if (!near(work[0], std::exp(scores[0] - top) / sum))
        return state.SkipWithError("softmax is wrong");
    const Stopwatch watch;
    for (auto _ : state) {
        std::copy(scores.begin(), scores.end(), work.begin()); // softmax of a softmax would be another input
        softmaxRows(view);
        benchmark::ClobberMemory();
    }
    state.counters["numbers/s"] = static_cast<double>(scores.size()) * static_cast<double>(state.iterations()) / watch.seconds();
}
BENCHMARK(softmax)->Arg(32)->Arg(128)->Arg(1024);

void layerNormRows(benchmark::State &state)
{
    const int rows = 128;
    const int cols = static_cast<int>(state.range(0));
    const std::vector<float> x = randomNumbers(sizeOf(rows, cols), 1);
    const std::vector<float> ones(static_cast<std::size_t>(cols), 1.0f);
    const std::vector<float> zeros(static_cast<std::size_t>(cols), 0.0f);
    std::vector<float> out(x.size());
    const auto run = [&] {
        layerNorm({x.data(), rows, cols, cols, 1}, {ones.data(), 1, cols, cols, 1}, {zeros.data(), 1, cols, cols, 1}, 1e-5f,
            {out.data(), rows, cols, cols});
    };
    run();
    double mean = 0;
    for (int c = 0; c < cols; ++c)
        mean += x[static_cast<std::size_t>(c)] / cols;
    double variance = 0;
    for (int c = 0; c < cols; ++c)
        variance += std::pow(x[static_cast<std::size_t>(c)] - mean, 2) / cols;
    if (!near(out[0], (x[0] - mean) / std::sqrt(variance + 1e-5)))
        return state.SkipWithError("the norm is wrong");
    const Stopwatch watch;
    for (auto _ : state) {
        run();
        benchmark::ClobberMemory();
    }
    state.counters["numbers/s"] = static_cast<double>(x.size()) * static_cast<double>(state.iterations()) / watch.seconds();
}
BENCHMARK(layerNormRows)->Arg(128)->Arg(768);

/// Few rows times a large weight matrix, as for a short text, and a square product to compare with. Arguments: rows, inner, columns.
void matrixProduct(benchmark::State &state)
{
    const int rows = static_cast<int>(state.range(0));
    const int inner = static_cast<int>(state.range(1));
    const int cols = static_cast<int>(state.range(2));
    const std::vector<float> a = randomNumbers(sizeOf(rows, inner), 1);
    const std::vector<float> b = randomNumbers(sizeOf(inner, cols), 0.05f);
    std::vector<float> out(sizeOf(rows, cols));
    const auto run = [&] { multiply({a.data(), rows, inner, inner, 1}, {b.data(), inner, cols, cols, 1}, {out.data(), rows, cols, cols}); };
    run();
    double expected = 0;
    for (int i = 0; i < inner; ++i)
        expected += static_cast<double>(a[static_cast<std::size_t>(i)]) * b[sizeOf(i, cols)];
    if (!near(out[0], expected))
        return state.SkipWithError("the product is wrong");
    const Stopwatch watch;
    for (auto _ : state) {
        run();
        benchmark::ClobberMemory();
    }
    const double seconds = watch.seconds() / static_cast<double>(state.iterations());
    const double operations = 2.0 * rows * inner * cols;
    const MachinePeak &peak = machinePeak();
    state.counters["GFLOP/s"] = operations / seconds / 1e9;
    state.counters["of_peak"] = operations / seconds / peak.productsPerSecond;
    state.counters["of_memory"] = static_cast<double>(b.size()) * sizeof(float) / seconds / peak.bytesPerSecond;
}
BENCHMARK(matrixProduct)
    ->Args({1, 768, 3072})
    ->Args({16, 768, 3072})
    ->Args({128, 768, 3072})
    ->Args({16, 128, 512})
    ->Args({1, 768, 50257})
    ->Args({1024, 1024, 1024})
    ->UseRealTime();

} // namespace

} // namespace headscope

BENCHMARK_MAIN();
