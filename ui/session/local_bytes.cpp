#include "ui/session/local_bytes.h"

#include "src/formats/utf8.h"

#include <QUrl>

#include <algorithm>

namespace headscope {

namespace {

constexpr char16_t kFirstByte = 0xdc80; // of the bytes 0x80 … 0xff
constexpr char16_t kLastByte = 0xdcff;
const QString kFileUrl = QStringLiteral("file://");

} // namespace

QString fromLocalBytes(std::string_view bytes)
{
    QString text;
    while (!bytes.empty()) {
        const std::size_t valid = validPrefix(bytes);
        text += QString::fromUtf8(bytes.data(), static_cast<qsizetype>(valid));
        bytes.remove_prefix(valid);
        if (bytes.empty())
            break;
        text += QChar(static_cast<char16_t>(0xdc00 | static_cast<unsigned char>(bytes.front())));
        bytes.remove_prefix(1);
    }
    return text;
}

std::string toLocalBytes(const QString &text)
{
    std::string bytes;
    for (qsizetype i = 0; i < text.size(); ++i) {
        const QChar unit = text.at(i);
        if (unit.isHighSurrogate() && i + 1 < text.size() && text.at(i + 1).isLowSurrogate())
            appendUtf8(bytes, QChar::surrogateToUcs4(unit, text.at(++i)));
        else if (unit.unicode() >= kFirstByte && unit.unicode() <= kLastByte)
            bytes += static_cast<char>(unit.unicode() & 0xff);
        else
            appendUtf8(bytes, unit.unicode());
    }
    return bytes;
}

std::filesystem::path pathOf(const QString &name)
{
    return toLocalBytes(name);
}

bool isThere(const QString &name)
{
    std::error_code ignored;
    return std::filesystem::exists(pathOf(name), ignored);
}

QString nameIn(const QUrl &url)
{
    const QString path = fromLocalBytes(QByteArray::fromPercentEncoding(url.path(QUrl::FullyEncoded).toLatin1()).toStdString());
    return url.host().isEmpty() ? path : QStringLiteral("//") + url.host() + path; // another computer's
}

QString storedName(const QString &name)
{
    const auto isByte = [](QChar unit) { return unit.unicode() >= kFirstByte && unit.unicode() <= kLastByte; };
    if (!name.isValidUtf16() && std::ranges::any_of(name, isByte))
        return kFileUrl + QString::fromLatin1(QByteArray::fromStdString(toLocalBytes(name)).toPercentEncoding("/"));
    return name;
}

QString nameOfStored(const QString &stored)
{
    return stored.startsWith(kFileUrl) ? nameIn(QUrl(stored, QUrl::StrictMode)) : stored;
}

} // namespace headscope
