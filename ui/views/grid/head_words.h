// Heads in words: names, the sentence for a head that stands out, the lines of a tooltip.
#pragma once

#include "src/scores/stand_outs.h"

#include <QString>

namespace headscope {

/// "previous token".
QString patternName(ScoreId score);
/// "0.97", or "2.58 bits" for a broad head.
QString patternValue(const StandOut &standOut);
/// What was measured, and on how many tokens.
QString patternDetail(const StandOut &standOut);
/// Several lines of plain text.
QString scoreLines(const HeadScores &scores);

} // namespace headscope
