#include "ui/export/clipboard.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QMimeData>

#include <memory>

namespace headscope {

namespace {

QString mimeTypeOf(const ExportFormat &format)
{
    return QString::fromLatin1(format.mimeType.data(), qsizetype(format.mimeType.size()));
}

} // namespace

void copyFigure(const Figure &figure, const FigureOptions &options)
{
    auto data = std::make_unique<QMimeData>();
    for (const ExportFormat &format : kExportFormats) {
        if (!isFor(format, ExportOf::figure) || format.mimeType.empty())
            continue;
        if (format.hasPixels)
            data->setImageData(figureImage(figure, options));
        else
            data->setData(mimeTypeOf(format), encodeFigure(format.id, figure, options));
    }
    QGuiApplication::clipboard()->setMimeData(data.release());
}

void copyNumbers(const NumberTable &table)
{
    auto data = std::make_unique<QMimeData>();
    for (const ExportFormat &format : kExportFormats)
        if (format.copiedText)
            data->setData(mimeTypeOf(format), QByteArray::fromStdString(format.copiedText(table)));
    QGuiApplication::clipboard()->setMimeData(data.release());
}

} // namespace headscope
