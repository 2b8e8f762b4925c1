#include "src/models/applicable_edits.h"

#include "src/error.h"
#include "src/stages/edit_kinds.h"

#include <algorithm>
#include <cmath>
#include <functional>

namespace headscope {

namespace {

using Kind = Edit::Kind;

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

void checkCell(const Edit &edit, const TransformerConfig &config)
{
    const StageInfo &info = stageInfo(edit.stage);
    if (edit.stage == Stage::tokens || !config.has(edit.stage))
        throw Error("the edit names the stage \"" + std::string(info.name) + "\", which "
                + (edit.stage == Stage::tokens ? "cannot be edited" : "the model does not have"),
            describe(edit), edit.stage == Stage::tokens ? "Change the text instead" : "");
    checkPlace("layer", edit.layer, config.layers, edit);
    if (edit.layer != Edit::kAll && !config.has(edit.stage, edit.layer))
        throw Error("the edit names the stage \"" + std::string(info.name) + "\", which " + config.layerName(edit.layer) + " does not have",
            describe(edit));
    if (info.scope == StageScope::head)
        checkPlace("head", edit.head, config.heads, edit);
    if (info.colAxis != 'S')
        checkPlace("column", edit.column, config.columnsOf(edit.stage), edit);
}

// Numbers that an edit brings along: as many as its rows say, finite, of so many columns.
void checkPatch(const Edit &edit, int columns, const std::string &what)
{
    if (!edit.patch || edit.patch->rows.empty())
        throw Error("the edit brings no numbers along", describe(edit));
    const std::vector<int> &rows = edit.patch->rows;
    const Matrix &values = edit.patch->values;
    if (values.rows() != static_cast<int>(rows.size()) || rows.front() < 0
        || std::adjacent_find(rows.begin(), rows.end(), std::greater_equal<>()) != rows.end())
        throw Error("the edit's numbers do not belong to its rows", describe(edit));
    if (values.cols() != columns)
        throw Error(
            "the numbers that are put in have " + std::to_string(values.cols()) + " columns, " + what + " has " + std::to_string(columns),
            describe(edit), edit.kind == Kind::replacePattern ? "Take a sentence of the same number of tokens" : "");
    for (int r = 0; r < values.rows(); ++r)
        for (int c = 0; c < values.cols(); ++c)
            if (!std::isfinite(values(r, c)))
                throw Error("the edit's numbers are not all finite", describe(edit));
}

void checkPattern(const Edit &edit, const TransformerConfig &config, std::array<int, 2> tokens)
{
    if (edit.rule != PatternRule::given) {
        if (edit.rule == PatternRule::previousToken && edit.layer != Edit::kAll && config.layer(edit.layer).cross)
            throw Error("no key of cross-attention is the token before: queries and keys are of different texts", describe(edit));
        return;
    }
    if (edit.layer == Edit::kAll || edit.head == Edit::kAll)
        throw Error("a given pattern belongs to one head", describe(edit));
    const int keys = tokens[config.layer(edit.layer).cross ? 0 : static_cast<std::size_t>(config.stackOf(edit.layer))];
    checkPatch(edit, keys, "the text");
}

void checkToken(const Edit &edit, const TransformerConfig &config)
{
    if (edit.row == Edit::kAll)
        throw Error("the edit names no token", describe(edit));
    if (edit.id < 0 || edit.id >= config.vocabulary)
        throw Error(
            "the edit names the vocabulary entry " + std::to_string(edit.id) + ", the model has " + std::to_string(config.vocabulary),
            describe(edit));
}

// Tokens of the layers an edit reaches: those that ask, or those that are looked at.
int tokensOf(const Edit &edit, const TransformerConfig &config, std::array<int, 2> tokens, bool keys)
{
    int most = 0;
    for (int layer = 0; layer < config.layers; ++layer) {
        if (edit.layer != Edit::kAll && edit.layer != layer)
            continue;
        const int stack = keys && config.layer(layer).cross ? 0 : config.stackOf(layer);
        most = std::max(most, tokens[static_cast<std::size_t>(stack)]);
    }
    return most;
}

// Does the text have the tokens that the edit names?
bool isWithin(const Edit &edit, const TransformerConfig &config, std::array<int, 2> tokens)
{
    const bool isValue = isValueEdit(edit);
    const bool rowIsKey = isValue && stageInfo(edit.stage).rowAxis == 'S';
    if (edit.kind == Kind::replaceToken)
        return edit.row < tokens[static_cast<std::size_t>(config.stackOf(std::max(edit.layer, 0)))];
    if (edit.patch)
        return edit.patch->rows.front() < tokensOf(edit, config, tokens, rowIsKey);
    const bool columnIsKey = edit.kind == Kind::hideToken || (isValue && stageInfo(edit.stage).colAxis == 'S');
    return edit.row < tokensOf(edit, config, tokens, rowIsKey) && (!columnIsKey || edit.column < tokensOf(edit, config, tokens, true));
}

bool hasPositions(const TransformerConfig &config)
{
    return config.position != PositionKind::none || config.scoreBias != ScoreBias::none
        || std::any_of(
            config.layerConfigs.begin(), config.layerConfigs.end(), [](const LayerConfig &layer) { return layer.rotary.turns(); });
}

// A switch that changes nothing, in any of the layers it reaches.
bool isIdle(const Edit &edit, const TransformerConfig &config)
{
    const auto everyLayer = [&](const auto &holds) {
        for (int layer = 0; layer < config.layers; ++layer)
            if ((edit.layer == Edit::kAll || edit.layer == layer) && !holds(config.layer(layer)))
                return false;
        return true;
    };
    return (edit.kind == Kind::maskOff && everyLayer([](const LayerConfig &layer) { return !layer.causal; }))
        || (edit.kind == Kind::scalingOff && everyLayer([](const LayerConfig &layer) { return layer.scoreDivisor == 1; }))
        || (edit.kind == Kind::positionsOff && !hasPositions(config));
}

// As the run files it: stages before and behind the layers under the first layer of their stack, shared keys and values under the first
// head that uses them.
Edit filed(Edit edit, const TransformerConfig &config)
{
    if (!isValueEdit(edit))
        return edit;
    if (stageInfo(edit.stage).scope == StageScope::model && edit.layer != Edit::kAll)
        edit.layer = config.firstLayerOf(config.stackOf(edit.layer));
    if (stageInfo(edit.stage).scope == StageScope::head && stageInfo(edit.stage).rowAxis == 'S' && edit.head != Edit::kAll)
        edit.head = config.firstOfGroup(edit.head);
    return edit;
}

} // namespace

Edits applicableEdits(const Edits &edits, const TransformerConfig &config, std::array<int, 2> tokens, std::vector<std::string> &notes)
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
        if (edit.kind == Kind::setRows && stageInfo(edit.stage).quadratic)
            throw Error("rows of scores and weights cannot be put in one by one", describe(edit), "Replace the head's pattern instead");
        if (edit.kind == Kind::setRows)
            checkPatch(edit, config.columnsOf(edit.stage), "the stage");
        else if (edit.kind == Kind::replacePattern)
            checkPattern(edit, config, tokens);
        else if (edit.kind == Kind::replaceToken)
            checkToken(edit, config);
        if (edit.row < Edit::kAll || edit.column < Edit::kAll || (edit.kind == Kind::hideToken && edit.column == Edit::kAll))
            throw Error("the edit names no token", describe(edit));

        const bool keys = isValueEdit(edit) && stageInfo(edit.stage).rowAxis == 'S';
        if (edit.patch && isWithin(edit, config, tokens) && edit.patch->rows.back() >= tokensOf(edit, config, tokens, keys))
            notes.push_back("Applied in part: " + describe(edit) + ". The text has " + std::to_string(tokensOf(edit, config, tokens, keys))
                + " tokens.");
        if (!isWithin(edit, config, tokens))
            notes.push_back("Not applied: " + describe(edit) + ". The text has "
                + std::to_string(tokensOf(edit, config, tokens, edit.column >= edit.row)) + " tokens.");
        else if (isIdle(edit, config))
            notes.push_back("Not applied: " + describe(edit) + ". The model has none.");
        else
            kept.push_back(filed(edit, config));
    }
    return kept;
}

} // namespace headscope
