// Which heads of a model do something a sentence can say, on this text. Only what the scores measure is claimed.
// Trap: on short texts even attention spread evenly follows every rule a little, so a head must beat that by a margin, not just score high;
// and what most heads of a model do (resting on the first token) is no news unless it is most of what a head does. head-scores.md has the
// bounds.
#pragma once

#include "src/scores/score_list.h"

#include <span>
#include <vector>

namespace headscope {

struct StandOut {
    int layer = 0;
    int head = 0;
    ScoreId score = ScoreId::entropy; ///< entropy: broad, nearly as much as there can be
    double value = 0; ///< of the score
    double even = 0; ///< the same for attention spread evenly; 0 where it is not measured
    int rows = 0; ///< query tokens it was measured on; 0 for what is measured on no text
};

/// scores: layer by layer, `heads` to a layer. One line for each head that stands out, strongest first (the most above evenly
/// spread attention), broad heads last; at most `count` in all and three of a score, so that one common pattern does not hide the others.
/// `more`: empty, or what else is measured of the same heads.
std::vector<StandOut> standOuts(std::span<const HeadScores> scores, int heads, int count, std::span<const HeadRow> more = {});

} // namespace headscope
