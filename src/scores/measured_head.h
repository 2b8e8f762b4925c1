// All scores of one head that need nothing but a run, or nothing but the weights; and heads in the order of a score.
#pragma once

#include "src/scores/score_list.h"
#include "src/trace/trace.h"

#include <optional>
#include <string_view>
#include <vector>

namespace headscope {

/// Of the text: everything whose origin is the text. Throws Error when layer or head is out of range.
HeadRow measuredHead(const Trace &trace, int layer, int head);

/// What heads are put in order by: a score, or their place in the model.
struct HeadOrder {
    std::optional<ScoreId> score; ///< nothing: layer by layer
    bool descending = false;

    /// The end that is worth a look comes first: heads with low entropy, high induction.
    static HeadOrder of(ScoreId score);
};
/// Heads that have no such score come last, whichever way; equal ones stay layer by layer.
void sortHeads(std::vector<HeadRow> &rows, const HeadOrder &order);

} // namespace headscope
