// The load report as data.
#include "src/formats/json_writer.h"

#include "ui/session/model_facts.h"

namespace headscope {

namespace {

void writeList(JsonWriter &json, std::string_view name, const std::vector<std::string> &entries)
{
    json.key(name).beginArray();
    for (const std::string &entry : entries)
        json.value(entry);
    json.endArray();
}

const char *nameOf(NormKind kind)
{
    switch (kind) {
    case NormKind::none: return "none";
    case NormKind::layer: return "layer";
    case NormKind::rms: return "rms";
    }
    return "";
}

const char *nameOf(PositionKind kind)
{
    switch (kind) {
    case PositionKind::none: return "none";
    case PositionKind::learned: return "learned";
    case PositionKind::sinusoidal:
    case PositionKind::sinusoidalHalves: return "sinusoidal";
    }
    return "";
}

const char *nameOf(ScoreBias bias)
{
    switch (bias) {
    case ScoreBias::none: return "none";
    case ScoreBias::slopes: return "alibi";
    case ScoreBias::buckets: return "buckets";
    }
    return "";
}

const char *nameOf(Predicts predicts)
{
    switch (predicts) {
    case Predicts::nothing: return "nothing";
    case Predicts::nextToken: return "next token";
    case Predicts::ownToken: return "own token";
    }
    return "";
}

void writeConfig(JsonWriter &json, const TransformerConfig &config)
{
    json.key("family").value(config.family);
    json.key("architecture").value(config.architecture);
    json.key("layers").value(config.layers);
    json.key("encoder_layers").value(config.encoderLayers);
    json.key("layer_names").beginArray();
    for (int layer = 0; layer < config.layers; ++layer)
        json.value(config.layerName(layer));
    json.endArray();
    json.key("heads").value(config.heads);
    json.key("key_value_heads").value(config.groups());
    json.key("head_width").value(config.headWidth);
    json.key("width").value(config.width);
    json.key("embedding_width").value(config.widthOfEmbedding());
    json.key("feed_forward").value(config.feedForward);
    json.key("vocabulary").value(config.vocabulary);
    json.key("context").value(config.context);
    json.key("norm").value(nameOf(config.norm));
    json.key("positions").value(nameOf(config.position));
    json.key("rotary_channels").value(config.layer(0).rotary.dims);
    json.key("score_bias").value(nameOf(config.scoreBias));
    json.key("causal").value(config.layer(config.layers - 1).causal);
    json.key("predicts").value(nameOf(config.predicts));
    writeList(json, "classes", config.classHead.labels);
    json.key("stages").beginArray();
    for (const Stage stage : config.stages(config.layers - 1))
        json.value(stageInfo(stage).name);
    json.endArray();
}

} // namespace

std::string factsJson(const Model &model)
{
    const LoadReport &report = model.report();
    JsonWriter json;
    json.beginObject();
    json.key("name").value(model.name());
    json.key("folder").value(model.folder().string());
    json.key("family_reason").value(report.familyReason);
    writeConfig(json, model.config());
    json.key("tokenizer").value(model.tokenizer().kind());
    json.key("tokenizer_pieces").value(model.tokenizer().vocabularySize());
    json.key("parameters").value(report.parameters);
    json.key("bytes").value(report.bytes);
    writeList(json, "dtypes", report.dtypes);
    writeList(json, "files", report.files);
    writeList(json, "unused", report.unused);
    writeList(json, "not_needed", report.ignored);
    writeList(json, "unknown_fields", report.unknownFields);
    writeList(json, "notes", report.notes);
    json.endObject();
    return json.text();
}

} // namespace headscope
