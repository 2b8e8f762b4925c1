#include "src/models/applicable_edits.h"

#include "src/error.h"

#include <algorithm>
#include <cmath>

namespace headscope {

namespace {

using Kind = Edit::Kind;

bool isValueEdit(const Edit &edit)
{
    return edit.kind == Kind::setValue || edit.kind == Kind::addValue || edit.kind == Kind::scaleValue;
}

void checkPlace(const char *what, int value, int count, const Edit &edit)
{
    if (value != Edit::kAll && (value < 0 || value >= count))
        throw Error("the edit names " + std::string(what) + " " + std::to_string(value + 1) + ", the model has " + std::to_string(count),
            describe(edit));
}

void checkValue(const Edit &edit)
{
    if (!std::isfinite(edit.value))
        throw Error("the edit's value is not a finite number", describe(edit), "Hide a token to set its scores to −∞");
    if (edit.kind == Kind::temperature && !(edit.value > 0))
        throw Error("the temperature must be greater than 0", describe(edit));
}

// Columns of a stage that do not depend on the text.
int columnCount(const StageInfo &info, const TransformerConfig &config)
{
    switch (info.colAxis) {
    case 'h': return config.headWidth;
    case 'J': return config.heads * config.headWidth;
    case 'F': return config.feedForward;
    case 'V': return config.vocabulary;
    default: return config.width;
    }
}

void checkCell(const Edit &edit, const TransformerConfig &config)
{
    const StageInfo &info = stageInfo(edit.stage);
    const std::vector<Stage> stages = config.stages();
    if (edit.stage == Stage::tokens || std::find(stages.begin(), stages.end(), edit.stage) == stages.end())
        throw Error("the edit names the stage \"" + std::string(info.name) + "\", which "
                + (edit.stage == Stage::tokens ? "cannot be edited" : "the model does not have"),
            describe(edit), edit.stage == Stage::tokens ? "Change the text instead" : "");
    if (info.scope != StageScope::model)
        checkPlace("layer", edit.layer, config.layers, edit);
    if (info.scope == StageScope::head)
        checkPlace("head", edit.head, config.heads, edit);
    if (info.colAxis != 'S')
        checkPlace("column", edit.column, columnCount(info, config), edit);
}

// The largest token index the edit names, or kAll.
int lastToken(const Edit &edit)
{
    const bool columnIsToken = edit.kind == Kind::hideToken || (isValueEdit(edit) && stageInfo(edit.stage).colAxis == 'S');
    return std::max(edit.row, columnIsToken ? edit.column : Edit::kAll);
}

bool isIdle(const Edit &edit, const TransformerConfig &config)
{
    return (edit.kind == Kind::maskOff && !config.causal) || (edit.kind == Kind::scalingOff && !config.scaled)
        || (edit.kind == Kind::positionsOff && config.position == PositionKind::none);
}

} // namespace

Edits applicableEdits(const Edits &edits, const TransformerConfig &config, int tokens, std::vector<std::string> &notes)
{
    Edits kept;
    for (const Edit &edit : edits) {
        if (isValueEdit(edit))
            checkCell(edit, config);
        else {
            checkPlace("layer", edit.layer, config.layers, edit);
            checkPlace("head", edit.head, config.heads, edit);
        }
        checkValue(edit);
        if (edit.row < Edit::kAll || edit.column < Edit::kAll || (edit.kind == Kind::hideToken && edit.column == Edit::kAll))
            throw Error("the edit names no token", describe(edit));

        if (lastToken(edit) >= tokens)
            notes.push_back("Not applied: " + describe(edit) + ". The text has " + std::to_string(tokens) + " tokens.");
        else if (isIdle(edit, config))
            notes.push_back("Not applied: " + describe(edit) + ". The model has none.");
        else
            kept.push_back(edit);
    }
    return kept;
}

} // namespace headscope
