#include "src/stages/edits.h"

#include "src/stages/edit_kinds.h"

#include <algorithm>
#include <charconv>
#include <limits>

namespace headscope {

namespace {

bool changes(const Edit &edit, Stage stage, int layer, int head)
{
    return editedStage(edit) == stage && (edit.layer == Edit::kAll || edit.layer == layer)
        && (stageInfo(stage).scope != StageScope::head || edit.head == Edit::kAll || edit.head == head);
}

int firstLayerOf(const Edit &edit, int layerCount, int encoderLayers)
{
    if (edit.kind == Edit::Kind::positionsOff)
        return 0;
    if (edit.kind == Edit::Kind::replaceToken)
        return edit.layer < encoderLayers ? 0 : encoderLayers; // kAll is the first text
    if (isValueEdit(edit) && stageInfo(edit.stage).scope == StageScope::model) {
        const bool ofEncoder = edit.layer < encoderLayers; // kAll starts there
        if (isBehindLayers(edit.stage))
            return encoderLayers > 0 && ofEncoder ? encoderLayers : layerCount;
        return ofEncoder ? 0 : encoderLayers;
    }
    return std::max(edit.layer, 0); // kAll starts at layer 0
}

void setRows(const RowPatch &patch, int firstRow, MutableMatrixView rows)
{
    for (std::size_t i = 0; i < patch.rows.size(); ++i) {
        const int row = patch.rows[i] - firstRow;
        if (row < 0 || row >= rows.rows)
            continue;
        for (int c = 0; c < std::min(rows.cols, patch.values.cols()); ++c)
            rows(row, c) = patch.values(static_cast<int>(i), c);
    }
}

float edited(const Edit &edit, float x)
{
    if (edit.kind == Edit::Kind::setValue)
        return edit.value;
    if (x == -std::numeric_limits<float>::infinity())
        return x;
    return edit.kind == Edit::Kind::addValue ? x + edit.value : x * edit.value;
}

std::string numberText(float value)
{
    char digits[32];
    const auto end = std::to_chars(digits, digits + sizeof digits, value).ptr;
    std::string text(digits, end);
    if (text.starts_with('-'))
        text.replace(0, 1, "−");
    return text;
}

std::string placeText(const Edit &edit, StageScope scope)
{
    std::string text;
    if (scope != StageScope::model)
        text = edit.layer == Edit::kAll ? "every layer" : "layer " + std::to_string(edit.layer + 1);
    if (scope == StageScope::head)
        text += edit.head == Edit::kAll ? ", every head" : ", head " + std::to_string(edit.head + 1);
    return text;
}

std::string cellText(int row, int column)
{
    if (row == Edit::kAll && column == Edit::kAll)
        return "every number";
    const auto index = [](int i) { return i == Edit::kAll ? std::string("every") : std::to_string(i + 1); };
    return "[" + index(row) + ", " + index(column) + "]";
}

std::string sourceText(const Edit &edit)
{
    return edit.name.empty() ? std::string("given numbers") : "that of “" + edit.name + "”";
}

std::string patternText(const Edit &edit)
{
    switch (edit.rule) {
    case PatternRule::uniform: return "uniform";
    case PatternRule::previousToken: return "previous token";
    case PatternRule::given: break;
    }
    return sourceText(edit);
}

std::string rowsText(const Edit &edit)
{
    if (!edit.patch || edit.patch->rows.empty())
        return {};
    if (edit.patch->rows.size() == 1)
        return " of token " + std::to_string(edit.patch->rows.front() + 1);
    return " of " + std::to_string(edit.patch->rows.size()) + " tokens";
}

} // namespace

int firstEditedLayer(const Edits &edits, int layerCount, int encoderLayers)
{
    return firstDifferentLayer(edits, {}, layerCount, encoderLayers);
}

int firstDifferentLayer(const Edits &a, const Edits &b, int layerCount, int encoderLayers)
{
    // Order matters (set then add is not add then set), but only among the edits that reach a layer.
    const auto upTo = [=](const Edits &edits, int layer) {
        Edits kept;
        std::copy_if(edits.begin(), edits.end(), std::back_inserter(kept),
            [&](const Edit &edit) { return firstLayerOf(edit, layerCount, encoderLayers) <= layer; });
        return kept;
    };
    for (int layer = 0; layer <= layerCount; ++layer)
        if (upTo(a, layer) != upTo(b, layer))
            return layer;
    return layerCount + 1;
}

bool reaches(const Edit &edit, int layer, int head)
{
    return (edit.layer == Edit::kAll || edit.layer == layer) && (edit.head == Edit::kAll || edit.head == head);
}

bool reachesRow(const Edit &edit, int row)
{
    if (edit.patch)
        return std::binary_search(edit.patch->rows.begin(), edit.patch->rows.end(), row);
    return edit.kind == Edit::Kind::scaleHead || edit.row == Edit::kAll || edit.row == row;
}

bool touches(const Edits &edits, Stage stage, int layer, int head)
{
    return std::any_of(edits.begin(), edits.end(), [&](const Edit &edit) { return changes(edit, stage, layer, head); });
}

void applyEdits(const Edits &edits, Stage stage, int layer, int head, int firstRow, MutableMatrixView rows)
{
    for (const Edit &edit : edits) {
        if (!changes(edit, stage, layer, head) || edit.kind == Edit::Kind::replacePattern)
            continue;
        if (edit.kind == Edit::Kind::setRows) {
            if (edit.patch)
                setRows(*edit.patch, firstRow, rows);
            continue;
        }
        Edit operation = edit;
        if (edit.kind == Edit::Kind::scaleHead) {
            operation.kind = Edit::Kind::scaleValue;
            operation.row = operation.column = Edit::kAll;
        }
        const int rowBegin = operation.row == Edit::kAll ? 0 : operation.row - firstRow;
        const int rowEnd = operation.row == Edit::kAll ? rows.rows : rowBegin + 1;
        const int columnBegin = operation.column == Edit::kAll ? 0 : operation.column;
        const int columnEnd = operation.column == Edit::kAll ? rows.cols : columnBegin + 1;
        for (int r = std::max(rowBegin, 0); r < std::min(rowEnd, rows.rows); ++r)
            for (int c = columnBegin; c < std::min(columnEnd, rows.cols); ++c)
                rows(r, c) = edited(operation, rows(r, c));
    }
}

std::string describe(const Edit &edit)
{
    const std::string heads = placeText(edit, StageScope::head);
    switch (edit.kind) {
    case Edit::Kind::scaleHead:
        return heads + (edit.value == 0 ? std::string(": switched off") : ": weighted sum × " + numberText(edit.value));
    case Edit::Kind::hideToken:
        return (edit.layer == Edit::kAll && edit.head == Edit::kAll ? std::string() : heads + ": ") + "token "
            + std::to_string(edit.column + 1) + " hidden";
    case Edit::Kind::scalingOff: return heads + ": scaling off";
    case Edit::Kind::maskOff: return heads + ": mask off";
    case Edit::Kind::positionsOff: return "positions off";
    case Edit::Kind::temperature: return heads + ": temperature " + numberText(edit.value);
    case Edit::Kind::replacePattern: {
        const std::string query = edit.row == Edit::kAll ? std::string() : " of token " + std::to_string(edit.row + 1);
        return heads + ": pattern" + query + " := " + patternText(edit);
    }
    case Edit::Kind::replaceToken:
        return "token " + std::to_string(edit.row + 1) + " := " + (edit.name.empty() ? "piece " + std::to_string(edit.id) : edit.name);
    case Edit::Kind::setValue:
    case Edit::Kind::addValue:
    case Edit::Kind::scaleValue:
    case Edit::Kind::setRows: break;
    }
    const StageInfo &info = stageInfo(edit.stage);
    const std::string place = placeText(edit, info.scope);
    const char *sign = edit.kind == Edit::Kind::setValue ? " := " : edit.kind == Edit::Kind::addValue ? " + " : " × ";
    std::string title(info.title);
    if (title.size() > 1 && !(title[1] >= 'A' && title[1] <= 'Z') && title[0] >= 'A' && title[0] <= 'Z')
        title[0] = static_cast<char>(title[0] - 'A' + 'a');
    if (edit.kind == Edit::Kind::setRows)
        return (place.empty() ? std::string() : place + ": ") + title + rowsText(edit) + " := " + sourceText(edit);
    return (place.empty() ? std::string() : place + ": ") + title + " " + cellText(edit.row, edit.column) + sign + numberText(edit.value);
}

} // namespace headscope
