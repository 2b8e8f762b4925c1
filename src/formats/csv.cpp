#include "src/formats/csv.h"

#include "src/error.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>

namespace headscope {

namespace {

/// What a spreadsheet takes for the beginning of a formula, or leaves out before one: OWASP's list.
constexpr std::array<std::string_view, 10> kTriggers{"=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠"};
/// Behind one of these, a program that cuts fields by other rules than ours sees a new one.
constexpr std::string_view kFieldEnds = ",;\t\r\n\"";
constexpr std::size_t kWrittenAtOnce = std::size_t(1) << 20;

} // namespace

std::string spreadsheetText(std::string_view text)
{
    std::string safe;
    bool beginsField = true;
    for (std::size_t at = 0; at < text.size(); ++at) {
        if (beginsField) {
            const std::size_t first = std::min(text.find_first_not_of('\'', at), text.size());
            const std::string_view rest = text.substr(first);
            if (std::ranges::any_of(kTriggers, [&](std::string_view trigger) { return rest.starts_with(trigger); }))
                safe += '\'';
        }
        safe += text[at];
        beginsField = kFieldEnds.find(text[at]) != kFieldEnds.npos;
    }
    return safe;
}

std::string csvField(std::string_view label, char separator)
{
    const std::string text = spreadsheetText(label);
    const bool outerSpace = !text.empty() && (text.front() == ' ' || text.back() == ' ');
    if (text.find(separator) == text.npos && text.find_first_of("\"\r\n") == text.npos && !outerSpace)
        return text;
    std::string field = "\"";
    for (const char character : text) {
        if (character == '"')
            field += '"';
        field += character;
    }
    return field + '"';
}

std::string csvNumber(float number)
{
    if (std::isnan(number))
        return "nan"; // to_chars may also write a sign, which means nothing
    std::array<char, 24> digits;
    return {digits.data(), std::to_chars(digits.data(), digits.data() + digits.size(), number).ptr};
}

void writeCsv(std::span<const std::string> rowLabels, std::span<const std::string> columnLabels, std::span<const float> values,
    const std::function<void(std::string_view text)> &write)
{
    if (rowLabels.size() * columnLabels.size() != values.size())
        throw Error(std::to_string(rowLabels.size()) + " row labels and " + std::to_string(columnLabels.size())
            + " column labels do not fit " + std::to_string(values.size()) + " values");
    std::string text;
    for (const std::string &label : columnLabels)
        text += ',' + csvField(label);
    text += "\r\n";
    for (std::size_t row = 0; row < rowLabels.size(); ++row) {
        text += csvField(rowLabels[row]);
        for (const float value : values.subspan(row * columnLabels.size(), columnLabels.size())) {
            text += ',';
            text += csvNumber(value);
        }
        text += "\r\n";
        if (text.size() >= kWrittenAtOnce) {
            write(text);
            text.clear();
        }
    }
    write(text);
}

} // namespace headscope
