#include "ui/views/walk/panel_builder.h"

#include "ui/views/walk/stage_texts.h"

#include <algorithm>

namespace headscope {

namespace {

bool edits(const Edit &edit, const StageKey &key)
{
    const bool ofValue = edit.kind == Edit::Kind::setValue || edit.kind == Edit::Kind::addValue || edit.kind == Edit::Kind::scaleValue;
    const StageScope scope = stageInfo(key.stage).scope;
    return ofValue && edit.stage == key.stage && (scope == StageScope::model || edit.layer == Edit::kAll || edit.layer == key.layer)
        && (scope != StageScope::head || edit.head == Edit::kAll || edit.head == key.head);
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

QStringList tokenLabels(const Trace &trace)
{
    QStringList labels;
    labels.reserve(trace.tokenCount());
    for (const Token &token : trace.tokens())
        labels << QString::fromStdString(token.display);
    return labels;
}

QStringList axisLabels(const Trace &trace, char axis, int count)
{
    if (axis == 'T' || axis == 'S')
        return tokenLabels(trace);
    QStringList labels;
    labels.reserve(count);
    const auto &names = trace.config().featureNames;
    const bool named = axis == 'D' && int(names.size()) == count;
    for (int i = 0; i < count; ++i) {
        if (axis == 'V' && i < trace.model().tokenizer().vocabularySize()) // a checkpoint may pad its vocabulary
            labels << QString::fromStdString(trace.model().tokenizer().display(i));
        else
            labels << (named ? QString::fromStdString(names[std::size_t(i)]) : QString::number(i + 1));
    }
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
    panel.picture.rowLabels = tokenLabels(trace);
    panel.picture.columnLabels = axisLabels(trace, info.colAxis, columns);
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

void shareRange(std::vector<FigurePanel> &panels, std::initializer_list<int> which)
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
    for (const int i : which)
        panels[std::size_t(i)].picture.widest = widest;
}

std::vector<CellIndex> editedCells(const Trace &trace, const StageKey &key)
{
    std::vector<CellIndex> cells;
    for (const Edit &edit : trace.edits()) {
        if (edits(edit, key) && edit.row >= 0 && edit.column >= 0)
            cells.push_back({edit.row, edit.column});
    }
    return cells;
}

} // namespace headscope
