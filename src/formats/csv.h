// Comma-separated values for spreadsheets: RFC 4180, UTF-8, lines end with CR LF.
// Trap: some spreadsheets read numbers by the computer's language. Decimal points are always points here.
#pragma once

#include <functional>
#include <span>
#include <string>
#include <string_view>

namespace headscope {

/// A text that no spreadsheet takes for a formula and runs: an apostrophe stands before every = + - @ (wide ones, too), tab and carriage
/// return that begins the text or follows a separator (comma, semicolon, tab, line end) or a quote in it. Where apostrophes stand there
/// before one already, one more does: to read back, take one away at each such place.
std::string spreadsheetText(std::string_view text);

/// A label as a CSV field: safe for spreadsheets, and in quotes, with inner quotes doubled, where it holds the separator, a quote, a line
/// end or an outer space.
std::string csvField(std::string_view text, char separator = ',');
/// The fewest digits that read back as the same float; inf, -inf, nan.
std::string csvNumber(float number);

/// A matrix [rows, columns] in C order with its labels: an empty corner, the column labels, then one line per row. Numbers are
/// written as csvNumber() does. `write` gets it in pieces of some rows.
/// Throws Error if the labels do not fit the number of values.
void writeCsv(std::span<const std::string> rowLabels, std::span<const std::string> columnLabels, std::span<const float> values,
    const std::function<void(std::string_view text)> &write);

} // namespace headscope
