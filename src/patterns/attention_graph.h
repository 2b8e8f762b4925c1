// Attention through several layers, seen as a graph (Abnar & Zuidema 2020, arXiv:2005.00928): a token of a layer takes from the tokens of
// the layer below by the mean of the heads' weights, and from itself, because the residual stream goes past the attention:
//     Ã(t, s) = ½ · mean over heads of A(t, s) + ½ · [t = s]
// Trap: this holds within one text. Of a decoder that also looks at an encoder only the self-attention layers are in the graph: what
// cross-attention brings comes from another text.
#pragma once

#include "src/trace/trace.h"

#include <vector>

namespace headscope {

/// Most tokens for which a whole layer's n × n numbers are made.
inline constexpr int kMostGraphTokens = 2000;

/// The self-attention layers of the stack that `layer` belongs to, from the lowest up to and with it. Throws Error for a layer out of
/// range, a layer of cross-attention, or a text of more than `mostTokens`; `measure` names what was asked for: "rollout".
std::vector<int> graphLayers(const Trace &trace, int layer, int mostTokens, const char *measure);
/// Ã of one layer, row by row: n · n numbers.
std::vector<float> residualAttention(const Trace &trace, int layer);

} // namespace headscope
