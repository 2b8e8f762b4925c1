#include "src/patterns/head_rules.h"

#include "src/enum_rows.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace headscope {

namespace {

// What is undefined in one head is undefined in all together.
void largest(const float *from, float *into, int count)
{
    std::transform(from, from + count, into, into, [](float a, float b) { return std::isnan(a) ? a : std::isnan(b) ? b : std::max(a, b); });
}

void smallest(const float *from, float *into, int count)
{
    std::transform(from, from + count, into, into, [](float a, float b) { return std::isnan(a) ? a : std::isnan(b) ? b : std::min(a, b); });
}

void sum(const float *from, float *into, int count)
{
    std::transform(from, from + count, into, into, [](float a, float b) { return a + b; });
}

constexpr std::array<HeadRuleInfo, countOf<HeadRule>()> kRules{{
    {HeadRule::mean, "mean", "Mean", "mean of %n heads (%1)", "Mean of %n heads", sum, true},
    {HeadRule::max, "max", "Max", "max of %n heads (%1)", "Largest of %n heads", largest, false},
    {HeadRule::min, "min", "Min", "min of %n heads (%1)", "Smallest of %n heads", smallest, false},
    {HeadRule::sideBySide, "side-by-side", "Side by side", "%n heads (%1)", "%n heads side by side", nullptr, false},
}};
static_assert(hasRowForEach(kRules));

} // namespace

std::span<const HeadRuleInfo> allHeadRules()
{
    return kRules;
}

const HeadRuleInfo &headRuleInfo(HeadRule rule)
{
    return rowOf(kRules, rule);
}

} // namespace headscope
