// Runs a recipe: for each query its keys, their scores, weights, and the sum of values. A query is done by itself, so a text of n tokens
// needs memory of the order of n, and the bits do not depend on the number of threads.
#pragma once

#include "src/mechanisms/mechanism.h"

namespace headscope {

/// `formula`: what a weight is, for people. The sizes of q, k and v fit each other. `steps`: null, or it keeps queries, keys, scores,
/// weights, values and output.
MechanismRun attend(const MechanismInput &input, const Recipe &recipe, std::string_view formula, StepRecorder *steps = nullptr);

/// Its weights alone, made row by row when they are asked for.
std::shared_ptr<const Pattern> recipePattern(const MechanismInput &input, const Recipe &recipe, std::string_view formula);

} // namespace headscope
