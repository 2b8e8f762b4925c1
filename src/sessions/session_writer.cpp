#include "src/formats/json_writer.h"
#include "src/sessions/lab_choices_file.h"
#include "src/sessions/session_file.h"
#include "src/stages/edit_kinds.h"

namespace headscope {

namespace {

/// From 1; nothing is written for none, or all.
void writeIndex(JsonWriter &json, std::string_view name, int index)
{
    if (index >= 0)
        json.key(name).value(index + 1);
}

void writePatch(JsonWriter &json, const RowPatch &patch)
{
    json.key("rows").beginArray();
    for (const int row : patch.rows)
        json.value(row + 1);
    json.endArray();
    json.key("values").beginArray();
    for (int row = 0; row < patch.values.rows(); ++row) {
        json.beginArray();
        for (int column = 0; column < patch.values.cols(); ++column)
            json.value(patch.values(row, column));
        json.endArray();
    }
    json.endArray();
}

void writeEdit(JsonWriter &json, const Edit &edit)
{
    using Kind = Edit::Kind;
    json.beginObject();
    json.key("kind").value(rowOf(kEditKinds, edit.kind).name);
    if (isValueEdit(edit))
        json.key("stage").value(stageInfo(edit.stage).name);
    writeIndex(json, "layer", edit.layer);
    writeIndex(json, "head", edit.head);
    writeIndex(json, "row", edit.row);
    writeIndex(json, "column", edit.column);
    json.key("value").value(edit.value);
    if (edit.kind == Kind::replacePattern)
        json.key("rule").value(rowOf(kPatternRules, edit.rule).name);
    if (edit.id >= 0)
        json.key("id").value(edit.id);
    if (!edit.name.empty())
        json.key("name").value(edit.name);
    if (edit.patch)
        writePatch(json, *edit.patch);
    json.endObject();
}

void writeRun(JsonWriter &json, const SessionRun &run)
{
    json.key("inputs").beginArray();
    for (const SessionInput &input : run.inputs) {
        json.beginObject();
        json.key("kind").value("text");
        json.key("role").value(rowOf(kInputRoles, input.role).name);
        json.key("text").value(input.text);
        json.endObject();
    }
    json.endArray();
    json.key("generated").beginArray();
    for (const int id : run.generated)
        json.value(id);
    json.endArray();
    json.key("edits").beginArray();
    for (const Edit &edit : run.edits)
        writeEdit(json, edit);
    json.endArray();
}

void writePattern(JsonWriter &json, const PatternChoice &pattern)
{
    json.key("pattern").beginObject();
    json.key("measure").value(measureInfo(pattern.measure).name);
    json.key("rule").value(headRuleInfo(pattern.rule).name);
    json.key("units").value(rowOf(kTokenUnits, pattern.unit).name);
    json.key("special").value(rowOf(kSpecialTokens, pattern.special).name);
    json.key("hide").value(pattern.hidden);
    json.key("heads").beginArray();
    for (const HeadPlace &place : pattern.others)
        json.value(std::to_string(place.layer + 1) + "." + std::to_string(place.head + 1));
    json.endArray();
    json.endObject();
}

void writeModel(JsonWriter &json, const SessionModel &model)
{
    json.key("model").beginObject();
    json.key("source").value(rowOf(kModelSources, model.source).name);
    json.key("name").value(model.name);
    if (!model.config.empty())
        json.key("config_sha256").value(model.config);
    if (!model.weights.empty())
        json.key("weights_sha256").value(model.weights);
    json.endObject();
}

void writePin(JsonWriter &json, std::string_view name, const std::optional<SessionPin> &pin)
{
    if (!pin)
        return;
    json.key(name).beginObject();
    if (pin->model)
        writeModel(json, *pin->model);
    writeRun(json, pin->run);
    json.key("layer").value(pin->head.layer + 1);
    json.key("head").value(pin->head.head + 1);
    writePattern(json, pin->pattern);
    json.endObject();
}

void writeViews(JsonWriter &json, const std::map<std::string, ViewChoices> &views)
{
    json.key("views").beginObject();
    for (const auto &[view, choices] : views) {
        json.key(view).beginObject();
        for (const auto &[name, value] : choices) {
            json.key(name);
            std::visit([&](const auto &chosen) { json.value(chosen); }, value);
        }
        json.endObject();
    }
    json.endObject();
}

} // namespace

std::string sessionJson(const SessionState &state)
{
    JsonWriter json;
    json.beginObject();
    json.key("headscope_session").value(kSessionVersion);
    writeModel(json, state.model);
    writeRun(json, state.run);
    json.key("numbers").value(rowOf(kShownNumbers, state.shown).name);
    json.key("workspace").value(rowOf(kWorkspaces, state.workspace).name);
    json.key("map").value(state.map);
    json.key("view").value(state.view);
    json.key("stage").value(stageInfo(state.stage).name);
    json.key("layer").value(state.layer + 1);
    json.key("head").value(state.head + 1);
    json.key("pins").beginObject();
    writeIndex(json, "row", state.row);
    writeIndex(json, "target_row", state.targetRow);
    writeIndex(json, "column", state.column);
    json.endObject();
    if (state.word >= 0)
        json.key("word").value(state.word);
    writePattern(json, state.pattern);
    json.key("filter").value(rowOf(kPairFilters, state.filter).name);
    writePin(json, "a", state.a);
    writePin(json, "b", state.b);
    writeViews(json, state.views);
    if (state.lab) {
        json.key("lab");
        sessions::writeLab(json, *state.lab);
    }
    if (!state.note.empty())
        json.key("note").value(state.note);
    if (!state.locked.empty()) {
        json.key("locked").beginArray();
        for (const SessionControl control : state.locked)
            json.value(rowOf(kSessionControls, control).name);
        json.endArray();
    }
    json.endObject();
    return json.take() + "\n";
}

} // namespace headscope
