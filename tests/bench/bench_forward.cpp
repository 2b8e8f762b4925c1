// One forward run of Storyteller and of a random model of GPT-2 small's shape, for texts of 16 to 1,024 tokens, each run on its own
// (no earlier trace to take layers from), the last token's logits included.
// of_peak: share of the rate of a 1024³ product on this machine. of_memory: share of the rate at which it reads memory, counting every
// weight of the run once; above 1 where the weights stay in the cache between runs. A short text is bound by the second, a long one by the
// first.
#include "src/engine.h"
#include "src/error.h"
#include "tests/bench/machine_peak.h"
#include "tests/support/random_model.h"
#include "tests/support/source_path.h"
#include "tests/support/trace_comparison.h"

#include <benchmark/benchmark.h>

#include <cmath>
#include <cstdio>
#include <filesystem>
#include <functional>

namespace headscope {

namespace {

TransformerConfig gpt2SmallConfig()
{
    TransformerConfig config;
    config.family = "gpt2";
    config.layers = 12;
    config.heads = 12;
    config.width = 768;
    config.headWidth = 64;
    config.feedForward = 3072;
    config.vocabulary = 50257;
    config.context = 1024;
    setRules(config, true, true);
    return config;
}

/// Weights that every token is multiplied with (not the embedding and the output).
double weightsPerToken(const TransformerConfig &config)
{
    const double width = config.width;
    return config.layers * (4 * width * config.heads * config.headWidth + 2 * width * config.feedForward);
}

/// Floating-point operations that one run needs; of the scores the causal half.
double operations(const TransformerConfig &config, double tokens)
{
    const double attention = 2.0 * 2 * config.layers * config.heads * config.headWidth * tokens * (tokens + 1) / 2;
    return 2 * weightsPerToken(config) * tokens + attention + 2.0 * config.width * config.vocabulary;
}

/// Bytes of weights that one run must read.
double weightBytes(const TransformerConfig &config)
{
    return sizeof(float) * (weightsPerToken(config) + static_cast<double>(config.width) * config.vocabulary);
}

/// As many tokens as wanted: pieces of a story, then cut.
std::string textOf(const Model &model, int tokens)
{
    std::string text;
    while (static_cast<int>(model.tokenizer().encode(text).size()) < tokens)
        text += "Once upon a time there was a little girl. ";
    const std::vector<Token> all = model.tokenizer().encode(text);
    return text.substr(0, all[static_cast<std::size_t>(tokens) - 1].end);
}

/// What is wrong with a trace of a model too large for the naive twin; empty when its weights sum to 1 and its logits are finite.
std::string problemOf(const Trace &trace)
{
    const int last = trace.tokenCount() - 1;
    for (int layer = 0; layer < trace.config().layers; ++layer) {
        const Matrix weights = trace.rows({Stage::weights, layer, layer % trace.config().heads}, last, 1);
        double sum = 0;
        for (int key = 0; key < weights.cols(); ++key)
            sum += weights(0, key);
        if (!(std::abs(sum - 1) < 1e-4))
            return "weights sum to " + std::to_string(sum);
    }
    for (const Prediction &prediction : trace.predictions(last, 10))
        if (!std::isfinite(prediction.logit))
            return "a logit is not finite";
    return {};
}

void forward(benchmark::State &state, const std::shared_ptr<const Model> &model)
{
    const int tokens = static_cast<int>(state.range(0));
    Engine engine(model);
    const RunRequest request{textOf(*model, tokens), {}, nullptr, {}};
    const std::shared_ptr<const Trace> first = engine.run(request);
    if (first->tokenCount() != tokens)
        return state.SkipWithError("another number of tokens than wanted");
    // The twin takes minutes for the large model.
    const bool small = model->config().width <= 128;
    if (const std::string problem = tokens == 16 && small ? firstDifference(*first) : problemOf(*first); !problem.empty())
        return state.SkipWithError(problem.c_str());

    const Stopwatch watch;
    for (auto _ : state)
        benchmark::DoNotOptimize(engine.run(request));
    const double seconds = watch.seconds() / static_cast<double>(state.iterations());

    const MachinePeak &peak = machinePeak();
    state.counters["GFLOP/s"] = operations(model->config(), tokens) / seconds / 1e9;
    state.counters["of_peak"] = operations(model->config(), tokens) / seconds / peak.productsPerSecond;
    state.counters["of_memory"] = weightBytes(model->config()) / seconds / peak.bytesPerSecond;
    state.counters["trace_MB"] = static_cast<double>(first->statistics().bytes) / 1e6;
    state.counters["threads"] = first->statistics().threads;
}

/// The model is made when its first benchmark runs: the large one takes seconds and 500 MB.
void addForward(const char *name, std::function<std::shared_ptr<const Model>()> open)
{
    const auto run = [open, model = std::shared_ptr<const Model>()](benchmark::State &state) mutable {
        if (!model)
            model = open();
        forward(state, model);
    };
    benchmark::RegisterBenchmark((std::string("forward/") + name).c_str(), run)
        ->Arg(16)
        ->Arg(128)
        ->Arg(512)
        ->Arg(1024)
        ->Unit(benchmark::kMillisecond)
        ->UseRealTime();
}

} // namespace

} // namespace headscope

int main(int count, char **arguments)
{
    using namespace headscope;
    benchmark::Initialize(&count, arguments);
    if (benchmark::ReportUnrecognizedArguments(count, arguments))
        return 1;
    try {
        const std::filesystem::path storyteller = sourcePath("resources/models/storyteller");
        if (std::filesystem::exists(storyteller / "model.safetensors"))
            addForward("storyteller", [storyteller] { return openModel(storyteller); });
        addForward("gpt2_small_shape", [] { return randomModel(gpt2SmallConfig(), 1); });
        const MachinePeak &peak = machinePeak();
        std::fprintf(stderr, "This machine, %d threads: product 1024³ %.1f GFLOP/s, reading memory %.1f GB/s\n", peak.threads,
            peak.productsPerSecond / 1e9, peak.bytesPerSecond / 1e9);
        benchmark::RunSpecifiedBenchmarks();
    } catch (const std::exception &error) {
        std::fprintf(stderr, "%s\n", error.what());
        return 1;
    }
    return 0;
}
