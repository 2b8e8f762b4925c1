// Edits for tests that want many different ones.
#pragma once

#include "src/models/config.h"
#include "src/stages/edits.h"

#include <algorithm>
#include <memory>
#include <random>
#include <vector>

namespace headscope {

/// Any edit the model has a place for, with small numbers; rows and columns of the first `tokens` tokens.
inline Edit randomEdit(std::mt19937 &random, const TransformerConfig &config, int tokens)
{
    using Kind = Edit::Kind;
    const auto below = [&](int count) { return static_cast<int>(random() % static_cast<unsigned>(count)); };
    const auto orAll = [&](int index) { return below(6) == 0 ? Edit::kAll : index; };
    const float number = static_cast<float>(below(400) - 200) / 100.0f;
    Edit edit;
    const int layer = below(config.layers);
    edit.layer = orAll(layer);
    edit.head = orAll(below(config.heads));
    edit.value = number;
    switch (below(12)) {
    case 0: edit.kind = Kind::scaleHead; return edit;
    case 1:
        edit.kind = Kind::hideToken;
        edit.column = below(tokens);
        return edit;
    case 2:
        edit.kind = std::vector{Kind::scalingOff, Kind::maskOff, Kind::positionsOff}[static_cast<std::size_t>(below(3))];
        if (edit.kind == Kind::positionsOff)
            edit.layer = edit.head = Edit::kAll;
        return edit;
    case 3:
        edit.kind = Kind::temperature;
        edit.value = 0.5f + static_cast<float>(below(30)) / 10.0f;
        return edit;
    case 4:
        edit.kind = Kind::replacePattern;
        edit.rule = below(2) == 0 ? PatternRule::uniform : PatternRule::previousToken;
        edit.row = orAll(below(tokens));
        if (edit.layer != Edit::kAll && config.layer(edit.layer).cross)
            edit.rule = PatternRule::uniform;
        return edit;
    default: break;
    }
    const std::vector<Stage> stages = config.stages(layer);
    edit.kind = std::vector{Kind::setValue, Kind::addValue, Kind::scaleValue}[static_cast<std::size_t>(below(3))];
    edit.stage = stages[static_cast<std::size_t>(1 + below(static_cast<int>(stages.size()) - 1))];
    if (below(5) == 0 && !stageInfo(edit.stage).quadratic) {
        edit.kind = Kind::setRows;
        auto patch = std::make_shared<RowPatch>();
        for (int row = below(2); row < tokens; row += 1 + below(3))
            patch->rows.push_back(row);
        const int columns = config.columnsOf(edit.stage);
        auto numbers = std::make_shared<std::vector<float>>();
        for (int i = 0; i < columns * static_cast<int>(patch->rows.size()); ++i)
            numbers->push_back(static_cast<float>(below(400) - 200) / 100.0f);
        patch->values = {{numbers->data(), static_cast<int>(patch->rows.size()), columns, columns, 1}, numbers};
        if (!patch->rows.empty()) {
            edit.patch = patch;
            return edit;
        }
        edit.kind = Kind::setValue;
    }
    edit.row = orAll(below(tokens));
    const bool ofKeys = stageInfo(edit.stage).colAxis == 'S';
    edit.column = orAll(below(ofKeys ? tokens : std::min(5, config.columnsOf(edit.stage))));
    return edit;
}

} // namespace headscope
