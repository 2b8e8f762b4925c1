#include "src/export/trace_export.h"

#include "src/error.h"
#include "src/export/export_formats.h"
#include "src/export/export_settings.h"
#include "src/export/export_target.h"
#include "src/export/stage_tensor.h"
#include "src/formats/csv.h"
#include "src/formats/npy.h"
#include "src/formats/safetensors_writer.h"
#include "src/trace/labels.h"

#include <algorithm>

namespace headscope {

namespace {

constexpr std::size_t kWrittenAtOnce = std::size_t{1} << 20; // of JSON, whose text is five times as long as the numbers
constexpr std::size_t kMostNumbers = std::size_t{1} << 30; // 4 GiB: all of it is held in memory while a file is written

// Each stage once. Throws for what cannot be exported in any format.
ExportRequest checkedRequest(const Trace &trace, const ExportRequest &request, const std::filesystem::path &path)
{
    ExportRequest checked{{}, request.layer, request.head};
    for (const Stage stage : request.stages)
        if (std::find(checked.stages.begin(), checked.stages.end(), stage) == checked.stages.end())
            checked.stages.push_back(stage);
    if (checked.stages.empty())
        throw Error("no stage was chosen", path.string(), "Choose at least one stage");
    if (const std::size_t count = numberCount(trace, checked); count > kMostNumbers)
        throw Error("the chosen stages have " + std::to_string(count) + " numbers, a file holds at most " + std::to_string(kMostNumbers),
            path.string(), "Choose one layer, one head or fewer stages");
    return checked;
}

bool spansHeads(const Trace &trace, Stage stage, const ExportRequest &request)
{
    return stageInfo(stage).scope == StageScope::head && !request.head && trace.config().heads > 1;
}

void requireOneStage(const ExportRequest &request, const std::filesystem::path &path, const char *format)
{
    if (request.stages.size() > 1)
        throw Error(std::string(format) + " holds one stage, " + std::to_string(request.stages.size()) + " were chosen", path.string(),
            "Choose one, or write " + formatsThatHold(FormatHolds::run));
}

// One array for each stage and layer.
std::vector<StageTensor> tensorsOf(const Trace &trace, const ExportRequest &request, const std::stop_token &stop)
{
    std::vector<StageTensor> tensors;
    for (const Stage stage : request.stages)
        for (const int layer : layersOf(trace, stage, request.layer))
            if (!stop.stop_requested()) // else the first write says so
                tensors.push_back(stageTensor(trace, stage, layer, request.head, HeadAxis::transformerLens));
    return tensors;
}

void writeNames(JsonWriter &json, const std::vector<std::string> &names)
{
    json.beginArray();
    for (const std::string &name : names)
        json.value(name);
    json.endArray();
}

void writeShapeAndAxes(JsonWriter &json, const StageTensor &tensor)
{
    json.key("shape").beginArray();
    for (const std::int64_t size : tensor.shape)
        json.value(size);
    json.endArray();
    json.key("axes");
    writeNames(json, tensor.axes);
}

// Arrays nested as deep as the tensor has axes; returns how many numbers it took.
std::size_t writeNested(JsonWriter &json, AtomicFile &file, const StageTensor &tensor, std::size_t axis, std::span<const float> values)
{
    const auto size = static_cast<std::size_t>(tensor.shape[axis]);
    if (axis + 1 == tensor.shape.size()) {
        json.value(values.first(size));
        return size;
    }
    std::size_t taken = 0;
    json.beginArray();
    for (std::size_t i = 0; i < size; ++i) {
        taken += writeNested(json, file, tensor, axis + 1, values.subspan(taken));
        if (json.text().size() > kWrittenAtOnce)
            file.write(json.take());
    }
    json.endArray();
    return taken;
}

// The settings of a file that has no room for them.
std::string sideText(const Trace &trace, const ExportRequest &request, const StageTensor &tensor, const std::vector<int> &layers,
    const std::filesystem::path &path)
{
    JsonWriter json;
    json.beginObject();
    json.key("file").value(path.filename().string());
    json.key("hook").value(tensor.name);
    writeShapeAndAxes(json, tensor);
    json.key("layers").beginArray();
    for (const int layer : layers)
        json.value(layer);
    json.endArray();
    json.key("settings");
    writeSettings(json, trace, request);
    json.endObject();
    return json.text() + "\n";
}

} // namespace

void exportCsv(const Trace &trace, const ExportRequest &asked, const std::filesystem::path &path, const std::stop_token &stop)
{
    const ExportRequest request = checkedRequest(trace, asked, path);
    requireOneStage(request, path, "CSV");
    const Stage stage = request.stages.front();
    const std::vector<int> layers = layersOf(trace, stage, request.layer);
    if (layers.size() > 1 || spansHeads(trace, stage, request))
        throw Error(std::string("CSV holds one matrix, all ") + (layers.size() > 1 ? "layers" : "heads") + " were chosen", path.string(),
            std::string("Choose one ") + (layers.size() > 1 ? "layer" : "head") + ", or write " + formatsThatHold(FormatHolds::stage));

    const StageKey key{stage, layers.front(), request.head.value_or(0)};
    const StageTensor tensor = stageTensor(trace, stage, key.layer, key.head, HeadAxis::first);
    std::vector<std::string> rows;
    for (int row = 0; row < tensor.shape.front(); ++row)
        rows.push_back(rowLabel(trace, key, row));
    std::vector<std::string> columns;
    for (int column = 0; column < trace.columnCount(key); ++column)
        columns.push_back(columnLabel(trace, key, column));
    writeWithSideFile(
        path, [&](AtomicFile &file) { writeCsv(rows, columns, tensor.values, [&](std::string_view text) { file.write(text); }); },
        sideText(trace, request, tensor, layers, path), stop);
}

void exportNpy(const Trace &trace, const ExportRequest &asked, const std::filesystem::path &path, const std::stop_token &stop)
{
    const ExportRequest request = checkedRequest(trace, asked, path);
    requireOneStage(request, path, "NPY");
    const Stage stage = request.stages.front();
    const std::vector<int> layers = layersOf(trace, stage, request.layer);
    const bool hasLayerAxis = layers.size() > 1 || (stageInfo(stage).scope != StageScope::model && !request.layer);
    const StageTensor tensor = hasLayerAxis ? stageTensorOfLayers(trace, stage, layers, request.head)
                                            : stageTensor(trace, stage, layers.front(), request.head, HeadAxis::first);
    writeWithSideFile(
        path, [&](AtomicFile &file) { writeNpy(file, tensor.shape, tensor.values); }, sideText(trace, request, tensor, layers, path), stop);
}

void exportJson(const Trace &trace, const ExportRequest &asked, const std::filesystem::path &path, const std::stop_token &stop)
{
    const ExportRequest request = checkedRequest(trace, asked, path);
    AtomicFile file(path, stop);
    JsonWriter json;
    json.beginObject();
    json.key("settings");
    writeSettings(json, trace, request);
    json.key("tensors").beginObject();
    for (const StageTensor &tensor : tensorsOf(trace, request, stop)) {
        json.key(tensor.name).beginObject();
        writeShapeAndAxes(json, tensor);
        json.key("values");
        writeNested(json, file, tensor, 0, tensor.values);
        json.endObject();
    }
    json.endObject();
    json.endObject();
    file.write(json.take() + "\n");
    file.commit();
}

void exportSafetensors(const Trace &trace, const ExportRequest &asked, const std::filesystem::path &path, const std::stop_token &stop)
{
    const ExportRequest request = checkedRequest(trace, asked, path);
    const std::vector<StageTensor> tensors = tensorsOf(trace, request, stop);
    std::vector<FloatTensor> written;
    for (const StageTensor &tensor : tensors)
        written.push_back({tensor.name, tensor.shape, tensor.values});
    writeSafetensors(path, written, settingsMetadata(trace, request), stop);
}

} // namespace headscope
