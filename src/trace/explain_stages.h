// One function for each kind of arithmetic. They fill in kind, terms, steps, hasBias, rebuilt and both formulas of an explanation whose
// key, row and column are set and in range.
#pragma once

#include "src/trace/explain.h"

namespace headscope {

/// One number of a stage that this one is made from.
float numberAt(const Trace &trace, const StageKey &key, int row, int column);

void explainLookup(const Trace &trace, Explanation &cell);
void explainSum(const Trace &trace, Explanation &cell); ///< also residualBefore where it is a copy
void explainNorm(const Trace &trace, Explanation &cell);
void explainProduct(const Trace &trace, Explanation &cell);
void explainScale(const Trace &trace, Explanation &cell);
void explainMask(const Trace &trace, Explanation &cell);
void explainSoftmax(const Trace &trace, Explanation &cell);
void explainJoinedHeads(const Trace &trace, Explanation &cell);
void explainActivation(const Trace &trace, Explanation &cell);

/// `expression` of an explanation that is otherwise complete.
std::string expressionOf(const Explanation &cell);

} // namespace headscope
