#include "ui/views/walk/panel_builder.h"

#include "src/trace/labels.h"
#include "src/trace/sources.h"
#include "ui/views/shared/stages/stage_words.h"

#include <algorithm>

namespace headscope {

namespace {

bool edits(const TransformerConfig &config, const Edit &edit, const StageKey &asked)
{
    const StageKey key = editPlace(config, asked);
    const bool ofValue = edit.kind == Edit::Kind::setValue || edit.kind == Edit::Kind::addValue || edit.kind == Edit::Kind::scaleValue;
    if (!ofValue || edit.stage != key.stage)
        return false;
    const StageScope scope = stageInfo(key.stage).scope;
    if (scope == StageScope::model)
        return edit.layer == Edit::kAll || config.stackOf(edit.layer) == config.stackOf(key.layer);
    return (edit.layer == Edit::kAll || edit.layer == key.layer)
        && (scope != StageScope::head || edit.head == Edit::kAll || edit.head == key.head);
}

QString text(const std::string &words)
{
    return QString::fromStdString(words);
}

} // namespace

Matrix ownMatrix(std::vector<float> numbers, int columns)
{
    auto owned = std::make_shared<const std::vector<float>>(std::move(numbers));
    Matrix matrix;
    matrix.view = {owned->data(), columns > 0 ? int(owned->size()) / columns : 0, columns, columns, 1};
    matrix.owner = std::move(owned);
    return matrix;
}

QStringList rowLabels(const Trace &trace, const StageKey &key)
{
    QStringList labels;
    const int count = trace.rowCount(key);
    labels.reserve(count);
    for (int row = 0; row < count; ++row)
        labels << text(rowLabel(trace, key, row));
    return labels;
}

QStringList numberLabels(int count)
{
    // The layout measures each list once; vectors of one width share theirs.
    static QStringList known;
    if (known.size() != count) {
        known.clear();
        known.reserve(count);
        for (int i = 1; i <= count; ++i)
            known << QString::number(i);
    }
    return known;
}

QStringList columnLabels(const Trace &trace, const StageKey &key, int count)
{
    const TransformerConfig &config = trace.config();
    const char axis = stageInfo(key.stage).colAxis;
    const bool turned = stepAt(trace, key).operation == Operation::rotate;
    const bool numbered = axis == 'h' || axis == 'F' || ((axis == 'D' || axis == 'E') && config.featureNames.empty());
    if (numbered && !turned)
        return numberLabels(count);
    QStringList labels;
    labels.reserve(count);
    for (int column = 0; column < count; ++column)
        labels << text(columnLabel(trace, key, column));
    return labels;
}

Axis axisFor(char axis)
{
    switch (axis) {
    case 'T': return Axis::query;
    case 'S': return Axis::key;
    case '1': return Axis::single;
    default: return Axis::feature;
    }
}

FigurePanel stagePanel(const Trace &trace, const StageKey &key)
{
    const StageInfo &info = stageInfo(key.stage);
    FigurePanel panel;
    Matrix numbers = trace.matrix(key);
    const int columns = numbers.cols();
    if (key.stage == Stage::weights) {
        panel.picture = sequentialPicture(std::move(numbers), {}, 3);
        panel.picture.range = {0, panel.picture.found.high};
    } else {
        panel.picture = divergingPicture(std::move(numbers), 2);
    }
    panel.picture.rowLabels = rowLabels(trace, key);
    panel.picture.columnLabels = columnLabels(trace, key, columns);
    panel.picture.edited = editedCells(trace, key);
    panel.title = matrixTitle(key.stage);
    // Stages of one row per token share the query axis, K and V included: beside each other their rows are the same tokens.
    panel.rowAxis = Axis::query;
    panel.columnAxis = axisFor(info.colAxis);
    panel.rowLink = Link::row;
    panel.columnLink = Link::column;
    panel.stage = key;
    return panel;
}

FigurePanel vocabularyPanel(const Trace &trace, const StageKey &key, int row, const std::vector<int> &columns)
{
    const Matrix numbers = trace.rows(key, row, 1);
    std::vector<float> shown;
    FigurePanel panel;
    for (const int column : columns)
        shown.push_back(numbers(0, column));
    panel.picture = divergingPicture(ownMatrix(std::move(shown), int(columns.size())), 2);
    panel.picture.rowLabels = {text(rowLabel(trace, key, row))};
    for (const int column : columns)
        panel.picture.columnLabels << text(columnLabel(trace, key, column));
    for (const CellIndex &cell : editedCells(trace, key)) {
        const auto at = std::find(columns.begin(), columns.end(), cell.column);
        if (cell.row == row && at != columns.end())
            panel.picture.edited.push_back({0, int(at - columns.begin())});
    }
    panel.title = matrixTitle(key.stage);
    panel.rowLink = Link::row;
    panel.columnLink = Link::column;
    panel.stage = key;
    return panel;
}

void shareRange(std::vector<FigurePanel> &panels, const std::vector<int> &which)
{
    ValueRange shared;
    int decimals = 0;
    int widest = 1;
    for (const int i : which) {
        const MatrixPicture &picture = panels[std::size_t(i)].picture;
        if (picture.range.magnitude() > shared.magnitude() || shared.empty())
            shared = picture.range;
        decimals = std::max(decimals, picture.format.decimals);
    }
    for (const int i : which) {
        MatrixPicture &picture = panels[std::size_t(i)].picture;
        picture.range = shared;
        if (!picture.format.scientific)
            picture.format.decimals = decimals;
        picture.widest = widestText(picture.found, picture.format);
        widest = std::max(widest, picture.widest);
    }
    for (const int i : which) {
        panels[std::size_t(i)].picture.widest = widest;
        panels[std::size_t(i)].sharesScale = which.size() > 1;
    }
}

StageKey editPlace(const TransformerConfig &config, StageKey key)
{
    const StageInfo &info = stageInfo(key.stage);
    if (info.scope == StageScope::head && info.rowAxis == 'S')
        key.head = config.firstOfGroup(key.head);
    return key;
}

std::vector<CellIndex> editedCells(const Trace &trace, const StageKey &key)
{
    std::vector<CellIndex> cells;
    for (const Edit &edit : trace.edits()) {
        if (edits(trace.config(), edit, key) && edit.row >= 0 && edit.column >= 0)
            cells.push_back({edit.row, edit.column});
    }
    return cells;
}

} // namespace headscope
