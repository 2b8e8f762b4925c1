// Which token is pinned before the user has clicked one.
#pragma once

#include "src/trace/trace.h"

namespace headscope {

/// The token of a text that says most: where its newest edit was made, else the last typed one whose row of this head's weights is at least
/// half as far from even (log₂ of the keys it may look at, less its entropy) as the row that is farthest. So neither an even row nor one
/// that sees only itself is taken while another says something, and among rows that say about as much the last one is, which in a causal
/// model sees all others. Only the last 64 typed tokens are looked at; where no row says anything, or a long run has no weights at hand,
/// it is the last. A layer of the other stack stands for the first layer of this one. -1: a text without tokens.
int tellingToken(const Trace &trace, int stack, int layer, int head);

} // namespace headscope
