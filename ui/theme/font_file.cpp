#include "ui/theme/font_file.h"

#include "src/error.h"

#include <QDataStream>
#include <QIODevice>
#include <QMap>
#include <QtEndian>

#include <algorithm>
#include <utility>

namespace headscope {

namespace {

using Tables = QMap<QByteArray, QByteArray>; // by tag; a font file lists them in this order

constexpr quint32 kTrueType = 0x00010000;
constexpr int kUnitsPerEm = 1000;
constexpr int kDirectoryEntry = 16;
constexpr int kHeader = 12;

/// Big-endian, as every number of a font file; each value is written in the width of its type.
template <typename... Values>
QByteArray packed(Values... values)
{
    QByteArray bytes;
    QDataStream stream(&bytes, QIODevice::WriteOnly);
    (stream << ... << values);
    return bytes;
}

/// Sum of the table's numbers of 32 bits, the last one filled up with zeros.
quint32 checksum(const QByteArray &table)
{
    quint32 sum = 0;
    const qsizetype whole = table.size() / 4 * 4;
    for (qsizetype at = 0; at < whole; at += 4)
        sum += qFromBigEndian<quint32>(table.constData() + at);
    QByteArray rest = table.sliced(whole);
    rest.append(QByteArray(4 - rest.size(), '\0'));
    return sum + qFromBigEndian<quint32>(rest.constData());
}

QByteArray assembled(quint32 flavour, const Tables &tables)
{
    const auto count = static_cast<quint16>(tables.size());
    quint16 power = 0;
    while ((2 << power) <= count)
        ++power;
    const auto range = static_cast<quint16>(kDirectoryEntry << power);
    QByteArray directory = packed(flavour, count, range, power, static_cast<quint16>(count * kDirectoryEntry - range));
    QByteArray content;
    for (auto table = tables.begin(); table != tables.end(); ++table) {
        const auto offset = static_cast<quint32>(kHeader + kDirectoryEntry * tables.size() + content.size());
        directory += table.key() + packed(checksum(*table), offset, static_cast<quint32>(table->size()));
        content += *table + QByteArray((4 - table->size() % 4) % 4, '\0');
    }
    return directory + content;
}

struct NameRecord {
    quint16 id;
    QString text;
};

constexpr quint16 kWindows = 3, kUnicode = 1, kEnglish = 0x409;

QByteArray nameTable(const FontNames &names, const std::vector<NameRecord> &notices = {})
{
    std::vector<NameRecord> records{
        {1, names.family}, {2, names.style}, {4, names.family + QLatin1Char(' ') + names.style}, {6, names.postScript}};
    records.insert(records.end(), notices.begin(), notices.end());
    std::ranges::sort(records, {}, &NameRecord::id);
    const auto count = static_cast<quint16>(records.size());
    QByteArray table = packed(quint16(0), count, static_cast<quint16>(6 + 12 * count));
    QByteArray texts;
    for (const auto &[id, text] : records) {
        table += packed(kWindows, kUnicode, kEnglish, id, static_cast<quint16>(2 * text.size()), static_cast<quint16>(texts.size()));
        for (const QChar character : text)
            texts += packed(quint16(character.unicode()));
    }
    return table + texts;
}

quint16 numberAt(const QByteArray &table, qsizetype at)
{
    if (at + 2 > table.size())
        throw Error("a table of a typeface of the program ends too early", {}, "Name a folder with other files when configuring");
    return qFromBigEndian<quint16>(table.constData() + at);
}

/// Whose work the font is and under which licence: what every copy of it has to say.
std::vector<NameRecord> noticesOf(const QByteArray &nameTable)
{
    constexpr quint16 kNotices[] = {0, 13, 14}; // copyright, licence, address of the licence
    std::vector<NameRecord> notices;
    const quint16 texts = numberAt(nameTable, 4);
    for (int i = 0; i < numberAt(nameTable, 2); ++i) {
        const qsizetype record = 6 + 12 * i;
        const quint16 id = numberAt(nameTable, record + 6);
        if (numberAt(nameTable, record) != kWindows || numberAt(nameTable, record + 2) != kUnicode
            || numberAt(nameTable, record + 4) != kEnglish || std::ranges::find(kNotices, id) == std::end(kNotices))
            continue;
        QString text;
        for (int at = 0; at < numberAt(nameTable, record + 8); at += 2)
            text += QChar(numberAt(nameTable, texts + numberAt(nameTable, record + 10) + at));
        notices.push_back({id, text});
    }
    return notices;
}

/// The table of substitutions with the feature `tag` doing nothing, in every script.
QByteArray withoutFeature(QByteArray substitutions, const QByteArray &tag)
{
    const qsizetype features = numberAt(substitutions, 6);
    for (int i = 0; i < numberAt(substitutions, features); ++i) {
        const qsizetype record = features + 2 + 6 * i;
        const qsizetype lookups = features + numberAt(substitutions, record + 4) + 2; // how many the feature applies
        if (substitutions.sliced(record, 4) == tag && numberAt(substitutions, lookups) > 0)
            substitutions.replace(lookups, 2, packed(quint16(0)));
    }
    return substitutions;
}

/// Outer contours turn clockwise and holes the other way, as TrueType wants them.
std::vector<QPolygon> oriented(std::vector<QPolygon> contours)
{
    const auto turn = [](const QPolygon &contour) {
        qint64 area = 0;
        for (qsizetype i = 0; i < contour.size(); ++i) {
            const QPoint a = contour[i];
            const QPoint b = contour[(i + 1) % contour.size()];
            area += qint64(a.x()) * b.y() - qint64(b.x()) * a.y();
        }
        return area;
    };
    const std::vector<QPolygon> all = contours;
    for (QPolygon &contour : contours) {
        const QPoint point = contour.front();
        const auto around = std::ranges::count_if(
            all, [&](const QPolygon &other) { return !other.contains(point) && other.containsPoint(point, Qt::OddEvenFill); });
        if ((turn(contour) < 0) != (around % 2 == 0))
            std::reverse(contour.begin(), contour.end());
    }
    return contours;
}

QRect boundsOf(const FontGlyph &glyph)
{
    QPolygon all;
    for (const QPolygon &contour : glyph.contours)
        all += contour;
    return all.boundingRect();
}

QByteArray outline(const FontGlyph &glyph)
{
    if (glyph.contours.empty())
        return {};
    QByteArray ends;
    QByteArray flags;
    QByteArray across;
    QByteArray up;
    QPoint last;
    qsizetype points = 0;
    for (const QPolygon &contour : oriented(glyph.contours)) {
        points += contour.size();
        ends += packed(static_cast<quint16>(points - 1));
        flags += QByteArray(contour.size(), '\1'); // every point is on the curve, every step has two bytes
        for (const QPoint &point : contour) {
            across += packed(static_cast<qint16>(point.x() - last.x()));
            up += packed(static_cast<qint16>(point.y() - last.y()));
            last = point;
        }
    }
    const auto at = [](int value) { return static_cast<qint16>(value); };
    const QRect bounds = boundsOf(glyph);
    QByteArray bytes = packed(at(int(glyph.contours.size())), at(bounds.left()), at(bounds.top()), at(bounds.right()), at(bounds.bottom()))
        + ends + packed(quint16(0)) + flags + across + up;
    return bytes + QByteArray((4 - bytes.size() % 4) % 4, '\0');
}

QByteArray characterMap(const std::vector<FontGlyph> &glyphs)
{
    std::vector<std::pair<quint32, quint32>> places; // character, glyph
    for (std::size_t i = 0; i < glyphs.size(); ++i)
        places.emplace_back(glyphs[i].code, static_cast<quint32>(i + 1)); // glyph 0 stands for what is missing
    std::ranges::sort(places);
    constexpr quint16 kWindows = 3, kFullUnicode = 10, kSegments = 12;
    QByteArray table = packed(quint16(0), quint16(1), kWindows, kFullUnicode, quint32(12), kSegments, quint16(0),
        static_cast<quint32>(16 + 12 * places.size()), quint32(0), static_cast<quint32>(places.size()));
    for (const auto &[code, glyph] : places)
        table += packed(code, code, glyph);
    return table;
}

/// They are read where `font` has them, and live as long.
Tables tablesOf(const QByteArray &font)
{
    QDataStream stream(font);
    quint32 flavour = 0;
    quint16 count = 0;
    stream >> flavour >> count;
    stream.skipRawData(kHeader - 6);
    Tables tables;
    for (int i = 0; i < count && stream.status() == QDataStream::Ok; ++i) {
        QByteArray tag(4, '\0');
        quint32 sum = 0;
        quint32 offset = 0;
        quint32 size = 0;
        stream.readRawData(tag.data(), 4);
        stream >> sum >> offset >> size;
        const auto start = std::min<qsizetype>(offset, font.size());
        tables[tag] = QByteArray::fromRawData(font.constData() + start, std::min<qsizetype>(size, font.size() - start));
    }
    if (tables["head"].size() < 54 || tables["name"].isEmpty() || tables["cmap"].isEmpty())
        throw Error("a typeface of the program is not an OpenType font", {}, "Name a folder with other files when configuring");
    return tables;
}

} // namespace

QByteArray madeFont(const FontNames &names, int weight, int ascent, int descent, const std::vector<FontGlyph> &glyphs)
{
    const auto count = static_cast<quint16>(glyphs.size() + 1);
    const auto top = static_cast<qint16>(ascent);
    const auto bottom = static_cast<qint16>(-descent);
    quint16 widest = kUnitsPerEm / 2;
    QByteArray outlines;
    QByteArray places = packed(quint32(0), quint32(0));
    QByteArray widths = packed(widest, qint16(0));
    for (const FontGlyph &glyph : glyphs) {
        const auto advance = static_cast<quint16>(glyph.advance);
        widest = std::max(widest, advance);
        widths += packed(advance, static_cast<qint16>(boundsOf(glyph).left()));
        outlines += outline(glyph);
        places += packed(static_cast<quint32>(outlines.size()));
    }
    const auto [least, most] = std::ranges::minmax(glyphs, {}, &FontGlyph::code);
    const bool bold = weight >= 600; // said in two places, or Qt would thicken what is thick
    constexpr quint32 kVersion = 0x00010000, kMagic = 0x5F0F3CF5;
    const auto zeros = [](int bytes) { return QByteArray(bytes, '\0'); };
    const Tables tables{
        {"OS/2",
            packed(quint16(4), static_cast<qint16>(kUnitsPerEm / 2), static_cast<quint16>(weight), quint16(5)) + zeros(54)
                + packed(static_cast<quint16>(bold ? 0x20 : 0x40), static_cast<quint16>(std::min<char32_t>(least.code, 0xFFFF)),
                    static_cast<quint16>(std::min<char32_t>(most.code, 0xFFFF)), top, bottom, qint16(0), static_cast<quint16>(ascent),
                    static_cast<quint16>(descent))
                + zeros(18)},
        {"cmap", characterMap(glyphs)},
        {"glyf", outlines},
        {"head",
            packed(kVersion, kVersion, quint32(0), kMagic, quint16(0), quint16(kUnitsPerEm), qint64(0), qint64(0), qint16(0), bottom,
                static_cast<qint16>(widest), top, static_cast<quint16>(bold), quint16(8), qint16(2), qint16(1), qint16(0))},
        {"hhea", packed(kVersion, top, bottom, qint16(0), widest) + zeros(22) + packed(count)},
        {"hmtx", widths},
        {"loca", places},
        {"maxp", packed(kVersion, count, quint16(4096), quint16(64)) + zeros(4) + packed(quint16(2)) + zeros(16)},
        {"name", nameTable(names)},
        {"post", packed(quint32(0x00030000), quint32(0), static_cast<qint16>(-100), qint16(50)) + zeros(20)},
    };
    return assembled(kTrueType, tables);
}

QByteArray renamedFont(const QByteArray &font, const FontNames &names)
{
    Tables tables = tablesOf(font);
    tables["name"] = nameTable(names, noticesOf(tables["name"]));
    tables.remove("DSIG"); // signs what was
    return assembled(qFromBigEndian<quint32>(font.constData()), tables);
}

QByteArray literalFont(const QByteArray &font)
{
    Tables tables = tablesOf(font);
    if (tables.contains("GSUB"))
        tables["GSUB"] = withoutFeature(tables["GSUB"], "calt");
    return assembled(qFromBigEndian<quint32>(font.constData()), tables);
}

QString fontRevision(const QByteArray &font)
{
    const auto fixed = qFromBigEndian<quint32>(tablesOf(font)["head"].constData() + 4);
    return QString::number(fixed / 65536.0, 'f', 3);
}

} // namespace headscope
