// The system's printers, through Qt Print Support, which this file's library alone links (ui/CMakeLists.txt).
// Trap: the first question loads the system's part for printers (CUPS), which may look for them in the network. So nobody asks before a
// person wants to print.
#pragma once

#include <QMarginsF>
#include <QPageLayout>
#include <QStringList>

#include <functional>

class QPainter;

namespace headscope {

/// The printers that the system knows; the usual one first.
QStringList printerNames();

struct PrintedPage {
    QString title; ///< in the printer's queue
    int copies = 1;
    /// The page for a printer that needs margins of so many millimetres.
    std::function<QPageLayout(const QMarginsF &least)> layout;
    std::function<void(QPainter &painter)> paint; ///< within the margins, from (0, 0), in dots of the painter's device
};

/// Throws Error where the printer does not take it.
void printOn(const QString &printer, const PrintedPage &page);

} // namespace headscope
