// Copies what would be exported: a figure in every format that can be copied (the receiving program takes what it can), or a table of
// numbers for a spreadsheet.
#pragma once

#include "ui/export/figure_writer.h"

namespace headscope {

/// Throws Error when the figure is too large for a picture.
void copyFigure(const Figure &figure, const FigureOptions &options);
void copyNumbers(const NumberTable &table);

} // namespace headscope
