// The table of heads and their scores as a file: what the window's table and `headscope heads` write.
// Trap: layers and heads count from 1 here, as in filters and on the screen; a score that a head does not have is an empty field, null in
// JSON.
#pragma once

#include "src/models/model.h"
#include "src/scores/score_list.h"

#include <span>
#include <string>

namespace headscope {

/// What the table was made of.
struct ScoreTableSettings {
    std::string text; ///< empty: scores of the weights alone
    std::string filter; ///< as typed; empty: all heads
};

/// "layer,head,entropy,…": one line for each row. Numbers with the fewest digits that read back as the same double.
std::string scoreTableCsv(std::span<const HeadRow> rows, std::span<const ScoreId> columns);
/// {"model", "text", "filter", "scores": [{"name", "title", "unit", "definition", "formula", "source"}], "heads": [{"layer", "head",
/// "name", score: number, …}]}. "name": "3.8", "D2×.1".
std::string scoreTableJson(
    const Model &model, std::span<const HeadRow> rows, std::span<const ScoreId> columns, const ScoreTableSettings &settings);

} // namespace headscope
