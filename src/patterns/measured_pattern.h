// One head's numbers by one of the measures, token by token; and which measures have a meaning where.
#pragma once

#include "src/patterns/pattern.h"
#include "src/patterns/pattern_choice.h"
#include "src/trace/trace.h"

#include <memory>
#include <string>

namespace headscope {

/// Why a part of a choice cannot be had, in words with what to do; empty: it can.
std::string measureProblem(const Trace &trace, const HeadPlace &place, Measure measure);
/// Weights and what is made of them can be summed over words; scores cannot.
std::string unitProblem(Measure measure, TokenUnit unit);
std::string renormaliseProblem(Measure measure);

/// Does the measure tell heads of one layer apart? Rollout and flow go through whole layers.
bool measuresHeads(Measure measure);
/// The heads that a picture is of: chosenHeads(), or the picked one alone where the measure is one matrix for all heads of its layer.
std::vector<HeadPlace> measuredHeads(HeadPlace picked, const PatternChoice &choice);

/// Throws Error when layer or head is out of range or measureProblem() has something to say.
std::shared_ptr<const Pattern> measuredPattern(std::shared_ptr<const Trace> trace, const HeadPlace &place, Measure measure);

} // namespace headscope
