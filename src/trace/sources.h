// What flows where: which stages' numbers a stage is made from, by the plan of the layers.
#pragma once

#include "src/models/layer_plan.h"
#include "src/trace/trace.h"

#include <vector>

namespace headscope {

/// In the order of the formula: {q, k} for rawScores, {weights, v} for weightedSum (behind them globalK and globalV where a model has
/// those), every head's weightedSum for joinedHeads, {embedding, position, …} for the first residualBefore of a stack, {residualBefore,
/// outputProjection, mlpOut} for the residualAfter of a parallel layer. Keys and values of cross-attention come from the end of the
/// encoder. Empty for tokens, position and tokenType. The key must name a place of the model.
std::vector<StageKey> sourcesOf(const Trace &trace, const StageKey &key);
/// Without a model, by the plan of the place's layer.
std::vector<StageKey> sourcesOf(const TransformerConfig &config, const LayerPlan &plan, const StageKey &key);

/// One key for one place: stages before and behind the layers get the first layer of the stack that has them and head 0, a stage of a
/// layer head 0.
StageKey placeOf(const TransformerConfig &config, StageKey key);

/// The plan's step that makes the numbers of this place.
const PlanStep &stepAt(const Trace &trace, const StageKey &key);
PlanStep stepAt(const TransformerConfig &config, const StageKey &key);

/// The stages that meet in rawScores, as this layer has them: what the last of projection, norm and rotation makes.
Stage queriesOf(const Trace &trace, int layer);
Stage keysOf(const Trace &trace, int layer);

/// Which row of its source a row of the stage is made from: the same one, except where a text's pooled vector reads its first or last
/// token. There must be tokens.
int sourceRow(const Trace &trace, const StageKey &key, int row);

} // namespace headscope
