#include "src/tokenizer/byte_alphabet.h"

#include "src/formats/utf8.h"

#include <array>
#include <cstdint>

namespace headscope {

namespace {

constexpr char32_t kFirstSubstitute = 0x100;
constexpr std::size_t kSubstitutes = 68;

struct Alphabet {
    std::array<std::string, 256> characters;
    std::array<std::int16_t, kFirstSubstitute + kSubstitutes> bytes; // by code point; -1: none

    Alphabet()
    {
        bytes.fill(-1);
        char32_t substitute = kFirstSubstitute;
        for (int byte = 0; byte < 256; ++byte) {
            const bool printable = (byte >= '!' && byte <= '~') || (byte >= 0xa1 && byte <= 0xac) || byte >= 0xae;
            const char32_t codePoint = printable ? static_cast<char32_t>(byte) : substitute++;
            appendUtf8(characters[static_cast<std::size_t>(byte)], codePoint);
            bytes[codePoint] = static_cast<std::int16_t>(byte);
        }
    }
};

const Alphabet &alphabet()
{
    static const Alphabet instance;
    return instance;
}

} // namespace

std::string_view byteCharacter(unsigned char byte)
{
    return alphabet().characters[byte];
}

std::optional<std::string> bytesOfPiece(std::string_view piece)
{
    std::string bytes;
    bytes.reserve(piece.size());
    for (std::size_t at = 0; at < piece.size();) {
        const CodePoint point = codePointAt(piece, at);
        if (!point.valid || point.value >= alphabet().bytes.size() || alphabet().bytes[point.value] < 0)
            return std::nullopt;
        bytes += static_cast<char>(alphabet().bytes[point.value]);
        at += point.length;
    }
    return bytes;
}

AlignedText inByteAlphabet(const AlignedText &text)
{
    AlignedText result = text.emptied();
    for (std::size_t i = 0; i < text.text().size(); ++i)
        result.append(byteCharacter(static_cast<unsigned char>(text.text()[i])), text.source({i, i + 1}));
    return result;
}

} // namespace headscope
