// Writes a figure as PNG, SVG or PDF from one paint function, with the settings that made it inside the file.
// Text stays text and lines stay lines in SVG and PDF. A matrix of up to 3,000 cells is one rectangle per cell; larger ones are an embedded
// picture with one pixel per cell (the matrix painter decides), their labels and frames still vectors.
#pragma once

#include "ui/theme/theme.h"

#include <QByteArray>
#include <QImage>
#include <QPainter>
#include <QSizeF>
#include <QString>
#include <QStringList>

#include <functional>
#include <utility>
#include <vector>

namespace headscope {

struct Figure {
    QSizeF size; ///< logical pixels, 96 to the inch
    std::function<void(QPainter &, const QRectF &)> paint; ///< into an area of that size; colours from Theme::current()
    QString title;
    std::vector<std::pair<QString, QString>> settings; ///< "model", "text", "stage" …: into the file's metadata
};

struct FigureOptions {
    double scale = 2; ///< PNG pixels per logical pixel
    Theme theme = Theme::print();
};

/// "png", "svg", "pdf".
QStringList figureExtensions();
/// Does the name end like a figure?
bool isFigureFile(const QString &path);
/// "svg" for "a/B.SVG"; empty without one.
QString extensionOf(const QString &path);

/// The format is the file's extension. The file appears whole or not at all. Throws Error for an unknown extension, a picture of more than
/// 256 million pixels, and a path that cannot be written.
void writeFigure(const QString &path, const Figure &figure, const FigureOptions &options);
/// The same bytes without the file; `extension` is one of figureExtensions(). Throws Error for a picture that is too large.
QByteArray encodeFigure(const QString &extension, const Figure &figure, const FigureOptions &options);
/// The PNG as an image: previews and the clipboard. Throws Error for a picture that is too large.
QImage figureImage(const Figure &figure, const FigureOptions &options);

} // namespace headscope
