#include "src/export/export_settings.h"

namespace headscope {

namespace {

void writeIndex(JsonWriter &json, const std::optional<int> &index)
{
    if (index)
        json.value(*index);
    else
        json.null();
}

template <typename List, typename Element>
void writeList(JsonWriter &json, const List &list, Element element)
{
    json.beginArray();
    for (const auto &entry : list)
        json.value(element(entry));
    json.endArray();
}

void writeStages(JsonWriter &json, const ExportRequest &request)
{
    writeList(json, request.stages, [](Stage stage) { return stageInfo(stage).name; });
}

void writeEdits(JsonWriter &json, const Trace &trace)
{
    writeList(json, trace.edits(), [](const Edit &edit) { return describe(edit); });
}

void writeNotes(JsonWriter &json, const Trace &trace)
{
    writeList(json, trace.notes(), [](const std::string &note) { return std::string_view(note); });
}

void writeModel(JsonWriter &json, const Trace &trace)
{
    const TransformerConfig &config = trace.config();
    json.beginObject();
    json.key("name").value(trace.model().name());
    json.key("folder").value(trace.model().folder().string());
    json.key("family").value(config.family);
    json.key("layers").value(config.layers);
    json.key("heads").value(config.heads);
    json.key("width").value(config.width);
    json.key("head_width").value(config.headWidth);
    json.key("parameters").value(trace.model().report().parameters);
    json.endObject();
}

void writeTokens(JsonWriter &json, const Trace &trace)
{
    json.beginArray();
    for (const Token &token : trace.tokens()) {
        json.beginObject();
        json.key("id").value(token.id);
        json.key("piece").value(token.piece);
        json.key("display").value(token.display);
        json.endObject();
    }
    json.endArray();
}

std::string textOf(const auto &write)
{
    JsonWriter json;
    write(json);
    return json.text();
}

std::string indexText(const std::optional<int> &index)
{
    return index ? std::to_string(*index) : "all";
}

} // namespace

void writeSettings(JsonWriter &json, const Trace &trace, const ExportRequest &request)
{
    json.beginObject();
    json.key("model");
    writeModel(json, trace);
    json.key("text").value(trace.text());
    json.key("tokens");
    writeTokens(json, trace);
    json.key("cut_tokens").value(trace.cutTokens());
    json.key("stages");
    writeStages(json, request);
    json.key("layer");
    writeIndex(json, request.layer);
    json.key("head");
    writeIndex(json, request.head);
    json.key("edits");
    writeEdits(json, trace);
    json.key("notes");
    writeNotes(json, trace);
    json.endObject();
}

std::map<std::string, std::string> settingsMetadata(const Trace &trace, const ExportRequest &request)
{
    return {
        {"model", trace.model().name()},
        {"family", trace.config().family},
        {"text", trace.text()},
        {"ids", textOf([&](JsonWriter &json) { writeList(json, trace.tokens(), [](const Token &token) { return token.id; }); })},
        {"pieces", textOf([&](JsonWriter &json) {
             writeList(json, trace.tokens(), [](const Token &token) { return std::string_view(token.piece); });
         })},
        {"stages", textOf([&](JsonWriter &json) { writeStages(json, request); })},
        {"layer", indexText(request.layer)},
        {"head", indexText(request.head)},
        {"edits", textOf([&](JsonWriter &json) { writeEdits(json, trace); })},
        {"notes", textOf([&](JsonWriter &json) { writeNotes(json, trace); })},
    };
}

} // namespace headscope
