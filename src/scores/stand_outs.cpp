#include "src/scores/stand_outs.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <optional>
#include <vector>

namespace headscope {

namespace {

// Fewer measured tokens than this could be chance. From this share and lift on everybody sees the pattern in the picture, whatever the
// other heads do.
constexpr int kFewestRows = 3;
constexpr double kLeastShare = 0.4;
constexpr double kLeastLift = 0.25;
// A weaker pattern must be several times what even attention gives, and several times what the model's other heads give: of those the lower
// quartile, because a pattern may be shared by most heads of a small model. Induction heads of small models score 0.3 where even is 0.05.
constexpr int kFewestRelativeRows = 5;
constexpr double kLeastRelativeLift = 0.15;
constexpr double kTimes = 3;
constexpr double kLeastLikeness = 0.6; // a correlation
// Nearly the largest entropy possible, where that is at least two tokens' worth.
constexpr double kBroadShare = 0.95;
constexpr double kBroadBits = 1;
constexpr int kMostOfScore = 3;

// Broad heads are told apart below.
bool isRule(const ScoreDefinition &score)
{
    return !score.standsOut.empty() && score.notable == Notable::high;
}

// A share of the attention, which can be weak and yet far more than others have; else a correlation.
bool isShare(const ScoreDefinition &score)
{
    return score.low == 0;
}

// 0 of none.
double lowerQuartile(std::vector<double> values)
{
    std::erase_if(values, [](double value) { return std::isnan(value); });
    if (values.empty())
        return 0;
    const auto quartile = values.begin() + static_cast<std::ptrdiff_t>((values.size() - 1) / 4);
    std::ranges::nth_element(values, quartile);
    return *quartile;
}

// What the model's heads do as a rule, by score.
using Usual = std::array<double, kScoreCount>;

Usual usualOf(std::span<const HeadScores> scores, std::span<const HeadRow> more)
{
    Usual usual{};
    for (const ScoreDefinition &score : allScores()) {
        std::vector<double> values;
        if (!isRule(score) || !isShare(score))
            continue;
        if (score.fromScores) {
            for (const HeadScores &head : scores)
                if (const PatternScore one = score.fromScores(head); one.defined())
                    values.push_back(one.value);
        } else {
            for (const HeadRow &head : more)
                values.push_back(head.value(score.id));
        }
        usual[static_cast<std::size_t>(score.id)] = lowerQuartile(std::move(values));
    }
    return usual;
}

// No NaN is: comparisons with it are false.
bool isFarAbove(double value, double even, double usual)
{
    return value - even >= kLeastRelativeLift && value >= kTimes * even && value >= kTimes * usual;
}

bool standsOut(const ScoreDefinition &score, double value, double usual)
{
    return isShare(score) ? value >= kLeastShare || isFarAbove(value, 0, usual) : value >= kLeastLikeness;
}

bool standsOut(const PatternScore &score, double usual)
{
    const bool isClear = score.rows >= kFewestRows && score.value >= kLeastShare && score.lift() >= kLeastLift;
    return isClear || (score.rows >= kFewestRelativeRows && isFarAbove(score.value, score.even, usual));
}

std::optional<StandOut> strongest(const HeadScores &scores, const HeadRow *more, const Usual &usual)
{
    std::optional<StandOut> best;
    const auto consider = [&](const StandOut &one, bool isEnough) {
        if (isEnough && (!best || one.value - one.even > best->value - best->even))
            best = one;
    };
    for (const ScoreDefinition &score : allScores()) {
        const double asARule = usual[static_cast<std::size_t>(score.id)];
        if (!isRule(score))
            continue;
        if (score.fromScores) {
            const PatternScore one = score.fromScores(scores);
            consider({0, 0, score.id, one.value, one.even, one.rows}, standsOut(one, asARule));
        } else if (more) {
            const double value = more->value(score.id);
            consider({0, 0, score.id, value, 0, 0}, standsOut(score, value, asARule));
        }
    }
    if (!best && scores.rows >= kFewestRows && scores.evenEntropy >= kBroadBits && scores.entropy >= kBroadShare * scores.evenEntropy)
        best = StandOut{0, 0, ScoreId::entropy, scores.entropy, scores.evenEntropy, scores.rows};
    return best;
}

} // namespace

std::vector<StandOut> standOuts(std::span<const HeadScores> scores, int heads, int count, std::span<const HeadRow> more)
{
    const bool knowsMore = more.size() == scores.size();
    const Usual usual = usualOf(scores, knowsMore ? more : std::span<const HeadRow>());
    std::vector<StandOut> found;
    for (std::size_t i = 0; i < scores.size(); ++i) {
        if (auto best = strongest(scores[i], knowsMore ? &more[i] : nullptr, usual)) {
            best->layer = static_cast<int>(i) / heads;
            best->head = static_cast<int>(i) % heads;
            found.push_back(*best);
        }
    }
    // Lift is negative for broad heads (entropy below the largest possible), which puts them last, the broadest first.
    std::ranges::stable_sort(found, [](const StandOut &a, const StandOut &b) { return a.value - a.even > b.value - b.even; });

    std::array<int, kScoreCount> taken{};
    std::vector<StandOut> kept;
    for (const StandOut &one : found) {
        if (static_cast<int>(kept.size()) < count && taken[static_cast<std::size_t>(one.score)]++ < kMostOfScore)
            kept.push_back(one);
    }
    return kept;
}

} // namespace headscope
