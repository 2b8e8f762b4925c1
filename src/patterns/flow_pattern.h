// Attention flow (Abnar & Zuidema 2020, arXiv:2005.00928): how much can flow from a token behind a layer down to an input token, if no edge
// of the graph of Ã (attention_graph.h) carries more than its weight. Each pair of tokens is a maximum flow of its own.
#pragma once

#include "src/patterns/pattern.h"
#include "src/trace/trace.h"

#include <memory>

namespace headscope {

/// Each flow costs about the number of edges, layers · n², several times, and there are n² of them.
inline constexpr int kMostFlowTokens = 96;

/// Through the layers of the stack up to and with `layer`. Between 0 and 1; rows do not sum to 1. A row is made when a block first asks for
/// it, and kept. Throws Error for a layer of cross-attention, a layer out of range, or more than kMostFlowTokens tokens.
std::shared_ptr<const Pattern> flowPattern(std::shared_ptr<const Trace> trace, int layer);

} // namespace headscope
