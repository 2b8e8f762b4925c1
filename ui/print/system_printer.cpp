#include "ui/print/system_printer.h"

#include "src/error.h"

#include <QPainter>
#include <QPrinter>
#include <QPrinterInfo>

namespace headscope {

QStringList printerNames()
{
    QStringList names = QPrinterInfo::availablePrinterNames();
    if (const auto usual = names.indexOf(QPrinterInfo::defaultPrinterName()); usual > 0)
        names.move(usual, 0);
    return names;
}

void printOn(const QString &name, const PrintedPage &page)
{
    const auto require = [&name](bool isFine) {
        if (!isFine)
            throw Error(
                "the printer “" + name.toStdString() + "” does not take the page", {}, "See whether it is switched on, or print to a file");
    };
    QPrinter printer(QPrinter::HighResolution);
    printer.setPrinterName(name);
    require(printer.isValid() && printer.printerName() == name && printer.outputFormat() == QPrinter::NativeFormat);
    QPageLayout usual = printer.pageLayout();
    usual.setUnits(QPageLayout::Millimeter);
    printer.setPageLayout(page.layout(usual.minimumMargins()));
    printer.setCopyCount(page.copies);
    printer.setDocName(page.title);
    printer.setCreator(QStringLiteral("Headscope"));
    QPainter painter;
    require(painter.begin(&printer));
    page.paint(painter);
    require(painter.end() && printer.printerState() != QPrinter::Error);
}

} // namespace headscope
