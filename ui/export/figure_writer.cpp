#include "ui/export/figure_writer.h"

#include "src/error.h"
#include "src/formats/atomic_file.h"
#include "ui/export/theme_scope.h"
#include "ui/session/local_bytes.h"
#include "ui/theme/typefaces.h"
#include "ui/views/shared/matrix/figure_font.h"

#include <QBuffer>
#include <QImageWriter>
#include <QPageSize>
#include <QPdfWriter>
#include <QSvgGenerator>
#include <QXmlStreamWriter>

#include <algorithm>
#include <array>
#include <cmath>

namespace headscope {

namespace {

constexpr double kDotsPerInch = 96;
constexpr double kPointsPerInch = 72;
constexpr int kPdfResolution = 1200; // fine enough that no line is moved by rounding
constexpr double kMostPixels = 256e6;

void requireSize(const Figure &figure, double scale)
{
    requirePixels(figure.size, scale, "Choose one layer and head, a smaller scale, SVG, or a data format such as NPY");
}

/// What no file should hold as a word, and XML 1.0 cannot: control characters, U+FFFE and U+FFFF. A typed text can.
QString withoutControls(QString text)
{
    for (QChar &character : text) {
        const char16_t code = character.unicode();
        if ((code < 0x20 && code != u'\n' && code != u'\t') || (code >= 0x7F && code < 0xA0) || code >= 0xFFFE)
            character = QLatin1Char(' ');
    }
    return text;
}

QByteArray pngOf(const Figure &figure, const FigureOptions &options)
{
    QImage image = figureImage(figure, options);
    image.setText(QStringLiteral("Title"), withoutControls(figure.title));
    image.setText(QStringLiteral("Software"), QStringLiteral("Headscope"));
    for (const auto &[name, value] : figure.settings)
        image.setText(name, withoutControls(value));
    QByteArray bytes;
    QBuffer buffer(&bytes);
    buffer.open(QIODevice::WriteOnly);
    QImageWriter writer(&buffer, "png");
    if (!writer.write(image))
        throw Error("the picture cannot be encoded: " + writer.errorString().toStdString());
    return bytes;
}

QString settingsText(const Figure &figure)
{
    QStringList lines;
    for (const auto &[name, value] : figure.settings)
        lines.append(name + QStringLiteral(": ") + value);
    return lines.join(QLatin1Char('\n'));
}

/// Families are written as other programs know them; a reader without them takes the next of the same kind instead of its default serif.
void nameFamilies(QByteArray &svg)
{
    const auto name = [&](const Typeface &typeface, const char *fallbacks) {
        svg.replace("font-family=\"" + typeface.family.toUtf8() + "\"", "font-family=\"" + typeface.name.toUtf8() + fallbacks + "\"");
    };
    name(typefaces().front(), ", Helvetica, Arial, sans-serif");
    name(typefaces().back(), ", Menlo, Consolas, monospace");
}

/// Title and description in the place of the generator's own, whose setters escape in some releases of Qt and not in others.
void describe(QByteArray &svg, const Figure &figure)
{
    const QByteArray last = "</desc>";
    const qsizetype begin = svg.indexOf("<title>");
    const QString words = QStringLiteral("<title>") + figure.title.toHtmlEscaped() + QStringLiteral("</title>\n<desc>")
        + settingsText(figure).toHtmlEscaped() + QString::fromLatin1(last);
    svg.replace(begin, svg.indexOf(last, begin) + last.size() - begin, words.toUtf8());
}

QByteArray svgOf(const Figure &figure, const FigureOptions &options)
{
    QByteArray bytes;
    QBuffer buffer(&bytes);
    QSvgGenerator generator;
    generator.setOutputDevice(&buffer);
    generator.setSize(QSize(int(std::ceil(figure.size.width())), int(std::ceil(figure.size.height()))));
    generator.setViewBox(QRectF(QPointF(0, 0), figure.size));
    generator.setResolution(int(kDotsPerInch));
    QPainter painter(&generator);
    paintFigure(painter, figure, options.theme);
    painter.end();
    nameFamilies(bytes);
    describe(bytes, figure);
    return withoutControls(QString::fromUtf8(bytes)).toUtf8(); // painted texts hold what was typed
}

/// Title and settings in XMP, the metadata of PDF files (ISO 16684-1).
QByteArray xmpOf(const Figure &figure)
{
    QByteArray bytes;
    QXmlStreamWriter xml(&bytes);
    const QString rdf = QStringLiteral("http://www.w3.org/1999/02/22-rdf-syntax-ns#");
    const QString dc = QStringLiteral("http://purl.org/dc/elements/1.1/");
    const QString meta = QStringLiteral("adobe:ns:meta/");
    xml.writeStartDocument();
    xml.writeNamespace(meta, QStringLiteral("x"));
    xml.writeStartElement(meta, QStringLiteral("xmpmeta"));
    xml.writeNamespace(rdf, QStringLiteral("rdf"));
    xml.writeStartElement(rdf, QStringLiteral("RDF"));
    xml.writeNamespace(dc, QStringLiteral("dc"));
    xml.writeStartElement(rdf, QStringLiteral("Description"));
    xml.writeAttribute(rdf, QStringLiteral("about"), QString());
    for (const auto &[name, value] :
        {std::pair(QStringLiteral("title"), figure.title), std::pair(QStringLiteral("description"), settingsText(figure))}) {
        xml.writeStartElement(dc, name);
        xml.writeStartElement(rdf, QStringLiteral("Alt"));
        xml.writeStartElement(rdf, QStringLiteral("li"));
        xml.writeAttribute(QStringLiteral("xml:lang"), QStringLiteral("x-default"));
        xml.writeCharacters(withoutControls(value));
        for (int depth = 0; depth < 3; ++depth)
            xml.writeEndElement();
    }
    xml.writeEndDocument();
    return bytes;
}

QByteArray pdfOf(const Figure &figure, const FigureOptions &options)
{
    const QPageSize page(figure.size * (kPointsPerInch / kDotsPerInch), QPageSize::Point, QString(), QPageSize::ExactMatch);
    return encodePdfPage(figure, QPageLayout(page, QPageLayout::Portrait, QMarginsF()), [&](QPainter &painter) {
        painter.scale(kPdfResolution / kDotsPerInch, kPdfResolution / kDotsPerInch);
        paintFigure(painter, figure, options.theme);
    });
}

struct Encoder {
    std::string_view format;
    QByteArray (*encode)(const Figure &figure, const FigureOptions &options);
};
constexpr std::array<Encoder, 3> kEncoders{{{"png", pngOf}, {"svg", svgOf}, {"pdf", pdfOf}}};

constexpr bool areThoseOfTheTable()
{
    const auto isKnown = [](const ExportFormat &format) { return std::ranges::count(kEncoders, format.id, &Encoder::format) == 1; };
    return std::ranges::all_of(
        kExportFormats, [&](const ExportFormat &format) { return isFor(format, ExportOf::figure) == isKnown(format); });
}
static_assert(areThoseOfTheTable(), "a figure's format needs an encoder (src/export/export_formats.h)");

} // namespace

void requirePixels(const QSizeF &size, double scale, const std::string &hint)
{
    const double width = size.width() * scale;
    const double height = size.height() * scale;
    constexpr double kMostSide = 32767; // QImage and most viewers
    if (width * height <= kMostPixels && width <= kMostSide && height <= kMostSide)
        return;
    throw Error("the picture would have " + std::to_string(std::llround(width)) + " × " + std::to_string(std::llround(height)) + " pixels",
        {}, hint);
}

void writeFigure(const ExportFile &target, const Figure &figure, const FigureOptions &options)
{
    const ExportFormat &format = requireFormat(ExportOf::figure, target);
    AtomicFile file(pathOf(target.path)); // first, so that a path that cannot be written costs no painting
    const QByteArray bytes = encodeFigure(format.id, figure, options);
    file.write(std::string_view(bytes.constData(), static_cast<std::size_t>(bytes.size())));
    file.commit();
}

QByteArray encodeFigure(std::string_view format, const Figure &figure, const FigureOptions &options)
{
    return std::ranges::find(kEncoders, format, &Encoder::format)->encode(figure, options);
}

QByteArray encodePdfPage(const Figure &figure, const QPageLayout &page, const std::function<void(QPainter &painter)> &paint)
{
    QByteArray bytes;
    QBuffer buffer(&bytes);
    buffer.open(QIODevice::WriteOnly);
    QPdfWriter writer(&buffer);
    writer.setTitle(withoutControls(figure.title));
    writer.setCreator(QStringLiteral("Headscope"));
    writer.setDocumentXmpMetadata(xmpOf(figure));
    writer.setPageLayout(page);
    writer.setResolution(kPdfResolution);
    QPainter painter(&writer);
    paint(painter);
    painter.end();
    return bytes;
}

void paintFigure(QPainter &painter, const Figure &figure, const Theme &theme)
{
    const ThemeScope scope(theme);
    const QRectF area(QPointF(0, 0), figure.size);
    painter.setRenderHints(QPainter::Antialiasing | QPainter::TextAntialiasing);
    painter.setFont(figureFont()); // SVG names the font of shapes too: not the one that a system has chosen
    painter.fillRect(area, theme.canvas);
    figure.paint(painter, area);
}

QImage figureImage(const Figure &figure, const FigureOptions &options)
{
    requireSize(figure, options.scale);
    const QSize pixels(int(std::ceil(figure.size.width() * options.scale)), int(std::ceil(figure.size.height() * options.scale)));
    QImage image(pixels.expandedTo(QSize(1, 1)), QImage::Format_ARGB32_Premultiplied);
    if (image.isNull())
        throw Error("there is not enough memory for a picture of this size", {}, "Choose a smaller scale");
    image.fill(options.theme.canvas);
    QPainter painter(&image);
    painter.scale(options.scale, options.scale);
    paintFigure(painter, figure, options.theme);
    painter.end();
    // Only now: a painter takes no ratio below 1, and sizes fonts given in points by the resolution.
    image.setDevicePixelRatio(options.scale);
    image.setDotsPerMeterX(int(std::lround(kDotsPerInch * options.scale / 0.0254)));
    image.setDotsPerMeterY(image.dotsPerMeterX());
    return image;
}

} // namespace headscope
