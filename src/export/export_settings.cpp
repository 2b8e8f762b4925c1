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
    json.key("folder").value(trace.model().name()); // not where it lies: that tells of people and machines
    json.key("family").value(config.family);
    json.key("layers").value(config.layers);
    if (config.isEncoderDecoder()) {
        json.key("encoder_layers").value(config.encoderLayers);
        json.key("layer_names").beginArray();
        for (int layer = 0; layer < config.layers; ++layer)
            json.value(config.layerName(layer));
        json.endArray();
    }
    json.key("heads").value(config.heads);
    json.key("key_value_heads").value(config.groups());
    json.key("width").value(config.width);
    json.key("head_width").value(config.headWidth);
    json.key("parameters").value(trace.model().report().parameters);
    json.endObject();
}

void writeTokens(JsonWriter &json, const std::vector<Token> &tokens)
{
    json.beginArray();
    for (const Token &token : tokens) {
        json.beginObject();
        json.key("id").value(token.id);
        json.key("piece").value(token.piece);
        json.key("display").value(token.display);
        json.endObject();
    }
    json.endArray();
}

void writeIds(JsonWriter &json, const std::vector<Token> &tokens)
{
    writeList(json, tokens, [](const Token &token) { return token.id; });
}

void writePieces(JsonWriter &json, const std::vector<Token> &tokens)
{
    writeList(json, tokens, [](const Token &token) { return std::string_view(token.piece); });
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
    if (trace.pair())
        json.key("pair").value(*trace.pair());
    json.key("tokens");
    writeTokens(json, trace.tokens());
    if (trace.config().isEncoderDecoder()) {
        json.key("target").value(trace.target());
        json.key("target_tokens");
        writeTokens(json, trace.stackTokens(1));
    }
    json.key("generated_tokens").value(trace.generatedCount());
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
    std::map<std::string, std::string> metadata{
        {"model", trace.model().name()},
        {"family", trace.config().family},
        {"text", trace.text()},
        {"ids", textOf([&](JsonWriter &json) { writeIds(json, trace.tokens()); })},
        {"pieces", textOf([&](JsonWriter &json) { writePieces(json, trace.tokens()); })},
        {"generated_tokens", std::to_string(trace.generatedCount())},
        {"key_value_heads", std::to_string(trace.config().groups())},
        {"stages", textOf([&](JsonWriter &json) { writeStages(json, request); })},
        {"layer", indexText(request.layer)},
        {"head", indexText(request.head)},
        {"edits", textOf([&](JsonWriter &json) { writeEdits(json, trace); })},
        {"notes", textOf([&](JsonWriter &json) { writeNotes(json, trace); })},
    };
    if (trace.pair())
        metadata["pair"] = *trace.pair();
    if (trace.config().isEncoderDecoder()) {
        metadata["target"] = trace.target();
        metadata["target_ids"] = textOf([&](JsonWriter &json) { writeIds(json, trace.stackTokens(1)); });
        metadata["target_pieces"] = textOf([&](JsonWriter &json) { writePieces(json, trace.stackTokens(1)); });
    }
    return metadata;
}

} // namespace headscope
