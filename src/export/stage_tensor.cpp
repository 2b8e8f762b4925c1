#include "src/export/stage_tensor.h"

#include "src/error.h"
#include "src/export/export_formats.h"

#include <algorithm>

namespace headscope {

namespace {

std::string axisName(char axis)
{
    switch (axis) {
    case 'T': return "query";
    case 'S': return "key";
    case 'P': return "token";
    case 'V': return "vocabulary";
    case 'F': return "neuron";
    case 'C': return "class";
    default: return "feature";
    }
}

// Keys and values belong to groups of query heads.
bool isGrouped(Stage stage)
{
    return stageInfo(stage).scope == StageScope::head && stageInfo(stage).rowAxis == 'S';
}

int headCount(const TransformerConfig &config, Stage stage)
{
    if (stageInfo(stage).scope != StageScope::head)
        return 1;
    return isGrouped(stage) ? config.groups() : config.heads;
}

// Rows of one head into `values`: row r starts at offset + r · stride.
void copyRows(const Matrix &matrix, std::vector<float> &values, std::size_t offset, std::size_t stride)
{
    for (int r = 0; r < matrix.rows(); ++r)
        for (int c = 0; c < matrix.cols(); ++c)
            values[offset + static_cast<std::size_t>(r) * stride + static_cast<std::size_t>(c)] = matrix(r, c);
}

// Shape and axes of one head, or of a stage without heads, whose numbers are in `matrix`.
StageTensor emptyTensor(const Trace &trace, const StageKey &key, const Matrix &matrix)
{
    const StageInfo &info = stageInfo(key.stage);
    StageTensor tensor{hookName(trace.config(), key.stage, key.layer), {matrix.rows()}, {axisName(info.rowAxis)}, {}};
    if (info.colAxis != '1') {
        tensor.shape.push_back(matrix.cols());
        tensor.axes.push_back(axisName(info.colAxis));
    }
    return tensor;
}

StageTensor withoutHeads(const Trace &trace, const StageKey &key)
{
    const Matrix matrix = trace.matrix(key);
    StageTensor tensor = emptyTensor(trace, key, matrix);
    const auto cols = static_cast<std::size_t>(matrix.cols());
    tensor.values.resize(static_cast<std::size_t>(matrix.rows()) * cols);
    copyRows(matrix, tensor.values, 0, cols);
    return tensor;
}

StageTensor withHeads(const Trace &trace, Stage stage, int layer, bool headsFirst)
{
    const TransformerConfig &config = trace.config();
    const int heads = headCount(config, stage);
    StageTensor tensor = emptyTensor(trace, {stage, layer, 0}, trace.matrix({stage, layer, 0}));
    const auto rows = static_cast<std::size_t>(tensor.shape[0]);
    const auto cols = static_cast<std::size_t>(tensor.shape[1]);
    const std::ptrdiff_t at = headsFirst ? 0 : 1;
    tensor.shape.insert(tensor.shape.begin() + at, heads);
    tensor.axes.insert(tensor.axes.begin() + at, heads == config.heads ? "head" : "key_value_head");
    tensor.values.resize(rows * cols * static_cast<std::size_t>(heads));
    for (int place = 0; place < heads; ++place) {
        const auto h = static_cast<std::size_t>(place);
        const Matrix matrix = trace.matrix({stage, layer, place * (config.heads / heads)});
        if (headsFirst)
            copyRows(matrix, tensor.values, h * rows * cols, cols);
        else
            copyRows(matrix, tensor.values, h * cols, cols * static_cast<std::size_t>(heads));
    }
    return tensor;
}

} // namespace

std::vector<int> layersOf(const Trace &trace, Stage stage, std::optional<int> layer)
{
    const TransformerConfig &config = trace.config();
    const bool isOfModel = stageInfo(stage).scope == StageScope::model;
    if (layer && !isOfModel) {
        trace.rows({stage, *layer, 0}, 0, 0); // checks the place
        return {*layer};
    }
    std::vector<int> layers;
    if (isOfModel) {
        for (int stack = 0; stack < config.stackCount(); ++stack)
            if (config.has(stage, config.firstLayerOf(stack)))
                layers.push_back(config.firstLayerOf(stack));
        const bool isNamed = layer && *layer >= 0 && *layer < config.layers && config.has(stage, *layer);
        if (isNamed)
            layers = {config.firstLayerOf(config.stackOf(*layer))};
    } else {
        for (int index = 0; index < config.layers; ++index)
            if (config.has(stage, index))
                layers.push_back(index);
    }
    if (layers.empty())
        throw Error("the model has no stage \"" + std::string(stageInfo(stage).name) + "\"", trace.model().name());
    return layers;
}

StageTensor stageTensor(const Trace &trace, Stage stage, int layer, std::optional<int> head, HeadAxis headAxis)
{
    const StageInfo &info = stageInfo(stage);
    if (info.scope == StageScope::head && !head)
        return withHeads(trace, stage, layer, headAxis == HeadAxis::first || info.quadratic);
    return withoutHeads(trace, {stage, layer, head.value_or(0)});
}

StageTensor stageTensorOfLayers(const Trace &trace, Stage stage, const std::vector<int> &layers, std::optional<int> head)
{
    StageTensor all = stageTensor(trace, stage, layers.front(), head, HeadAxis::first);
    const std::vector<std::int64_t> shape = all.shape;
    all.values.reserve(all.values.size() * layers.size());
    for (std::size_t i = 1; i < layers.size(); ++i) {
        const StageTensor one = stageTensor(trace, stage, layers[i], head, HeadAxis::first);
        if (one.shape != shape)
            throw Error("one array holds layers of the same shape; those of encoder and decoder differ", {},
                "Choose one layer, or write " + formatsThatHold(FormatHolds::run));
        all.values.insert(all.values.end(), one.values.begin(), one.values.end());
    }
    all.shape.insert(all.shape.begin(), static_cast<std::int64_t>(layers.size()));
    all.axes.insert(all.axes.begin(), "layer");
    return all;
}

std::size_t numberCount(const Trace &trace, const ExportRequest &request)
{
    std::size_t count = 0;
    for (const Stage stage : request.stages) {
        const int heads = request.head ? 1 : headCount(trace.config(), stage);
        for (const int layer : layersOf(trace, stage, request.layer)) {
            const StageKey key{stage, layer, request.head.value_or(0)};
            trace.rows(key, 0, 0); // checks the place
            count += static_cast<std::size_t>(heads) * static_cast<std::size_t>(trace.rowCount(key))
                * static_cast<std::size_t>(trace.columnCount(key));
        }
    }
    return count;
}

} // namespace headscope
