// Which token is pinned before the user has clicked one.
#pragma once

#include "src/trace/trace.h"

namespace headscope {

/// The token of a text that says most: where its newest edit was made, else the last that was typed, which in a causal model sees all
/// others. -1: a text without tokens.
int tellingToken(const Trace &trace, int stack);

} // namespace headscope
