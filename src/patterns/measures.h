// The one table of what a picture of attention can show. A row is all that the screen, the command line, exports and the documentation know
// of a measure; measures.md is the table as text, checked by measures_test.
#pragma once

#include "src/patterns/head_place.h"
#include "src/patterns/pattern.h"
#include "src/trace/trace.h"

#include <limits>
#include <memory>
#include <span>
#include <string>
#include <string_view>

namespace headscope {

enum class Measure { weights, scores, valueWeighted, normWeighted, rollout, flow };

/// What the colours of a picture span.
enum class MeasureScale {
    unit, ///< 0 … 1: a share looks the same whatever else is shown
    fromZero, ///< 0 … the largest
    diverging ///< about 0, numbers of both signs
};

/// What a row does not say is as weights have it.
struct MeasureInfo {
    static constexpr int kAnyLength = std::numeric_limits<int>::max();

    Measure id;
    std::string_view name; ///< on the command line and in exports: "value-weighted"
    std::string_view title; ///< of a choice: "Value-weighted". Titles and phrases are English, the ui translates them
    std::string_view phrase; ///< inside a title: "value-weighted attention"
    std::string_view legend; ///< beside a scale: "attention rollout up to this layer"
    std::string_view number; ///< one of its numbers: "weight · ‖v‖"
    MeasureScale scale = MeasureScale::unit;
    int decimals = 3; ///< of its numbers in cells
    bool adds = true; ///< may be summed over words, and a row divided by what is left of it
    bool ofHeads = true; ///< tells heads apart; else it is one matrix for a layer, made through the layers of one text up to it
    bool isQuick = true; ///< costs what a head's weights cost; else up to seconds
    int mostTokens = kAnyLength; ///< for texts of up to so many
    Stage stage = Stage::weights; ///< what it is made from
    std::shared_ptr<const Pattern> (*make)(const std::shared_ptr<const Trace> &trace, const HeadPlace &place);
    std::string_view definition; ///< a sentence or two, English
    std::string_view formula; ///< plain Unicode
    std::string_view source; ///< paper
};

/// In the order of Measure.
std::span<const MeasureInfo> allMeasures();
const MeasureInfo &measureInfo(Measure measure);
/// All of them as Markdown: what measures.md beside this file holds.
std::string measuresAsMarkdown();

/// Why the measure cannot be had, in words with what to do; empty: it can.
std::string measureProblem(const Trace &trace, const HeadPlace &place, Measure measure);

/// One head's numbers, token by token. Throws Error when layer or head is out of range or measureProblem() has something to say.
std::shared_ptr<const Pattern> measuredPattern(std::shared_ptr<const Trace> trace, const HeadPlace &place, Measure measure);

} // namespace headscope
