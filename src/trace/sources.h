// What flows where: which stages' numbers a stage is made from. Follows the order of src/models/transformer.h.
#pragma once

#include "src/models/config.h"
#include "src/trace/trace.h"

#include <vector>

namespace headscope {

/// In the order of the formula: {q, k} for rawScores, {weights, v} for weightedSum, every head's weightedSum for joinedHeads,
/// {embedding, position} for the first residualBefore. Empty for tokens and position.
std::vector<StageKey> sourcesOf(const TransformerConfig &config, const StageKey &key);

} // namespace headscope
