#include "ui/cli/trace_json.h"

#include "ui/cli/matrix_table.h"

#include "src/formats/json_writer.h"

namespace headscope {

namespace {

constexpr int kPredictions = 10;

void writeTokens(JsonWriter &json, const std::vector<Token> &tokens)
{
    json.beginArray();
    for (const Token &token : tokens) {
        json.beginObject();
        json.key("id").value(token.id);
        json.key("piece").value(token.piece);
        json.key("display").value(token.display);
        json.key("begin").value(token.begin);
        json.key("end").value(token.end);
        json.key("special").value(token.special);
        if (!token.note.empty())
            json.key("note").value(token.note);
        json.endObject();
    }
    json.endArray();
}

void writeStage(JsonWriter &json, const Trace &trace, const StageKey &key)
{
    const StageInfo &info = stageInfo(key.stage);
    const Matrix matrix = trace.matrix(key);
    json.beginObject();
    json.key("stage").value(info.name);
    json.key("hook").value(hookName(trace.config(), key.stage, key.layer));
    if (info.scope != StageScope::model)
        json.key("layer").value(key.layer + 1);
    if (trace.config().isEncoderDecoder() && info.scope != StageScope::model)
        json.key("layer_name").value(trace.config().layerName(key.layer));
    if (info.scope == StageScope::head)
        json.key("head").value(key.head + 1);
    json.key("shape").beginArray().value(matrix.rows()).value(matrix.cols()).endArray();
    json.key("values").beginArray();
    for (int row = 0; row < matrix.rows(); ++row) {
        json.beginArray();
        for (int column = 0; column < matrix.cols(); ++column)
            json.value(matrix(row, column));
        json.endArray();
    }
    json.endArray();
    json.endObject();
}

} // namespace

std::string traceJson(const Trace &trace, const std::vector<StageKey> &keys, const std::string &generatedText)
{
    JsonWriter json;
    json.beginObject();
    json.key("model").value(trace.model().name());
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
    json.key("generated").value(trace.generatedCount());
    if (trace.generatedCount() > 0)
        json.key("generated_text").value(generatedText);
    json.key("stages").beginArray();
    for (const StageKey &key : keys)
        writeStage(json, trace, key);
    json.endArray();
    json.key("predictions").beginArray();
    for (const int row : predictedRows(trace)) {
        for (const Prediction &prediction : trace.predictions(row, kPredictions)) {
            json.beginObject();
            json.key("row").value(row);
            json.key("id").value(prediction.id);
            json.key("display").value(prediction.display);
            json.key("logit").value(prediction.logit);
            json.key("probability").value(prediction.probability);
            json.endObject();
        }
    }
    json.endArray();
    json.key("notes").beginArray();
    for (const std::string &note : trace.notes())
        json.value(note);
    json.endArray();
    json.endObject();
    return json.text();
}

std::string tokensJson(const std::vector<Token> &tokens)
{
    JsonWriter json;
    writeTokens(json, tokens);
    return json.text();
}

} // namespace headscope
