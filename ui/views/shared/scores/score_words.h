// Scores in words and as text.
#pragma once

#include "src/scores/score_list.h"

#include <QString>

namespace headscope {

/// Words of the list of scores, which are English, in the language of the window.
QString scoreWords(std::string_view words);
/// "Mean distance".
QString scoreTitle(ScoreId id);
/// "0.87", "–" for a head without it.
QString scoreText(double value);
/// "0.87 bits".
QString scoreTextWithUnit(ScoreId id, double value);
/// Title, definition, formula and source as rich text.
QString scoreDescription(ScoreId id);
/// "random-induction" as it stands in a filter.
QString scoreName(ScoreId id);

} // namespace headscope
