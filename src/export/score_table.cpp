#include "src/export/score_table.h"

#include "src/formats/json_writer.h"

#include <array>
#include <charconv>
#include <cmath>

namespace headscope {

std::string scoreTableCsv(std::span<const HeadRow> rows, std::span<const ScoreId> columns)
{
    std::string text = "layer,head";
    for (const ScoreId id : columns)
        text += "," + std::string(scoreDefinition(id).name);
    text += "\r\n";
    for (const HeadRow &row : rows) {
        text += std::to_string(row.layer + 1) + "," + std::to_string(row.head + 1);
        for (const ScoreId id : columns) {
            text += ',';
            if (isMissing(row.value(id)))
                continue;
            if (std::isnan(row.value(id))) { // to_chars may also write a sign, which means nothing
                text += "nan";
                continue;
            }
            std::array<char, 32> digits;
            const auto [end, problem] = std::to_chars(digits.data(), digits.data() + digits.size(), row.value(id));
            text.append(digits.data(), end);
        }
        text += "\r\n";
    }
    return text;
}

std::string scoreTableJson(
    const Model &model, std::span<const HeadRow> rows, std::span<const ScoreId> columns, const ScoreTableSettings &settings)
{
    JsonWriter json;
    json.beginObject().key("model").value(model.name()).key("text").value(settings.text).key("filter").value(settings.filter);
    json.key("scores").beginArray();
    for (const ScoreId id : columns) {
        const ScoreDefinition &score = scoreDefinition(id);
        json.beginObject().key("name").value(score.name).key("title").value(score.title).key("unit").value(score.unit);
        json.key("definition").value(score.definition).key("formula").value(score.formula).key("source").value(score.source).endObject();
    }
    json.endArray().key("heads").beginArray();
    for (const HeadRow &row : rows) {
        json.beginObject().key("layer").value(row.layer + 1).key("head").value(row.head + 1);
        json.key("name").value(model.config().shortLayerName(row.layer) + "." + std::to_string(row.head + 1));
        for (const ScoreId id : columns)
            json.key(scoreDefinition(id).name).value(row.value(id));
        json.endObject();
    }
    return json.endArray().endObject().text();
}

} // namespace headscope
