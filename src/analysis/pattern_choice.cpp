#include "src/analysis/pattern_choice.h"

#include "src/analysis/head_pattern.h"

namespace headscope {

std::vector<TokenSpan> eachToken(int count)
{
    std::vector<TokenSpan> spans;
    spans.reserve(static_cast<std::size_t>(count));
    for (int token = 0; token < count; ++token)
        spans.push_back({token, token + 1});
    return spans;
}

std::shared_ptr<const Pattern> makePattern(std::shared_ptr<const Trace> trace, HeadPlace picked, const PatternChoice &choice)
{
    const Stage stage = choice.measure == Measure::scores ? Stage::maskedScores : Stage::weights;
    return headPattern(std::move(trace), {stage, picked.layer, picked.head});
}

} // namespace headscope
