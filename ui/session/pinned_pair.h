// The query and the key that are looked at together, whatever stage the selection names.
#pragma once

#include "src/trace/trace.h"
#include "ui/session/selection.h"

namespace headscope {

/// -1: none.
struct TokenPair {
    int row = -1;
    int column = -1;
    bool operator==(const TokenPair &) const = default;
};

/// Of the selection's head, as far as this trace has its layer and them. A pinned column of a stage whose columns are features is no key.
TokenPair pinnedPair(const Trace &trace, const Selection &selection);
/// The pair under the pointer of another view; none unless both are known.
TokenPair hoveredPair(const Trace &trace, const Selection &selection);
/// Pins a query and, unless it is -1, a key; the selection goes to `stage`, one of tokens by tokens, if its own has other rows or columns.
void pinPair(Selection &selection, const TokenPair &pair, Stage stage = Stage::weights);

} // namespace headscope
