// What the lines view shows: for each head the pairs whose weight passes the rule, and how strong a line each of them is.
#pragma once

#include "src/patterns/pairs_by_rule.h"
#include "ui/views/shared/pattern/shown_patterns.h"

#include <optional>
#include <stop_token>

namespace headscope {

enum class LinesMode { columns, arcs };

/// Which pairs have a line.
struct LinesRule {
    bool automatic = true; ///< as many of the strongest as can still be told apart
    PairRule pairs;
    bool operator==(const LinesRule &) const = default;
};

struct LineSet {
    QString name; ///< of the head; empty when there is just one
    int colorIndex = -1; ///< for headColor(); −1: several heads as one
    std::vector<RuledPair> pairs; ///< weakest first
};

struct LinesPicture {
    ShownPatterns shown;
    std::vector<LineSet> sets;
    PairRule rule; ///< in force, also where it was found automatically
    std::int64_t possible = 0; ///< pairs that have any weight, of all heads
    std::int64_t undefined = 0; ///< pairs whose number is NaN or ∞
    std::int64_t drawn = 0;
    float threshold = 0;
    bool cut = false; ///< there are more than can be kept
    /// Numbers of no and of full strength: 0 and 1 for weights, so that a weight looks the same whatever else is shown.
    double low = 0;
    double high = 1;

    /// 0 … 1.
    double strength(double number) const;
};

/// Lines of full opacity and width at strength 1, the thinnest that can be seen at 0.
double lineOpacity(double strength);
double lineWidth(double strength);

/// "strongest 20 % of 1,176 pairs: 236 lines, weight ≥ 0.04".
QString ruleText(const LinesPicture &picture);

/// Nothing when stopped.
std::optional<LinesPicture> linesPicture(ShownPatterns shown, const LinesRule &rule, const std::stop_token &stop = {});

} // namespace headscope
