#include "ui/cli/table.h"

#include "src/formats/visible_text.h"
#include "ui/cli/display_width.h"

#include <algorithm>
#include <cassert>

namespace headscope {

namespace {

constexpr const char *kIndent = "  ";
constexpr const char *kGap = "  ";

std::string withoutTrailingBlanks(std::string line)
{
    line.erase(line.find_last_not_of(' ') + 1);
    return line;
}

} // namespace

Table::Table(std::vector<Column> columns)
    : m_columns(std::move(columns))
{
    for (Column &column : m_columns)
        column.title = visibleText(column.title);
}

void Table::addRow(std::vector<std::string> cells)
{
    assert(cells.size() == m_columns.size());
    for (std::string &cell : cells)
        cell = visibleText(cell);
    m_rows.push_back(std::move(cells));
}

void Table::print(TerminalStream &out) const
{
    std::vector<int> widths;
    for (const Column &column : m_columns)
        widths.push_back(displayWidth(column.title));
    for (const auto &row : m_rows)
        for (std::size_t i = 0; i < row.size(); ++i)
            widths[i] = std::max(widths[i], displayWidth(row[i]));

    std::string headings = kIndent;
    std::string rule = kIndent;
    for (std::size_t i = 0; i < m_columns.size(); ++i) {
        headings += (i ? kGap : "") + padded(m_columns[i].title, widths[i], m_columns[i].right);
        rule += i ? kGap : "";
        for (int cell = 0; cell < widths[i]; ++cell)
            rule += "─";
    }
    out << withoutTrailingBlanks(headings) << '\n' << rule << '\n';
    for (const auto &row : m_rows) {
        std::string line = kIndent;
        for (std::size_t i = 0; i < row.size(); ++i)
            line += (i ? kGap : "") + padded(row[i], widths[i], m_columns[i].right);
        out << withoutTrailingBlanks(line) << '\n';
    }
}

} // namespace headscope
