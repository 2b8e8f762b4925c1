// To add one: a line in the table. Outlines are paths as SVG writes them (M, L, C, Z; and O x y radius for a whole circle) in thousandths
// of the size, y upwards from the baseline; 350 is the height of a minus sign, 730 that of a capital.
#include "ui/theme/symbols.h"

#include "ui/theme/font_file.h"

#include <QPainterPath>
#include <QPainterPathStroker>

#include <array>

namespace headscope {

namespace {

struct Symbol {
    char32_t code;
    int advance;
    double pen; ///< width of the line at ordinary weight; 0: the path is filled
    const char *path;
};

constexpr double kSign = 72; // as the signs of both typefaces
constexpr double kSmall = 58; // letters that are raised or lowered
constexpr double kFilled = 0;

constexpr Symbol kSymbols[] = {
    {U'ᵀ', 430, kSmall, "M 60 722 L 380 722 M 220 722 L 220 330"},
    {U'ₖ', 350, kSmall, "M 60 345 L 60 -120 M 290 205 L 70 20 M 145 90 L 305 -120"},
    {U'ₛ', 320, kSmall, "M 265 142 C 240 215 70 215 70 118 C 70 20 265 70 265 -24 C 265 -120 75 -120 52 -44"},
    {U'ₜ', 270, kSmall, "M 125 292 L 125 -30 C 125 -92 165 -98 235 -84 M 35 172 L 235 172"},
    {U'‖', 520, kSign, "M 150 750 L 150 -70 M 370 750 L 370 -70"},
    {U'∘', 480, kSign, "O 240 350 120"},
    {U'⟨', 400, kSign, "M 310 780 L 110 340 L 310 -100"},
    {U'⟩', 400, kSign, "M 90 780 L 290 340 L 90 -100"},
    {U'⇄', 820, kSign, "M 80 480 L 730 480 M 590 610 L 730 480 L 590 350 M 740 200 L 90 200 M 230 330 L 90 200 L 230 70"},
    {U'↻', 780, kSign, "M 640 500 C 560 640 360 690 230 590 C 90 480 80 260 210 140 C 350 20 580 60 650 240 M 660 690 L 660 490 L 460 490"},
    {U'⇥', 760, kSign, "M 60 350 L 610 350 M 450 510 L 610 350 L 450 190 M 680 560 L 680 140"},
    {U'⏎', 760, kSign, "M 660 640 L 660 290 L 110 290 M 270 450 L 110 290 L 270 130"},
    {U'␣', 600, kSign, "M 90 80 L 90 -90 L 510 -90 L 510 80"},
    {U'✕', 700, kSign, "M 130 570 L 570 130 M 130 130 L 570 570"},
    {U'─', 600, kSign, "M 0 350 L 600 350"},
    {U'▁', 600, kFilled, "M 0 -120 L 600 -120 L 600 0 L 0 0 Z"},
    {U'▾', 560, kFilled, "M 100 480 L 460 480 L 280 200 Z"},
    {U'▴', 560, kFilled, "M 100 200 L 460 200 L 280 480 Z"},
    {U'☰', 800, kSign, "M 100 590 L 700 590 M 100 350 L 700 350 M 100 110 L 700 110"},
    {U'❚', 360, kFilled, "M 80 0 L 280 0 L 280 730 L 80 730 Z"},
    {U'◌', 640, kSign,
        "M 320 600 L 325 600 M 485 534 L 488 531 M 554 365 L 554 360 M 485 196 L 482 193 M 320 126 L 315 126 M 155 196 L 152 199"
        " M 86 365 L 86 370 M 155 534 L 158 537"},
    {U'\uFFFD', 760, 50,
        "M 380 790 L 700 350 L 380 -90 L 60 350 Z M 285 460 C 290 590 480 590 480 460 C 480 380 380 370 380 280 M 380 205"
        " L 380 150"},
    // Marks of writing direction around a text: nothing to see. A shaper puts the space in their place.
    {U' ', 280, kFilled, ""},
    {U'\u2068', 0, kFilled, ""},
    {U'\u2069', 0, kFilled, ""},
};

QPainterPath pathOf(const char *text)
{
    QPainterPath path;
    QStringList words = QString::fromLatin1(text).split(QLatin1Char(' '), Qt::SkipEmptyParts);
    const auto number = [&] { return words.takeFirst().toDouble(); };
    const auto point = [&] {
        const double x = number();
        return QPointF(x, number());
    };
    while (!words.isEmpty()) {
        switch (words.takeFirst().front().unicode()) {
        case u'M': path.moveTo(point()); break;
        case u'L': path.lineTo(point()); break;
        case u'C': {
            const std::array<QPointF, 3> points{point(), point(), point()};
            path.cubicTo(points[0], points[1], points[2]);
            break;
        }
        case u'O': {
            const QPointF middle = point();
            const double radius = number();
            path.addEllipse(middle, radius, radius);
            break;
        }
        default: path.closeSubpath();
        }
    }
    return path;
}

std::vector<QPolygon> contoursOf(const Symbol &symbol, int weight)
{
    QPainterPath path = pathOf(symbol.path);
    if (symbol.pen > 0) {
        QPainterPathStroker stroker;
        stroker.setWidth(symbol.pen * (1 + (weight - 400) / 600.0)); // half as wide again at 700
        stroker.setCapStyle(Qt::SquareCap);
        stroker.setJoinStyle(Qt::MiterJoin);
        stroker.setCurveThreshold(1); // a unit of the outline, which is rounded to whole ones
        path = stroker.createStroke(path);
    }
    std::vector<QPolygon> contours;
    for (const QPolygonF &polygon : path.simplified().toSubpathPolygons()) {
        QPolygon contour = polygon.toPolygon();
        contour.removeLast(); // the first point again
        contours.push_back(contour);
    }
    return contours;
}

} // namespace

QString drawnSymbols()
{
    QString characters;
    for (const Symbol &symbol : kSymbols)
        characters += QString::fromUcs4(&symbol.code, 1);
    return characters;
}

QByteArray symbolFont(int weight)
{
    std::vector<FontGlyph> glyphs;
    for (const Symbol &symbol : kSymbols)
        glyphs.push_back({symbol.code, symbol.advance, contoursOf(symbol, weight)});
    const FontNames names{kSymbolsFamily, QString::number(weight), QStringLiteral("HeadscopeSymbols-%1").arg(weight)};
    return madeFont(names, weight, 970, 250, glyphs);
}

} // namespace headscope
