// Which query to explain where none is pinned.
#pragma once

#include "src/trace/trace.h"

namespace headscope {

/// The query whose largest weight on another token, the first one aside (where idle heads rest), is the largest of one head. Only the first
/// 64 queries are looked at: the start of a long text is what is in sight. 0 for a single token, -1 for none. In cross-attention
/// every key is another token.
int strongestRow(const Trace &trace, int layer, int head);

} // namespace headscope
