// One function for each kind of arithmetic. They fill in kind, terms, steps, hasBias, rebuilt and both formulas of an explanation whose
// key, row and column are set and in range.
#pragma once

#include "src/models/layer_plan.h"
#include "src/trace/explain.h"

namespace headscope {

/// One number of a stage that this one is made from.
float numberAt(const Trace &trace, const StageKey &key, int row, int column);
/// The cell of the same row and column of the stage's only source, or of the first: its stage, number and symbol.
struct SourceCell {
    StageKey key;
    double number = 0;
    std::string symbol; ///< "u"
    std::string latex; ///< "u_{3,2}"
};
SourceCell sourceCell(const Trace &trace, const Explanation &cell);

void explainIds(const Trace &trace, Explanation &cell);
void explainLookup(const Trace &trace, const LookUpTable &table, Explanation &cell);
void explainWaves(const Trace &trace, Explanation &cell); ///< sines and cosines of the place
void explainScale(const Trace &trace, double factor, Explanation &cell);
void explainSum(const Trace &trace, Explanation &cell); ///< also residualBefore where it is a copy
void explainNorm(const Trace &trace, Explanation &cell);
void explainProduct(const Trace &trace, Explanation &cell);
void explainRotation(const Trace &trace, Explanation &cell);
void explainDivision(const Trace &trace, Explanation &cell); ///< of scores
void explainCap(const Trace &trace, double factor, double limit, Explanation &cell); ///< or the factor alone
void explainBias(const Trace &trace, Explanation &cell);
void explainMask(const Trace &trace, Explanation &cell);
void explainSoftmax(const Trace &trace, Explanation &cell);
void explainJoinedHeads(const Trace &trace, Explanation &cell);
void explainActivation(const Trace &trace, Activation activation, Explanation &cell); ///< and the gate behind it

/// `expression` of an explanation that is otherwise complete.
std::string expressionOf(const Explanation &cell);

} // namespace headscope
