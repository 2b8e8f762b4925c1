#include "src/export/number_table.h"

#include "src/error.h"
#include "src/export/export_target.h"
#include "src/formats/csv.h"
#include "src/formats/json_writer.h"
#include "src/formats/npy.h"
#include "src/trace/labels.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <functional>
#include <span>

namespace headscope {

namespace {

std::span<const float> rowOf(const NumberTable &table, std::size_t row)
{
    return std::span(table.values).subspan(row * table.columns.size(), table.columns.size());
}

/// Of a table that has words; empty: the cell is a number.
const std::string &wordsOf(const NumberTable &table, std::size_t row, std::size_t column)
{
    return table.words[row * table.columns.size() + column];
}

void writeLabels(JsonWriter &json, const char *name, const std::vector<std::string> &labels)
{
    json.key(name).beginArray();
    for (const std::string &label : labels)
        json.value(label);
    json.endArray();
}

/// The members of an object that is begun.
void writeHead(JsonWriter &json, const NumberTable &table, const TableSettings &settings)
{
    json.key("settings").beginObject();
    for (const auto &[name, value] : settings)
        json.key(name).value(value);
    json.endObject();
    writeLabels(json, "rows", table.rows);
    writeLabels(json, "columns", table.columns);
}

void writeWithHead(const NumberTable &table, const TableSettings &settings, const std::filesystem::path &path,
    const std::function<void(AtomicFile &file)> &writeNumbers)
{
    JsonWriter json;
    json.beginObject();
    writeHead(json, table, settings);
    json.endObject();
    writeWithSideFile(path, writeNumbers, json.text() + "\n");
}

/// Numbers stay numbers, also beside words.
void writeRow(JsonWriter &json, const NumberTable &table, std::size_t row)
{
    if (table.words.empty()) {
        json.value(rowOf(table, row));
        return;
    }
    json.beginArray();
    for (std::size_t column = 0; column < table.columns.size(); ++column) {
        if (const std::string &words = wordsOf(table, row, column); !words.empty())
            json.value(words);
        else
            json.value(rowOf(table, row)[column]);
    }
    json.endArray();
}

void writeWords(const NumberTable &table, const std::function<void(std::string_view text)> &write)
{
    std::string text;
    for (const std::string &column : table.columns)
        text += ',' + csvField(column);
    text += "\r\n";
    for (std::size_t row = 0; row < table.rows.size(); ++row) {
        text += csvField(table.rows[row]);
        for (std::size_t column = 0; column < table.columns.size(); ++column) {
            const std::string &words = wordsOf(table, row, column);
            text += ',' + (words.empty() ? csvNumber(rowOf(table, row)[column]) : csvField(words));
        }
        text += "\r\n";
    }
    write(text);
}

} // namespace

std::string cellText(const NumberTable &table, std::size_t row, std::size_t column)
{
    const std::string words = table.words.empty() ? std::string() : wordsOf(table, row, column);
    return words.empty() ? csvNumber(rowOf(table, row)[column]) : words;
}

NumberTable stageTable(const Trace &trace, const StageKey &key, int mostRows, int mostColumns)
{
    const Matrix matrix = trace.rows(key, 0, std::min(mostRows, trace.rowCount(key)));
    const int columns = std::min(mostColumns, matrix.cols());
    NumberTable table;
    for (int column = 0; column < columns; ++column)
        table.columns.push_back(columnLabel(trace, key, column));
    for (int row = 0; row < matrix.rows(); ++row) {
        table.rows.push_back(rowLabel(trace, key, row));
        for (int column = 0; column < columns; ++column)
            table.values.push_back(matrix(row, column));
    }
    return table;
}

void writeTableCsv(const NumberTable &table, const TableSettings &settings, const std::filesystem::path &path)
{
    writeWithHead(table, settings, path, [&](AtomicFile &file) {
        const auto write = [&](std::string_view text) { file.write(text); };
        if (table.words.empty())
            writeCsv(table.rows, table.columns, table.values, write);
        else
            writeWords(table, write);
    });
}

void writeTableNpy(const NumberTable &table, const TableSettings &settings, const std::filesystem::path &path)
{
    if (!table.words.empty())
        throw Error("a table with words is no array of numbers", {}, "Take CSV, JSON, Markdown or LaTeX");
    writeWithHead(table, settings, path, [&](AtomicFile &file) {
        writeNpy(file, std::array{std::int64_t(table.rows.size()), std::int64_t(table.columns.size())}, table.values);
    });
}

void writeTableJson(const NumberTable &table, const TableSettings &settings, const std::filesystem::path &path)
{
    JsonWriter json;
    json.beginObject();
    writeHead(json, table, settings);
    json.key("values").beginArray();
    for (std::size_t row = 0; row < table.rows.size(); ++row)
        writeRow(json, table, row);
    json.endArray();
    json.endObject();
    writeFile(path, json.text() + "\n");
}

std::string tabbedText(const NumberTable &table)
{
    std::string text;
    for (const std::string &column : table.columns)
        text += '\t' + csvField(column, '\t');
    text += '\n';
    for (std::size_t row = 0; row < table.rows.size(); ++row) {
        text += csvField(table.rows[row], '\t');
        for (std::size_t column = 0; column < table.columns.size(); ++column)
            text += '\t'
                + (table.words.empty() || wordsOf(table, row, column).empty() ? csvNumber(rowOf(table, row)[column])
                                                                              : csvField(wordsOf(table, row, column), '\t'));
        text += '\n';
    }
    return text;
}

} // namespace headscope
