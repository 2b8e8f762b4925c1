// Compares every stage of a Trace with the naive twin's.
#pragma once

#include "src/trace/trace.h"
#include "tests/support/comparison.h"
#include "tests/support/naive_transformer.h"

#include <algorithm>
#include <string>

namespace headscope {

inline NaiveTransformer::Input inputOf(const Trace &trace)
{
    NaiveTransformer::Input input;
    for (int stack = 0; stack < trace.config().stackCount(); ++stack)
        for (const Token &token : trace.stackTokens(stack))
            input.ids[static_cast<std::size_t>(stack)].push_back(token.id);
    for (const Token &token : trace.tokens())
        input.segments.push_back(std::clamp(token.segment, 0, std::max(trace.config().tokenTypes - 1, 0)));
    return input;
}

/// Weights within 1e-5, all others within 1e-4, each times the larger of 1 and the largest number of the stage, and times `slack`
/// (float32 against double).
/// Empty when all agree, else the first stage that does not, in words.
inline std::string firstDifference(const Trace &trace, double slack = 1)
{
    const TransformerConfig &config = trace.config();
    const NaiveTransformer naive(trace.model(), inputOf(trace), trace.edits());
    for (int layer = 0; layer < config.layers; ++layer) {
        for (const Stage stage : config.stages(layer)) {
            const StageInfo &info = stageInfo(stage);
            const bool seen = isBehindLayers(stage) ? layer != config.lastLayerOf(config.stackOf(layer))
                : info.scope == StageScope::model   ? layer != config.firstLayerOf(config.stackOf(layer))
                                                    : false;
            if (stage == Stage::tokens || seen)
                continue;
            const int heads = info.scope == StageScope::head ? config.heads : 1;
            for (int head = 0; head < heads; ++head) {
                const Matrix ours = trace.matrix({stage, layer, head});
                const NaiveTransformer::Table &table = naive.at(stage, layer, head);
                const std::string place = hookName(config, stage, layer) + " head " + std::to_string(head);
                if (static_cast<std::size_t>(ours.rows()) != table.size() || static_cast<std::size_t>(ours.cols()) != table.at(0).size())
                    return place + ": another size";
                const auto theirs = [&](int r, int c) { return table[static_cast<std::size_t>(r)][static_cast<std::size_t>(c)]; };
                const auto zero = [](int, int) { return 0.0; };
                const auto finite = [&](int r, int c) { return std::isinf(theirs(r, c)) ? 0.0 : theirs(r, c); };
                const double largest = largestDifference(finite, zero, ours.rows(), ours.cols());
                const double allowed = (stage == Stage::weights ? 1e-5 : 1e-4) * std::max(1.0, largest) * slack;
                const double difference = largestDifference(ours, theirs, ours.rows(), ours.cols());
                if (!(difference <= allowed))
                    return place + ": differs by " + std::to_string(difference);
            }
        }
    }
    return {};
}

} // namespace headscope
