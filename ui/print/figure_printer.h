// Prints a figure on one page: the figure of an export, by the same painter, as vectors and text, in colours for paper.
#pragma once

#include "ui/export/figure_writer.h"
#include "ui/print/page_setup.h"

namespace headscope {

/// As large as fits into `area`, in its middle.
void paintOnPage(QPainter &painter, const QRectF &area, const Figure &figure);

/// A PDF file of one page. The caller has asked what may be written over. Throws Error for a path that cannot be written.
void printToFile(const QString &path, const Figure &figure, const PageSetup &setup);
/// Throws Error where the printer does not take it.
void printToPrinter(const QString &printer, const Figure &figure, const PageSetup &setup, int copies);

} // namespace headscope
