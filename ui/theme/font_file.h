// Font files of the OpenType kind (ISO/IEC 14496-22): made from outlines, and given another name.
#pragma once

#include <QByteArray>
#include <QPolygon>
#include <QString>

#include <vector>

namespace headscope {

struct FontNames {
    QString family;
    QString style; ///< differs between the faces of a family
    QString postScript; ///< letters, digits and hyphens; PDF files show it
};

/// Outlines are in thousandths of the font's size, y upwards from the baseline. Contours do not cross one another; one inside another is a
/// hole in it.
struct FontGlyph {
    char32_t code = 0;
    int advance = 0;
    std::vector<QPolygon> contours;
};

/// A font of these glyphs. `weight` is 100 to 900; `ascent` and `descent` are both above zero.
QByteArray madeFont(const FontNames &names, int weight, int ascent, int descent, const std::vector<FontGlyph> &glyphs);

/// The same font under other names, so that no installed font can be taken for it. Its maker's copyright and licence stay in it. Throws
/// Error for what is no font file.
QByteArray renamedFont(const QByteArray &font, const FontNames &names);

/// The same font without contextual alternates (`calt`), by which text shows as what it is not: "0x9F" as "0×9F", "->" as "→". Throws Error
/// as above.
QByteArray literalFont(const QByteArray &font);

/// The version that the font's maker gave it: "4.001". Throws Error as above.
QString fontRevision(const QByteArray &font);

} // namespace headscope
