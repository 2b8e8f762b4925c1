// How several heads become one picture, or stand beside each other in pictures of their own: one row for each rule.
#pragma once

#include <span>
#include <string_view>

namespace headscope {

enum class HeadRule { mean, max, min, sideBySide };

struct HeadRuleInfo {
    HeadRule id;
    std::string_view name; ///< on the command line, in exports and formulas: "mean"
    std::string_view title; ///< of a choice: "Mean". Titles are English, the ui translates them
    std::string_view phrase; ///< inside a title, of n heads and their list: "mean of %n heads (%1)"
    std::string_view heading; ///< above a picture: "Mean of %n heads"
    void (*join)(const float *from, float *into, int count); ///< takes one more head in; null: heads are not joined
    bool averages; ///< what was joined is divided by how many they are: rows that sum to 1 still do
};

/// In the order of HeadRule.
std::span<const HeadRuleInfo> allHeadRules();
const HeadRuleInfo &headRuleInfo(HeadRule rule);

} // namespace headscope
