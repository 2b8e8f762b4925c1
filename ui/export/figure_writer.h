// Writes a figure as PNG, SVG or PDF from one paint function, with the settings that made it inside the file.
// Text stays text and lines stay lines in SVG and PDF. A matrix of up to 3,000 cells is one rectangle per cell; larger ones are an embedded
// picture with one pixel per cell (the matrix painter decides), their labels and frames still vectors.
#pragma once

#include "ui/export/format_list.h"
#include "ui/theme/theme.h"

#include <QByteArray>
#include <QImage>
#include <QPageLayout>
#include <QPainter>
#include <QSizeF>
#include <QString>

#include <functional>
#include <string_view>
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

/// Throws Error for a picture that would be too large for memory and for most viewers; `hint` says what to do.
void requirePixels(const QSizeF &size, double scale, const std::string &hint);

/// The file appears whole or not at all. Throws Error for a format that is no figure's, a picture of more than 256 million pixels, and a
/// path that cannot be written.
void writeFigure(const ExportFile &file, const Figure &figure, const FigureOptions &options);
/// The same bytes without the file; `format` is a figure's. Throws Error for a picture that is too large.
QByteArray encodeFigure(std::string_view format, const Figure &figure, const FigureOptions &options);
/// A PDF of one page with the figure's title and settings; `paint` has the area within the page's margins, from (0, 0), in dots of the
/// painter's device.
QByteArray encodePdfPage(const Figure &figure, const QPageLayout &page, const std::function<void(QPainter &painter)> &paint);
/// On its background, from (0, 0), in the theme asked for.
void paintFigure(QPainter &painter, const Figure &figure, const Theme &theme);
/// The PNG as an image: previews and the clipboard. Throws Error for a picture that is too large.
QImage figureImage(const Figure &figure, const FigureOptions &options);

} // namespace headscope
