// A 30-word sentence typed letter by letter: for every keystroke the whole way from the text to a new Trace, tokenizing and the next
// word's logits included. One iteration is one keystroke; the goal is a picture within a frame of 33 ms.
#include "src/engine.h"
#include "src/error.h"
#include "tests/bench/machine_peak.h"
#include "tests/support/source_path.h"
#include "tests/support/trace_comparison.h"

#include <benchmark/benchmark.h>

#include <algorithm>
#include <filesystem>

namespace headscope {

namespace {

constexpr std::string_view kSentence
    = "Once upon a time there was a little girl named Lily who loved to play with her red ball in the park "
      "near the river until the sun went down every day.";

void keystrokes(benchmark::State &state, const char *folder)
{
    const std::filesystem::path path = sourcePath("resources/models") / folder;
    if (!std::filesystem::exists(path / "model.safetensors"))
        return state.SkipWithError("the model is not there");
    Engine engine(openModel(path));
    if (const std::string problem = firstDifference(*engine.run({"Once upon a", {}, nullptr, {}})); !problem.empty())
        return state.SkipWithError(problem.c_str());

    std::shared_ptr<const Trace> shown; // the window keeps one trace while the next is made
    std::size_t typed = 0;
    double slowest = 0;
    for (auto _ : state) {
        typed = typed % kSentence.size() + 1;
        const Stopwatch watch;
        shown = engine.run({std::string(kSentence.substr(0, typed)), {}, shown, {}});
        slowest = std::max(slowest, 1e3 * watch.seconds());
    }
    state.counters["slowest_ms"] = slowest;
    state.counters["threads"] = shown->statistics().threads;
}

} // namespace

BENCHMARK_CAPTURE(keystrokes, storyteller, "storyteller")->Unit(benchmark::kMillisecond)->UseRealTime();
BENCHMARK_CAPTURE(keystrokes, blackboard, "blackboard")->Unit(benchmark::kMillisecond)->UseRealTime();

} // namespace headscope

BENCHMARK_MAIN();
