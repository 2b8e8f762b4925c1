// How fast texts are cut into words by the regular expressions that people's tokenizers have.
#include "src/tokenizer/pre_tokenizer.h"
#include "src/tokenizer/word_patterns.h"

#include <benchmark/benchmark.h>

#include <stdexcept>
#include <string>
#include <string_view>

namespace headscope {

namespace {

constexpr std::string_view kSentence = "It's 1,234 years since the naïve fox'll jump\n\n  over the lazy dog's back, in Köln; 漢字 too. ";
constexpr std::string_view kWhiteSpace = "\\s+";

std::string textOf(std::size_t bytes)
{
    std::string text;
    while (text.size() + kSentence.size() <= bytes)
        text += kSentence;
    return text;
}

/// Words in order that leave nothing out, of which the first five are those of every such tokenizer.
void check(const std::vector<TextSpan> &words, std::string_view text, std::string_view expression)
{
    std::size_t end = 0;
    for (const TextSpan word : words) {
        if (word.begin != end || word.size() == 0)
            throw std::logic_error("words are left out, or empty");
        end = word.end;
    }
    if (end != text.size() || words.size() < 2
        || text.substr(words[0].begin, words[0].size()) != (expression == kWhiteSpace ? "It's" : "It"))
        throw std::logic_error("these are not the words");
}

void words(benchmark::State &state, std::string_view expression)
{
    const std::string text = textOf(100'000);
    // As a step of its own, so that GPT-2's runs in the engine too.
    const PreTokenizer preTokenizer(
        {{.kind = PreTokenizer::Kind::pattern, .pattern = SplitPattern::regularExpression(expression, "benchmark")}});
    AlignedText subject(text);
    check(preTokenizer.split(subject), text, expression);
    for (auto _ : state)
        benchmark::DoNotOptimize(preTokenizer.split(subject));
    state.SetBytesProcessed(state.iterations() * static_cast<std::int64_t>(text.size()));
}

void gpt2Scanner(benchmark::State &state)
{
    const std::string text = textOf(100'000);
    const PreTokenizer preTokenizer(std::vector<PreTokenizer::Step>{{.kind = PreTokenizer::Kind::gpt2Words}});
    AlignedText subject(text);
    check(preTokenizer.split(subject), text, kGpt2Words);
    for (auto _ : state)
        benchmark::DoNotOptimize(preTokenizer.split(subject));
    state.SetBytesProcessed(state.iterations() * static_cast<std::int64_t>(text.size()));
}

void compiling(benchmark::State &state)
{
    for (auto _ : state)
        benchmark::DoNotOptimize(SplitPattern::regularExpression(kLlama3Words, "benchmark"));
}

} // namespace

BENCHMARK_CAPTURE(words, gpt2, kGpt2Words)->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(words, llama3, kLlama3Words)->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(words, qwen2, kQwen2Words)->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(words, whiteSpace, kWhiteSpace)->Unit(benchmark::kMillisecond);
BENCHMARK(gpt2Scanner)->Unit(benchmark::kMillisecond);
BENCHMARK(compiling)->Unit(benchmark::kMicrosecond);

} // namespace headscope

BENCHMARK_MAIN();
