#include "src/export/stage_tensor.h"

namespace headscope {

namespace {

std::string axisName(char axis)
{
    switch (axis) {
    case 'T': return "query";
    case 'S': return "key";
    case 'V': return "vocabulary";
    case 'F': return "neuron";
    default: return "feature";
    }
}

// Rows of one head into `values`: row r starts at offset + r · stride.
void copyRows(const Matrix &matrix, std::vector<float> &values, std::size_t offset, std::size_t stride)
{
    for (int r = 0; r < matrix.rows(); ++r)
        for (int c = 0; c < matrix.cols(); ++c)
            values[offset + static_cast<std::size_t>(r) * stride + static_cast<std::size_t>(c)] = matrix(r, c);
}

StageTensor withoutHeads(const Trace &trace, const StageKey &key)
{
    const StageInfo &info = stageInfo(key.stage);
    const Matrix matrix = trace.matrix(key);
    StageTensor tensor{hookName(key.stage, key.layer), {matrix.rows()}, {axisName('T')}, {}};
    if (info.rowAxis == 'S')
        tensor.axes = {axisName('S')};
    if (info.colAxis != '1') {
        tensor.shape.push_back(matrix.cols());
        tensor.axes.push_back(axisName(info.colAxis));
    }
    const auto cols = static_cast<std::size_t>(matrix.cols());
    tensor.values.resize(static_cast<std::size_t>(matrix.rows()) * cols);
    copyRows(matrix, tensor.values, 0, cols);
    return tensor;
}

StageTensor withHeads(const Trace &trace, Stage stage, int layer, bool headsFirst)
{
    const int heads = trace.config().heads;
    StageTensor tensor = withoutHeads(trace, {stage, layer, 0});
    const auto rows = static_cast<std::size_t>(tensor.shape[0]);
    const auto cols = static_cast<std::size_t>(tensor.shape[1]);
    const std::ptrdiff_t at = headsFirst ? 0 : 1;
    tensor.shape.insert(tensor.shape.begin() + at, heads);
    tensor.axes.insert(tensor.axes.begin() + at, "head");
    tensor.values.resize(rows * cols * static_cast<std::size_t>(heads));
    for (int head = 0; head < heads; ++head) {
        const auto h = static_cast<std::size_t>(head);
        const Matrix matrix = trace.matrix({stage, layer, head});
        if (headsFirst)
            copyRows(matrix, tensor.values, h * rows * cols, cols);
        else
            copyRows(matrix, tensor.values, h * cols, cols * static_cast<std::size_t>(heads));
    }
    return tensor;
}

} // namespace

StageTensor stageTensor(const Trace &trace, Stage stage, int layer, std::optional<int> head, HeadAxis headAxis)
{
    const StageInfo &info = stageInfo(stage);
    if (info.scope == StageScope::head && !head)
        return withHeads(trace, stage, layer, headAxis == HeadAxis::first || info.quadratic);
    return withoutHeads(trace, {stage, layer, head.value_or(0)});
}

StageTensor stageTensorOfAllLayers(const Trace &trace, Stage stage, std::optional<int> head)
{
    const int layers = trace.config().layers;
    StageTensor all = stageTensor(trace, stage, 0, head, HeadAxis::first);
    all.shape.insert(all.shape.begin(), layers);
    all.axes.insert(all.axes.begin(), "layer");
    all.values.reserve(all.values.size() * static_cast<std::size_t>(layers));
    for (int layer = 1; layer < layers; ++layer) {
        const StageTensor one = stageTensor(trace, stage, layer, head, HeadAxis::first);
        all.values.insert(all.values.end(), one.values.begin(), one.values.end());
    }
    return all;
}

std::size_t numberCount(const Trace &trace, const ExportRequest &request)
{
    std::size_t count = 0;
    for (const Stage stage : request.stages) {
        const StageScope scope = stageInfo(stage).scope;
        const Matrix none = trace.rows({stage, request.layer.value_or(0), request.head.value_or(0)}, 0, 0); // checks the place
        const int layers = scope == StageScope::model || request.layer ? 1 : trace.config().layers;
        const int heads = scope != StageScope::head || request.head ? 1 : trace.config().heads;
        count += static_cast<std::size_t>(layers) * static_cast<std::size_t>(heads) * static_cast<std::size_t>(trace.tokenCount())
            * static_cast<std::size_t>(none.cols());
    }
    return count;
}

} // namespace headscope
