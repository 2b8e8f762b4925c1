// Which number to explain before the user has pointed at one.
#pragma once

#include "src/trace/trace.h"

namespace headscope {

/// Column of the largest finite magnitude in one row of a stage; -1 when there is none.
int strongestColumn(const Trace &trace, const StageKey &key, int row);
/// The query whose largest weight on another token is the largest of all, in one head; only the first 64 queries are looked at, since the
/// start of a long text is what is in sight. 0 for a single token, -1 for none.
int strongestRow(const Trace &trace, int layer, int head);

} // namespace headscope
