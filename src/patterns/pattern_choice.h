// Which picture of attention is looked at: of which heads, by which measure, in which units. Plain data, shared by views, exports and the
// command line.
#pragma once

#include "src/patterns/pattern.h"
#include "src/trace/trace.h"

#include <compare>
#include <memory>
#include <string>
#include <vector>

namespace headscope {

struct HeadPlace {
    int layer = 0;
    int head = 0;
    auto operator<=>(const HeadPlace &) const = default;
};

enum class Measure {
    weights, ///< A
    scores, ///< what the softmax sees
    valueWeighted, ///< A(t, s) · ‖v(s)‖
    normWeighted, ///< ‖A(t, s) · v(s) · W_O‖. Kobayashi et al. 2020, arXiv:2004.10102
    rollout, ///< through all layers up to this. Abnar & Zuidema 2020, arXiv:2005.00928
    flow ///< maximum flow through all layers up to this; the same paper
};

/// How several heads become one picture, or stand beside each other in pictures of their own.
enum class HeadRule { mean, max, min, sideBySide };
/// What a row and a column stand for: weights are summed over the keys of a unit and averaged over its queries.
enum class TokenUnit { tokens, words, sentences };
enum class SpecialTokens { shown, hidden, hiddenRenormalised };

struct PatternChoice {
    Measure measure = Measure::weights;
    HeadRule rule = HeadRule::mean;
    TokenUnit unit = TokenUnit::tokens;
    SpecialTokens special = SpecialTokens::shown;
    std::string hidden = {}; ///< also hides what this regular expression finds: tokens, or words, or sentences; empty: nothing
    std::vector<HeadPlace> others = {}; ///< looked at together with the picked head; empty: that one alone

    bool operator==(const PatternChoice &) const = default;
};

/// The picked head first, then the others, each once.
std::vector<HeadPlace> chosenHeads(HeadPlace picked, const PatternChoice &choice);

/// The picture of the picked head, or of it and the choice's others joined by the rule; side by side, it is the picked head's own. Throws
/// Error when a head is out of range, the heads' rows or columns are of different texts, the measure has no meaning for this model, or
/// every token is hidden.
std::shared_ptr<const Pattern> makePattern(std::shared_ptr<const Trace> trace, HeadPlace picked, const PatternChoice &choice);

} // namespace headscope
