// Names of what a PatternChoice chooses: on the command line, and where an export says what it shows.
#pragma once

#include "src/patterns/pattern_choice.h"

#include <array>
#include <string_view>

namespace headscope {

template <typename Value>
struct NamedValue {
    Value value;
    std::string_view name;
};

inline constexpr std::array<NamedValue<Measure>, 6> kMeasures{
    {{Measure::weights, "weights"}, {Measure::scores, "scores"}, {Measure::valueWeighted, "value-weighted"},
        {Measure::normWeighted, "norm-weighted"}, {Measure::rollout, "rollout"}, {Measure::flow, "flow"}}};
inline constexpr std::array<NamedValue<HeadRule>, 4> kHeadRules{
    {{HeadRule::mean, "mean"}, {HeadRule::max, "max"}, {HeadRule::min, "min"}, {HeadRule::sideBySide, "side-by-side"}}};
inline constexpr std::array<NamedValue<TokenUnit>, 3> kTokenUnits{
    {{TokenUnit::tokens, "tokens"}, {TokenUnit::words, "words"}, {TokenUnit::sentences, "sentences"}}};
inline constexpr std::array<NamedValue<SpecialTokens>, 3> kSpecialTokens{
    {{SpecialTokens::shown, "shown"}, {SpecialTokens::hidden, "hidden"}, {SpecialTokens::hiddenRenormalised, "renormalised"}}};

/// Found by value, never by place; empty for a value that the table lacks.
template <typename Table, typename Value>
constexpr std::string_view nameIn(const Table &table, Value value)
{
    for (const auto &named : table)
        if (named.value == value)
            return named.name;
    return {};
}

template <typename Table, typename Value>
constexpr bool namesAllTo(const Table &table, Value last)
{
    for (int value = 0; value <= static_cast<int>(last); ++value)
        if (nameIn(table, static_cast<Value>(value)).empty())
            return false;
    return table.size() == static_cast<std::size_t>(last) + 1;
}
static_assert(namesAllTo(kMeasures, Measure::flow));
static_assert(namesAllTo(kHeadRules, HeadRule::sideBySide));
static_assert(namesAllTo(kTokenUnits, TokenUnit::sentences));
static_assert(namesAllTo(kSpecialTokens, SpecialTokens::hiddenRenormalised));

} // namespace headscope
