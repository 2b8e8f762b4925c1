#include "src/tokenizer/token_display.h"

#include "src/formats/utf8.h"
#include "src/formats/visible_text.h"
#include "src/tokenizer/character_classes.h"

#include <utility>

namespace headscope {

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
            appendVisibleByte(text, static_cast<unsigned char>(character.front()));
        } else if (isVariationSelector(point.value) && carried) {
            text += character;
            carriesMarks = true;
        } else if (!isVisible(point.value) || point.value == replacementCharacter) {
            appendVisibleCode(text, point.value);
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
