// Tables for a terminal: aligned columns with a thin line under the headings.
#pragma once

#include "ui/cli/terminal_stream.h"

#include <string>
#include <vector>

namespace headscope {

class Table {
public:
    struct Column {
        std::string title;
        bool right = false; ///< numbers
    };

    explicit Table(std::vector<Column> columns);
    /// As many cells as there are columns. Cells may hold anybody's words.
    void addRow(std::vector<std::string> cells);
    /// No blank is left at the end of a line.
    void print(TerminalStream &out) const;

private:
    std::vector<Column> m_columns;
    std::vector<std::vector<std::string>> m_rows;
};

} // namespace headscope
