// A scanner by hand, several times as fast as a general regular expression engine.
#include "src/tokenizer/gpt2_words.h"

#include "src/formats/utf8.h"
#include "src/tokenizer/character_classes.h"

#include <array>

namespace headscope {

namespace {

enum class Class { space, letter, number, other };

struct Character {
    Class kind = Class::other;
    std::size_t length = 1;
};

Character characterAt(std::string_view text, std::size_t at)
{
    const auto byte = static_cast<unsigned char>(text[at]);
    if (byte < 0x80) {
        if ((byte | 0x20) >= 'a' && (byte | 0x20) <= 'z')
            return {Class::letter, 1};
        if (byte >= '0' && byte <= '9')
            return {Class::number, 1};
        return {byte == ' ' || (byte >= '\t' && byte <= '\r') ? Class::space : Class::other, 1};
    }
    const CodePoint point = codePointAt(text, at);
    if (!point.valid)
        return {};
    if (isLetter(point.value))
        return {Class::letter, point.length};
    if (isNumber(point.value))
        return {Class::number, point.length};
    return {isWhiteSpace(point.value) ? Class::space : Class::other, point.length};
}

/// Bytes of 's, 't, 're, 've, 'm, 'll or 'd at the start of `text`, else 0.
std::size_t contraction(std::string_view text)
{
    constexpr std::array<std::string_view, 7> endings{"'s", "'t", "'re", "'ve", "'m", "'ll", "'d"};
    if (text.front() == '\'')
        for (const std::string_view ending : endings)
            if (text.starts_with(ending))
                return ending.size();
    return 0;
}

std::size_t endOfRun(std::string_view text, std::size_t at, Class kind)
{
    while (at < text.size()) {
        const Character character = characterAt(text, at);
        if (character.kind != kind)
            break;
        at += character.length;
    }
    return at;
}

/// Where the word that starts at `at` ends.
std::size_t endOfWord(std::string_view text, std::size_t at)
{
    if (const std::size_t length = contraction(text.substr(at)))
        return at + length;
    const Class first = characterAt(text, at).kind;
    if (first != Class::space)
        return endOfRun(text, at, first);
    if (text[at] == ' ' && at + 1 < text.size()) {
        const Class next = characterAt(text, at + 1).kind;
        if (next != Class::space)
            return endOfRun(text, at + 1, next);
    }
    // White space: all of it at the end of the text, else all but the last character, which is left to the next word.
    std::size_t end = at;
    std::size_t last = at;
    while (end < text.size()) {
        const Character character = characterAt(text, end);
        if (character.kind != Class::space)
            return last > at ? last : end;
        last = end;
        end += character.length;
    }
    return end;
}

} // namespace

void appendGpt2Words(std::string_view text, TextSpan span, std::vector<TextSpan> &words)
{
    const std::string_view part = text.substr(span.begin, span.size());
    for (std::size_t begin = 0; begin < part.size();) {
        const std::size_t end = endOfWord(part, begin);
        words.push_back({span.begin + begin, span.begin + end});
        begin = end;
    }
}

} // namespace headscope
