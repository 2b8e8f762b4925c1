#include "src/analysis/stand_outs.h"

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

namespace headscope {

namespace {

// Fewer measured tokens than this could be chance; below the share and the lift nobody would see the pattern in the picture.
constexpr int kFewestRows = 3;
constexpr double kLeastShare = 0.4;
constexpr double kLeastLift = 0.25;
constexpr double kLeastLikeness = 0.6; // a correlation
// Nearly the largest entropy possible, where that is at least two tokens' worth.
constexpr double kBroadShare = 0.95;
constexpr double kBroadBits = 1;
constexpr int kMostOfPattern = 3;

std::optional<StandOut> strongest(const HeadScores &scores, const HeadRow *more)
{
    const std::array<std::pair<HeadPattern, const PatternScore *>, 7> patterns{{
        {HeadPattern::previousToken, &scores.previousToken},
        {HeadPattern::nextToken, &scores.nextToken},
        {HeadPattern::firstToken, &scores.firstToken},
        {HeadPattern::separator, &scores.separator},
        {HeadPattern::sameToken, &scores.sameToken},
        {HeadPattern::duplicateToken, &scores.duplicateToken},
        {HeadPattern::induction, &scores.induction},
    }};
    std::optional<StandOut> best;
    for (const auto &[pattern, score] : patterns) {
        const bool isClear = score->rows >= kFewestRows && score->value >= kLeastShare && score->lift() >= kLeastLift;
        if (!isClear) // neither is a NaN, which an edit that overflows leaves
            continue;
        if (!best || score->lift() > best->value - best->even)
            best = StandOut{0, 0, pattern, score->value, score->even, score->rows};
    }
    const auto consider = [&](HeadPattern pattern, double value, double least) {
        if (value >= least && (!best || value > best->value - best->even))
            best = StandOut{0, 0, pattern, value, 0, 0};
    };
    if (more) {
        consider(HeadPattern::randomInduction, more->value(ScoreId::randomInduction), kLeastShare);
        consider(HeadPattern::drawn, more->value(ScoreId::drawn), kLeastLikeness);
    }
    if (!best && scores.rows >= kFewestRows && scores.evenEntropy >= kBroadBits && scores.entropy >= kBroadShare * scores.evenEntropy)
        best = StandOut{0, 0, HeadPattern::broad, scores.entropy, scores.evenEntropy, scores.rows};
    return best;
}

} // namespace

std::vector<StandOut> standOuts(std::span<const HeadScores> scores, int heads, int count, std::span<const HeadRow> more)
{
    std::vector<StandOut> found;
    for (std::size_t i = 0; i < scores.size(); ++i) {
        if (auto best = strongest(scores[i], more.size() == scores.size() ? &more[i] : nullptr)) {
            best->layer = static_cast<int>(i) / heads;
            best->head = static_cast<int>(i) % heads;
            found.push_back(*best);
        }
    }
    // Lift is negative for broad heads (entropy below the largest possible), which puts them last, the broadest first.
    std::ranges::stable_sort(found, [](const StandOut &a, const StandOut &b) { return a.value - a.even > b.value - b.even; });

    std::array<int, 10> taken{};
    std::vector<StandOut> kept;
    for (const StandOut &one : found) {
        if (static_cast<int>(kept.size()) < count && taken[static_cast<std::size_t>(one.pattern)]++ < kMostOfPattern)
            kept.push_back(one);
    }
    return kept;
}

} // namespace headscope
