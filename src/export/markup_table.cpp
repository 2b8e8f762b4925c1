#include "src/export/markup_table.h"

#include "src/formats/atomic_file.h"

#include <array>
#include <string_view>

namespace headscope {

namespace {

struct Sign {
    std::string_view text;
    std::string_view latex;
};

constexpr auto kSigns = std::to_array<Sign>({{"\\", R"(\textbackslash{})"}, {"&", R"(\&)"}, {"%", R"(\%)"}, {"$", R"(\$)"}, {"#", R"(\#)"},
    {"_", R"(\_)"}, {"{", R"(\{)"}, {"}", R"(\})"}, {"~", R"(\textasciitilde{})"}, {"^", R"(\textasciicircum{})"}, {"<", "$<$"},
    {">", "$>$"}, {"|", "$|$"}, {"⁰", "$^0$"}, {"¹", "$^1$"}, {"²", "$^2$"}, {"³", "$^3$"}, {"⁴", "$^4$"}, {"⁵", "$^5$"}, {"⁶", "$^6$"},
    {"⁷", "$^7$"}, {"⁸", "$^8$"}, {"⁹", "$^9$"}, {"₀", "$_0$"}, {"₁", "$_1$"}, {"₂", "$_2$"}, {"ₛ", "$_s$"}, {"ₜ", "$_t$"}, {"ₖ", "$_k$"},
    {"·", R"($\cdot$)"}, {"√", R"($\surd$)"}, {"×", R"($\times$)"}, {"−", "$-$"}, {"±", R"($\pm$)"}, {"≤", R"($\le$)"}, {"≥", R"($\ge$)"},
    {"≈", R"($\approx$)"}, {"≠", R"($\ne$)"}, {"∞", R"($\infty$)"}, {"∂", R"($\partial$)"}, {"‖", R"($\Vert$)"}, {"Σ", R"($\Sigma$)"},
    {"σ", R"($\sigma$)"}, {"τ", R"($\tau$)"}, {"α", R"($\alpha$)"}, {"β", R"($\beta$)"}, {"γ", R"($\gamma$)"}, {"φ", R"($\varphi$)"},
    {"→", R"($\to$)"}, {"…", R"(\dots{})"}, {"“", "``"}, {"”", "''"}, {"’", "'"}, {"–", "--"}, {"µ", R"($\mu$)"}});

std::string oneLine(std::string text)
{
    for (char &character : text)
        if (character == '\n' || character == '\r')
            character = ' ';
    return text;
}

std::string latexText(std::string_view text)
{
    std::string written;
    while (!text.empty()) {
        const Sign *found = nullptr;
        for (const Sign &sign : kSigns)
            if (text.starts_with(sign.text))
                found = &sign;
        if (found) {
            written += found->latex;
            text.remove_prefix(found->text.size());
        } else {
            written += text.front();
            text.remove_prefix(1);
        }
    }
    return oneLine(written);
}

std::string markdownText(std::string_view text)
{
    std::string written;
    for (const char character : text) {
        if (std::string_view("\\|*_`<>[]").find(character) != std::string_view::npos)
            written += '\\';
        written += character;
    }
    return oneLine(written);
}

/// A column of numbers alone stands to the right.
bool isOfNumbers(const NumberTable &table, std::size_t column)
{
    for (std::size_t row = 0; row < table.rows.size(); ++row)
        if (!table.words.empty() && !table.words[row * table.columns.size() + column].empty())
            return false;
    return true;
}

} // namespace

std::string tableAsMarkdown(const NumberTable &table, const TableSettings &settings)
{
    std::string text = "| |";
    std::string dashes = "|:--|";
    for (std::size_t column = 0; column < table.columns.size(); ++column) {
        text += ' ' + markdownText(table.columns[column]) + " |";
        dashes += isOfNumbers(table, column) ? "--:|" : ":--|";
    }
    text += '\n' + dashes + '\n';
    for (std::size_t row = 0; row < table.rows.size(); ++row) {
        text += "| " + markdownText(table.rows[row]) + " |";
        for (std::size_t column = 0; column < table.columns.size(); ++column)
            text += ' ' + markdownText(cellText(table, row, column)) + " |";
        text += '\n';
    }
    text += '\n';
    for (const auto &[name, value] : settings)
        text += "- " + markdownText(name) + ": " + markdownText(value) + '\n';
    return text;
}

std::string tableAsLatex(const NumberTable &table, const TableSettings &settings)
{
    std::string text;
    for (const auto &[name, value] : settings)
        text += "% " + oneLine(name) + ": " + oneLine(value) + '\n';
    text += "\\begin{tabular}{l";
    for (std::size_t column = 0; column < table.columns.size(); ++column)
        text += isOfNumbers(table, column) ? 'r' : 'l';
    text += "}\n\\hline\n";
    for (const std::string &column : table.columns)
        text += " & " + latexText(column);
    text += " \\\\\n\\hline\n";
    for (std::size_t row = 0; row < table.rows.size(); ++row) {
        text += latexText(table.rows[row]);
        for (std::size_t column = 0; column < table.columns.size(); ++column)
            text += " & " + latexText(cellText(table, row, column));
        text += " \\\\\n";
    }
    return text + "\\hline\n\\end{tabular}\n";
}

void writeTableMarkdown(const NumberTable &table, const TableSettings &settings, const std::filesystem::path &path)
{
    writeFile(path, tableAsMarkdown(table, settings));
}

void writeTableLatex(const NumberTable &table, const TableSettings &settings, const std::filesystem::path &path)
{
    writeFile(path, tableAsLatex(table, settings));
}

} // namespace headscope
