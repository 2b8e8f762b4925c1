// A labelled table as text that people write into documents: Markdown and LaTeX.
#pragma once

#include "src/export/number_table.h"

#include <filesystem>
#include <string>

namespace headscope {

/// "| | a | b |", a line of dashes (numbers to the right), a line for each row; the settings beneath.
std::string tableAsMarkdown(const NumberTable &table, const TableSettings &settings);
/// A tabular without packages, the settings as comments above it. Signs of mathematics become commands, so that every engine sets them.
std::string tableAsLatex(const NumberTable &table, const TableSettings &settings);

// Both throw Error where the path cannot be written.
void writeTableMarkdown(const NumberTable &table, const TableSettings &settings, const std::filesystem::path &path);
void writeTableLatex(const NumberTable &table, const TableSettings &settings, const std::filesystem::path &path);

} // namespace headscope
