// Attention rollout (Abnar & Zuidema 2020, arXiv:2005.00928): how much of each input token is in a token behind a layer, if every layer
// mixes tokens by the mean of its heads' weights and passes half of each token on unchanged:
//     R(l) = Ã(l) · R(l − 1),   R(first) = Ã(first);   Ã in attention_graph.h
#pragma once

#include "src/patterns/pattern.h"
#include "src/trace/trace.h"

#include <memory>

namespace headscope {

/// Through the layers of the stack up to and with `layer`. Rows sum to 1. The whole product is made at the first block and kept, about
/// 2 · layers · n³ operations. Throws Error for a layer of cross-attention, a layer out of range, or more than kMostGraphTokens tokens.
std::shared_ptr<const Pattern> rolloutPattern(std::shared_ptr<const Trace> trace, int layer);

} // namespace headscope
