#include "ui/session/local_bytes.h"

#include "src/error.h"
#include "src/formats/utf8.h"

#include <QUrl>

#include <algorithm>
#include <array>
#include <cstdio>
#include <optional>

namespace headscope {

namespace {

constexpr char16_t kFirstByte = 0xdc80; // of the bytes 0x80 … 0xff
constexpr char16_t kLastByte = 0xdcff;
const QString kFileUrl = QStringLiteral("file://");
constexpr std::string_view kByteOrderMark = "\xef\xbb\xbf";

/// Where the first byte stands that belongs to no character; the text's size where all do.
std::size_t validPrefix(std::string_view text)
{
    std::size_t at = 0;
    while (at < text.size()) {
        const CodePoint character = codePointAt(text, at);
        if (!character.valid)
            break;
        at += character.length;
    }
    return at;
}

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
    return fromLocalBytes(QByteArray::fromPercentEncoding(url.path(QUrl::FullyEncoded).toLatin1()).toStdString());
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

std::string textFrom(std::string bytes, const std::string &where)
{
    if (std::optional<std::string> converted = utf8OfUtf16(bytes))
        bytes = *std::move(converted);
    if (bytes.starts_with(kByteOrderMark))
        bytes.erase(0, kByteOrderMark.size());
    const std::size_t wrong = validPrefix(bytes);
    if (wrong < bytes.size()) {
        std::array<char, 5> byte{};
        std::snprintf(byte.data(), byte.size(), "0x%02X", static_cast<unsigned char>(bytes[wrong]));
        throw Error(
            "the text is not in UTF-8: its byte " + std::to_string(wrong + 1) + " is " + byte.data() + ", which begins no character", where,
            "Save it as UTF-8. What an older program wrote becomes that by iconv -f windows-1252 -t utf-8");
    }
    return bytes;
}

} // namespace headscope
