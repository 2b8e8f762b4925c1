// The one way from a choice to what a picture of attention shows: the patterns, what their rows and columns are called and stand for, and
// which cells the filter of a pair lets through. All that shows their labels or knows the filter comes through here.
#pragma once

#include "src/patterns/pair_filter.h"
#include "src/patterns/pattern_choice.h"
#include "src/patterns/token_text.h"

#include <memory>
#include <string>
#include <vector>

namespace headscope {

/// What is to be shown of which run. Plain data, may be handed to another thread.
struct PatternRequest {
    std::shared_ptr<const Trace> trace;
    HeadPlace place; ///< the picked head
    PatternChoice choice;
    PairFilter filter = PairFilter::all;
};

struct ChosenPatterns {
    struct Head {
        HeadPlace place;
        std::shared_ptr<const Pattern> pattern;
    };
    LayerTexts texts; ///< that all of them are of
    std::vector<Head> heads; ///< one, or several side by side, all with the same rows and columns; never empty
    std::vector<std::string> rowLabels; ///< the token as displayed ("␣cat"), or its word or sentence
    std::vector<std::string> columnLabels;
    FilteredPairs pairs;

    const Pattern &pattern() const { return *heads.front().pattern; }
};

/// `most` pictures side by side; 1: the picked head's own, whatever stands beside it. Throws Error as makePattern does, and where pictures
/// side by side would be of different texts.
ChosenPatterns chosenPatterns(const PatternRequest &request, int most = 1);

} // namespace headscope
