// One table of numbers with a label for each row and column: what a view shows, or a stage at one place. As a file it carries settings that
// say what it is.
#pragma once

#include "src/trace/trace.h"

#include <climits>
#include <filesystem>
#include <string>
#include <utility>
#include <vector>

namespace headscope {

struct NumberTable {
    std::vector<std::string> rows;
    std::vector<std::string> columns;
    std::vector<float> values; ///< rows × columns; NaN where there is no number
    std::vector<std::string> words = {}; ///< rows × columns: what a cell says, where that is no number. Empty: all are numbers
};

/// What a cell says, or every digit of its number. "nan", "inf", "-inf" where it is none.
std::string cellText(const NumberTable &table, std::size_t row, std::size_t column);

using TableSettings = std::vector<std::pair<std::string, std::string>>;

/// The first rows and columns of a stage.
NumberTable stageTable(const Trace &trace, const StageKey &key, int mostRows = INT_MAX, int mostColumns = INT_MAX);

// All throw Error where the path cannot be written.

/// As writeCsv() has it; the settings and labels stand in the side file (export_target.h).
void writeTableCsv(const NumberTable &table, const TableSettings &settings, const std::filesystem::path &path);
/// [rows, columns]; throws Error for a table with words; the settings and labels stand in the side file.
void writeTableNpy(const NumberTable &table, const TableSettings &settings, const std::filesystem::path &path);
/// {"settings": {…}, "rows": […], "columns": […], "values": [[…], …]}, a value a number or a cell's words
void writeTableJson(const NumberTable &table, const TableSettings &settings, const std::filesystem::path &path);

/// Tabs between the columns, as spreadsheets paste them, each cell safe for them (csvField). Every digit; "-inf" where a query may not
/// look.
std::string tabbedText(const NumberTable &table);

} // namespace headscope
