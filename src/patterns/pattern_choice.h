// Which picture of attention is looked at: of which heads, by which measure, in which units. Plain data, shared by views, exports and the
// command line.
#pragma once

#include "src/enum_rows.h"
#include "src/patterns/head_rules.h"
#include "src/patterns/measures.h"

#include <array>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace headscope {

class LayerTexts;

/// A value of a choice that needs no more than its words.
template <typename Value>
struct ChoiceRow {
    Value id;
    std::string_view name; ///< on the command line and in exports: "words"
    std::string_view title; ///< of a choice: "Words"; English, the ui translates it
};

/// What a row and a column stand for: weights are summed over the keys of a unit and averaged over its queries.
enum class TokenUnit { tokens, words, sentences };
inline constexpr std::array<ChoiceRow<TokenUnit>, countOf<TokenUnit>()> kTokenUnits{
    {{TokenUnit::tokens, "tokens", "Tokens"}, {TokenUnit::words, "words", "Words"}, {TokenUnit::sentences, "sentences", "Sentences"}}};
static_assert(hasRowForEach(kTokenUnits));

enum class SpecialTokens { shown, hidden, hiddenRenormalised };
inline constexpr std::array<ChoiceRow<SpecialTokens>, countOf<SpecialTokens>()> kSpecialTokens{
    {{SpecialTokens::shown, "shown", "Special shown"}, {SpecialTokens::hidden, "hidden", "Special hidden"},
        {SpecialTokens::hiddenRenormalised, "renormalised", "Special hidden, rows renormalised"}}};
static_assert(hasRowForEach(kSpecialTokens));

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
/// The heads that a picture is of: those, or the picked one alone where the measure is one matrix for all heads of its layer.
std::vector<HeadPlace> measuredHeads(HeadPlace picked, const PatternChoice &choice);
/// Is every chosen head a picture of its own?
bool isSideBySide(HeadPlace picked, const PatternChoice &choice);

/// Why a part of a choice cannot be had, in words with what to do; empty: it can.
std::string unitProblem(Measure measure, TokenUnit unit);
std::string renormaliseProblem(Measure measure);

/// How many numbers have to be made of the heads of a choice; ∞ for a measure that is not quick.
double numbersOf(const Trace &trace, HeadPlace picked, const PatternChoice &choice);

/// Throws Error when a head is out of range and when heads look from or at different texts. There is at least one.
void requireOneText(const Trace &trace, const std::vector<HeadPlace> &places);

/// The picture of the picked head, or of it and the choice's others joined by the rule; side by side, it is the picked head's own. Throws
/// Error when a head is out of range, the heads' rows or columns are of different texts, the measure has no meaning for this model, or
/// every token is hidden.
std::shared_ptr<const Pattern> makePattern(std::shared_ptr<const Trace> trace, HeadPlace picked, const PatternChoice &choice);
/// The same for who has the texts of the picked head's layer already.
std::shared_ptr<const Pattern> makePattern(
    std::shared_ptr<const Trace> trace, HeadPlace picked, const PatternChoice &choice, const LayerTexts &texts);

/// What the mask says about makePattern(): −∞ where it forbids every look that a number is made of (of joined tokens: any of them). Throws
/// Error as makePattern does.
std::shared_ptr<const Pattern> maskPattern(std::shared_ptr<const Trace> trace, HeadPlace picked, const PatternChoice &choice);

} // namespace headscope
