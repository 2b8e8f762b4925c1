// Compares every stage of a Trace with the naive twin's.
#pragma once

#include "src/trace/trace.h"
#include "tests/support/comparison.h"
#include "tests/support/naive_transformer.h"

#include <string>

namespace headscope {

/// Weights within 1e-5, all others within 1e-4, each times the larger of 1 and the largest number of the stage, and times `slack`
/// (float32 against double).
/// Empty when all agree, else the first stage that does not, in words.
inline std::string firstDifference(const Trace &trace, double slack = 1)
{
    std::vector<int> ids;
    for (const Token &token : trace.tokens())
        ids.push_back(token.id);
    const NaiveTransformer naive(trace.model(), ids, trace.edits());
    for (const Stage stage : trace.config().stages()) {
        if (stage == Stage::tokens)
            continue;
        const StageInfo &info = stageInfo(stage);
        const int layers = info.scope == StageScope::model ? 1 : trace.config().layers;
        const int heads = info.scope == StageScope::head ? trace.config().heads : 1;
        for (int layer = 0; layer < layers; ++layer) {
            for (int head = 0; head < heads; ++head) {
                const Matrix ours = trace.matrix({stage, layer, head});
                const NaiveTransformer::Table &table = naive.at(stage, layer, head);
                const std::string place = hookName(stage, layer) + " head " + std::to_string(head);
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
