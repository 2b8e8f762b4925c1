#include "src/formats/csv.h"

#include "src/error.h"
#include "src/formats/atomic_file.h"

#include <array>
#include <charconv>
#include <cmath>

namespace headscope {

namespace {

void appendNumber(std::string &text, float number)
{
    if (std::isnan(number)) {
        text += "nan"; // to_chars may also write a sign, which means nothing
        return;
    }
    std::array<char, 24> digits;
    const auto [end, code] = std::to_chars(digits.data(), digits.data() + digits.size(), number);
    text.append(digits.data(), end);
}

} // namespace

std::string csvField(std::string_view text)
{
    const bool outerSpace = !text.empty() && (text.front() == ' ' || text.back() == ' ');
    if (text.find_first_of(",\"\r\n") == text.npos && !outerSpace)
        return std::string(text);
    std::string field = "\"";
    for (const char character : text) {
        if (character == '"')
            field += '"';
        field += character;
    }
    return field + '"';
}

std::string csvText(std::span<const std::string> rowLabels, std::span<const std::string> columnLabels, std::span<const float> values)
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
            appendNumber(text, value);
        }
        text += "\r\n";
    }
    return text;
}

void writeCsv(const std::filesystem::path &path, std::span<const std::string> rowLabels, std::span<const std::string> columnLabels,
    std::span<const float> values)
{
    writeFile(path, csvText(rowLabels, columnLabels, values));
}

} // namespace headscope
