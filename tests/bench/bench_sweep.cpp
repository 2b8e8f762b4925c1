// Every head off in turn: 144 runs of a model of GPT-2's size over a short text, each from its own layer on. The goal is seconds. Beside it
// the logit lens and the direct contributions of the same model.
#include "src/interventions/head_sweep.h"
#include "src/lens/logit_contributions.h"
#include "src/lens/logit_lens.h"
#include "tests/support/random_model.h"

#include <benchmark/benchmark.h>

#include <cmath>
#include <numeric>

namespace headscope {

namespace {

std::shared_ptr<const Model> gpt2Sized()
{
    static const std::shared_ptr<const Model> model = [] {
        TransformerConfig config = smallConfig();
        config.layers = 12;
        config.heads = 12;
        config.width = 768;
        config.headWidth = 64;
        config.feedForward = 3072;
        config.vocabulary = 50257;
        config.context = 1024;
        setRules(config, true, true);
        return randomModel(config, 1);
    }();
    return model;
}

void headsOff(benchmark::State &state)
{
    Engine engine(gpt2Sized());
    SweepRequest request;
    request.run.text = randomText(static_cast<int>(state.range(0)), 3);
    request.base = engine.run(request.run);
    request.row = request.base->tokenCount() - 1;
    request.id = request.base->predictions(request.row, 1).front().id;
    for (auto _ : state) {
        std::size_t arrived = 0;
        sweep(engine, request, [&](const SweepCell &) { ++arrived; });
        if (arrived != 144)
            return state.SkipWithError("results are missing");
    }
    state.counters["runs"] = 144;
}

void lens(benchmark::State &state)
{
    const auto trace = Engine(gpt2Sized()).run({randomText(15, 3)});
    for (auto _ : state) {
        const auto made = LogitLens::make(*trace, 14);
        if (made->best(12, 1).front().id != trace->predictions(14, 1).front().id)
            return state.SkipWithError("the last layer says something else than the model");
    }
}

void contributions(benchmark::State &state)
{
    const auto trace = Engine(gpt2Sized()).run({randomText(15, 3)});
    for (auto _ : state) {
        const LogitContributions made = logitContributions(*trace, 14, 7);
        const double sum = std::accumulate(
            made.parts.begin(), made.parts.end(), 0.0, [](double total, const Contribution &part) { return total + part.value; });
        if (!(std::abs(sum - made.logit) < 1e-2))
            return state.SkipWithError("the parts do not add up");
    }
}

} // namespace

BENCHMARK(headsOff)->Arg(15)->Arg(60)->Unit(benchmark::kMillisecond)->UseRealTime()->Iterations(1);
BENCHMARK(lens)->Unit(benchmark::kMillisecond)->UseRealTime();
BENCHMARK(contributions)->Unit(benchmark::kMillisecond)->UseRealTime();

} // namespace headscope

BENCHMARK_MAIN();
