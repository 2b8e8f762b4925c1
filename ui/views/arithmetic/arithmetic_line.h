// An arithmetic sheet on one line, for where there is no room for more: its largest terms, how many smaller ones there are, the result.
#pragma once

#include "ui/views/arithmetic/arithmetic_sheet.h"

#include <QFont>

namespace headscope {

/// The pieces of the line, which take at most `width` in `font`: the result always, then as many steps before it and terms of the sum as
/// there is room for. Terms stand in the order of their size.
std::vector<ColoredText> sheetLine(const ArithmeticSheet &sheet, const QFont &font, double width);

} // namespace headscope
