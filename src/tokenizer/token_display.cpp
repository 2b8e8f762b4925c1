#include "src/tokenizer/token_display.h"

#include "src/formats/utf8.h"
#include "src/tokenizer/character_classes.h"

#include <cstdint>
#include <utility>

namespace headscope {

namespace {

void appendHexadecimal(std::string &text, std::uint32_t number, int leastDigits)
{
    constexpr std::string_view digits = "0123456789ABCDEF";
    for (int digit = 7; digit >= 0; --digit)
        if (digit < leastDigits || number >> 4 * digit != 0)
            text += digits[number >> 4 * digit & 15];
}

void appendByte(std::string &text, unsigned char byte)
{
    text += "⟨0x";
    appendHexadecimal(text, byte, 2);
    text += "⟩";
}

void appendCode(std::string &text, char32_t codePoint)
{
    text += "⟨U+";
    appendHexadecimal(text, codePoint, 4);
    text += "⟩";
}

} // namespace

std::string displayText(std::string_view bytes)
{
    constexpr char32_t replacementCharacter = 0xfffd;
    std::string text;
    bool carriesMarks = false; // is there a shape that a combining mark can sit on?
    for (std::size_t at = 0; at < bytes.size();) {
        const CodePoint point = codePointAt(bytes, at);
        const std::string_view character = bytes.substr(at, point.length);
        at += point.length;
        const bool carried = std::exchange(carriesMarks, false);
        if (point.valid && point.value == ' ') {
            text += "␣";
        } else if (point.valid && point.value == '\n') {
            text += "⏎";
        } else if (point.valid && point.value == '\t') {
            text += "⇥";
        } else if (!point.valid || point.value < 0x20 || point.value == 0x7f) {
            appendByte(text, static_cast<unsigned char>(character.front()));
        } else if (isVariationSelector(point.value) && carried) {
            text += character;
            carriesMarks = true;
        } else if (!isVisible(point.value) || point.value == replacementCharacter) {
            appendCode(text, point.value);
        } else {
            if (isMark(point.value) && !carried)
                text += "◌";
            text += character;
            carriesMarks = true;
        }
    }
    return text.empty() ? "∅" : text;
}

} // namespace headscope
