// Texts too long to keep every number: a LLaMA-type model of GPT-2-small size (12 layers, 12 heads of 64, width 768), random weights as
// f16. run: seconds until the first layer is there, until all are, and the most memory of the process beyond the weights' file, of the run
// and then with the thumbnails of all heads made, as the window does: one layer is shown meanwhile. The others: reading what is kept beside
// making it again.
#include "src/devices/cpu/threads.h"
#include "src/engine.h"
#include "src/ops/matmul.h"
#include "src/patterns/head_pattern.h"
#include "src/patterns/pooled_pattern.h"
#include "src/scores/head_scores.h"
#include "src/trace/trace_data.h"
#include "tests/bench/machine_peak.h"
#include "tests/support/comparison.h"
#include "tests/support/model_folder.h"

#include <benchmark/benchmark.h>

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <fstream>
#include <random>
#include <string>
#include <vector>

#include <malloc.h>
#include <unistd.h>

namespace headscope {

namespace {

constexpr int kWords = 1000;
constexpr int kLookedAt = 2048; ///< tokens of the runs whose layers are looked at

class Folder {
public:
    Folder()
        : m_path(std::filesystem::temp_directory_path() / ("headscope-long-runs-" + std::to_string(getpid())))
    {
        ModelFolder::Sizes sizes;
        sizes.layers = sizes.heads = sizes.keyValueHeads = 12;
        sizes.headWidth = 64;
        sizes.width = 768;
        sizes.inner = 2048;
        sizes.vocabulary = 32000;
        ModelFolder folder = ModelFolder::llama(sizes);
        folder.words = kWords;
        folder.config["max_position_embeddings"] = "16384";
        folder.write(m_path);
    }
    ~Folder() { std::filesystem::remove_all(m_path); }
    const std::filesystem::path &path() const { return m_path; }

private:
    std::filesystem::path m_path;
};

const std::filesystem::path &folder()
{
    static const Folder one;
    return one.path();
}

std::string textOf(int tokens)
{
    std::mt19937 random(1);
    std::string text;
    for (int i = 0; i < tokens; ++i)
        text += "w" + std::to_string(random() % kWords) + " ";
    text.pop_back();
    return text;
}

/// A line of /proc/self/status in bytes; 0 where there is none.
double statusBytes(const std::string &name)
{
    std::ifstream status("/proc/self/status");
    std::string line;
    while (std::getline(status, line))
        if (line.starts_with(name + ":"))
            return 1024.0 * std::stod(line.substr(name.size() + 1));
    return 0;
}

/// The most from now on, without what making the model's file left in the heap.
void forgetPeak()
{
    ::malloc_trim(0);
    std::ofstream("/proc/self/clear_refs") << "5";
}

/// Of all heads, layer by layer, a head for each thread. The sum of their largest weights, so that nothing is left out.
double makeThumbnails(const std::shared_ptr<const Trace> &trace)
{
    constexpr int blockRows = 64;
    constexpr int pixels = 64;
    const TransformerConfig &config = trace->config();
    std::vector<double> largest(static_cast<std::size_t>(config.heads));
    double sum = 0;
    for (int layer = 0; layer < config.layers; ++layer) {
        forTasks(config.heads, 2 * kWorthThreads, [&](int head, int) {
            const auto pattern = headPattern(trace, {Stage::weights, layer, head});
            const int tokens = pattern->rowCount();
            HeadScoreSum scores(patternKeys(*trace, layer, head));
            PatternPool pool(PoolRule::largest, PoolAxis::atMost(tokens, pixels), PoolAxis::atMost(tokens, pixels), 0);
            std::vector<float> numbers(static_cast<std::size_t>(blockRows) * static_cast<std::size_t>(tokens));
            for (int row = 0; row < tokens; row += blockRows) {
                const int count = std::min(blockRows, tokens - row);
                const int reach = pattern->reach(row, count);
                const MutableMatrixView block{numbers.data(), count, reach, reach};
                pattern->block(row, 0, block);
                scores.addRows(row, block);
                pool.addRows(row, block);
            }
            const std::vector<float> picture = pool.take();
            largest[static_cast<std::size_t>(head)] = *std::max_element(picture.begin(), picture.end());
        });
        for (const double one : largest)
            sum += one;
    }
    return sum;
}

void run(benchmark::State &state)
{
    const auto model = openModel(folder().string());
    forgetPeak();
    const double weights = static_cast<double>(std::filesystem::file_size(folder() / "model.safetensors"));
    RunRequest request;
    request.text = textOf(static_cast<int>(state.range(0)));
    request.partialEvery = std::chrono::milliseconds(0);
    request.layerBudget = static_cast<std::size_t>(state.range(1)) << 20;
    double first = 0;
    std::shared_ptr<const Trace> trace;
    for (auto unused : state) {
        const Stopwatch start;
        request.partial = [&](const std::shared_ptr<const Trace> &done) {
            if (done->doneLayers() == 1)
                first = start.seconds();
        };
        trace = Engine(model).run(request);
    }
    state.counters["run_beyond_weights_MB"] = (statusBytes("VmHWM") - weights) / 1e6;
    // A head of a layer in the middle, which nobody looked at: its queries, its keys, and the last token's weights.
    const Stopwatch look;
    trace->matrix({Stage::rotatedQ, 6, 3});
    trace->matrix({Stage::rotatedK, 6, 3});
    const Matrix row = trace->rows({Stage::weights, 6, 3}, trace->tokenCount() - 1, 1);
    const double head = look.seconds();
    double sum = 0;
    for (int key = 0; key < row.cols(); ++key)
        sum += row(0, key);
    if (trace->tokenCount() != state.range(0) || !(std::abs(sum - 1) < 1e-4))
        state.SkipWithError("the weights of the last token do not sum to 1");
    const std::shared_ptr<const void> shown = trace->data().store->hold(0);
    const Stopwatch all;
    if (!(makeThumbnails(trace) > 0))
        state.SkipWithError("no weight is larger than 0");
    state.counters["thumbnails_s"] = all.seconds();
    state.counters["first_layer_s"] = first;
    state.counters["other_head_s"] = head;
    state.counters["inputs_kept"] = static_cast<double>(trace->kept().inputs.size());
    state.counters["kept_MB"] = static_cast<double>(trace->kept().bytes) / 1e6;
    state.counters["peak_beyond_weights_MB"] = (statusBytes("VmHWM") - weights) / 1e6;
}

/// Runs of the same text that keep all, and no more than the inputs.
struct Runs {
    std::shared_ptr<const Trace> whole;
    std::shared_ptr<const Trace> thin;
    std::shared_ptr<const Trace> unkept;
};

const Runs &runs()
{
    static const Runs made = [] {
        RunRequest request;
        request.text = textOf(kLookedAt);
        const auto model = openModel(folder().string());
        request.layerBudget = std::size_t{4} << 30;
        Runs result;
        result.whole = Engine(model).run(request);
        request.layerBudget = result.whole->kept().bytes / 4;
        result.thin = Engine(model).run(request);
        // Room for the inputs, and for nothing that is made again.
        request.layerBudget = result.whole->kept().bytes / 8;
        result.unkept = Engine(model).run(request);
        return result;
    }();
    return made;
}

void look(benchmark::State &state, const std::shared_ptr<const Trace> &trace, Stage stage, bool otherLayers)
{
    const StageKey first{stage, 5, 3};
    if (!sameBits(trace->rows(first, 300, 20).view, runs().whole->rows(first, 300, 20).view))
        state.SkipWithError("not the bits of the run that keeps all");
    int layer = 5;
    int row = 0;
    for (auto unused : state) {
        benchmark::DoNotOptimize(trace->rows({stage, layer, 3}, row, 1));
        layer = otherLayers ? (layer + 1) % 12 : layer;
        row = (row + kTileRows) % kLookedAt; // what the cache of matrices has would be read from there
    }
    state.counters["inputs_kept"] = static_cast<double>(trace->kept().inputs.size());
}

void readKept(benchmark::State &state)
{
    look(state, runs().whole, Stage::rotatedQ, true);
}

void readHeadsMadeBefore(benchmark::State &state)
{
    look(state, runs().thin, Stage::rotatedQ, false);
}

void makeHeads(benchmark::State &state)
{
    look(state, runs().unkept, Stage::rotatedQ, true);
}

void makeRows(benchmark::State &state)
{
    look(state, runs().unkept, Stage::mlpOut, true);
}

// Tokens and MiB; 4,096 with a quarter of the budget keep what 16,384 keep, in a sixteenth of the time.
constexpr int kBudget = kLayerBudget >> 20;
BENCHMARK(run)
    ->Args({512, kBudget})
    ->Args({2048, kBudget})
    ->Args({4096, kBudget / 4})
    ->Args({16384, kBudget})
    ->Iterations(1)
    ->Unit(benchmark::kSecond)
    ->MeasureProcessCPUTime()
    ->UseRealTime();
BENCHMARK(readKept)->Unit(benchmark::kMicrosecond)->UseRealTime();
BENCHMARK(readHeadsMadeBefore)->Unit(benchmark::kMicrosecond)->UseRealTime();
BENCHMARK(makeHeads)->Unit(benchmark::kMicrosecond)->UseRealTime();
BENCHMARK(makeRows)->Unit(benchmark::kMicrosecond)->UseRealTime();

} // namespace

} // namespace headscope

BENCHMARK_MAIN();
