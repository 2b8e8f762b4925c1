#include "src/formats/visible_text.h"

#include "src/formats/utf8.h"

#include <cstdint>

namespace headscope {

namespace {

constexpr char32_t kDelete = 0x7f;

void appendHexadecimal(std::string &text, std::uint32_t number, int leastDigits)
{
    constexpr std::string_view digits = "0123456789ABCDEF";
    for (int digit = 7; digit >= 0; --digit)
        if (digit < leastDigits || number >> 4 * digit != 0)
            text += digits[number >> 4 * digit & 15];
}

bool isLineEnd(std::string_view text, std::size_t at)
{
    return text[at] == '\n' || text.substr(at, 2) == "\r\n";
}

std::string visible(std::string_view text, bool keepsLines)
{
    std::string result;
    result.reserve(text.size());
    for (std::size_t at = 0; at < text.size();) {
        const CodePoint point = codePointAt(text, at);
        if (point.valid && (!steersDisplay(point.value) || (keepsLines && isLineEnd(text, at))))
            result.append(text, at, point.length);
        else if (!point.valid || point.value <= kDelete)
            appendVisibleByte(result, static_cast<unsigned char>(text[at]));
        else
            appendVisibleCode(result, point.value);
        at += point.length;
    }
    return result;
}

} // namespace

bool steersDisplay(char32_t character)
{
    const auto within = [character](char32_t first, char32_t last) { return character >= first && character <= last; };
    return character < 0x20 || within(kDelete, 0x9f) || within(0x2028, 0x202e) || within(0x2066, 0x2069);
}

void appendVisibleByte(std::string &text, unsigned char byte)
{
    text += "⟨0x";
    appendHexadecimal(text, byte, 2);
    text += "⟩";
}

void appendVisibleCode(std::string &text, char32_t codePoint)
{
    text += "⟨U+";
    appendHexadecimal(text, codePoint, 4);
    text += "⟩";
}

std::string visibleText(std::string_view words)
{
    return visible(words, false);
}

std::string visibleLines(std::string_view text)
{
    return visible(text, true);
}

} // namespace headscope
