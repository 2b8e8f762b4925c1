#include "ui/print/figure_printer.h"

#include "src/formats/atomic_file.h"
#include "ui/print/system_printer.h"
#include "ui/session/local_bytes.h"

#include <algorithm>

namespace headscope {

namespace {

/// Fills what the painter's device leaves within the margins of its page.
auto pagePainter(const Figure &figure)
{
    return
        [&figure](QPainter &painter) { paintOnPage(painter, QRectF(0, 0, painter.device()->width(), painter.device()->height()), figure); };
}

} // namespace

void paintOnPage(QPainter &painter, const QRectF &area, const Figure &figure)
{
    const double scale = std::min(area.width() / figure.size.width(), area.height() / figure.size.height());
    painter.save();
    painter.translate(area.center() - QPointF(figure.size.width(), figure.size.height()) * (scale / 2));
    painter.scale(scale, scale);
    paintFigure(painter, figure, Theme::print());
    painter.restore();
}

void printToFile(const QString &path, const Figure &figure, const PageSetup &setup)
{
    AtomicFile file(pathOf(path)); // first, so that a path that cannot be written costs no painting
    const QByteArray bytes = encodePdfPage(figure, setup.layoutFor(figure.size), pagePainter(figure));
    file.write(std::string_view(bytes.constData(), static_cast<std::size_t>(bytes.size())));
    file.commit();
}

void printToPrinter(const QString &printer, const Figure &figure, const PageSetup &setup, int copies)
{
    printOn(
        printer, {figure.title, copies, [&](const QMarginsF &least) { return setup.layoutFor(figure.size, least); }, pagePainter(figure)});
}

} // namespace headscope
