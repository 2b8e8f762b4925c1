// Copies what a view shows: as a picture (bitmap and SVG at once; the receiving program takes what it can) or as numbers for a spreadsheet.
#pragma once

#include "src/trace/trace.h"
#include "ui/export/figure_writer.h"
#include "ui/views/view.h"

#include <QString>

namespace headscope {

/// The whole figure of a view, not just the part that is scrolled into sight.
Figure figureOf(const View &view);
void copyFigure(const Figure &figure, const FigureOptions &options);
/// In the theme of the screen. Throws Error when the figure is too large for a picture.
void copyPicture(const View &view);

/// Rows and columns with their labels, tabs between them, safe for spreadsheets (csvField). Every digit; "-inf" where a query may not look.
QString numbersText(const Trace &trace, const StageKey &key, int mostRows = 1 << 30, int mostColumns = 1 << 30);
void copyNumbers(const Trace &trace, const StageKey &key);

} // namespace headscope
