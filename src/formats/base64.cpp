#include "src/formats/base64.h"

#include "src/error.h"

#include <cstdint>

namespace headscope {

namespace {

/// 0 to 63, or -1.
int valueOf(char character)
{
    if (character >= 'A' && character <= 'Z')
        return character - 'A';
    if (character >= 'a' && character <= 'z')
        return character - 'a' + 26;
    if (character >= '0' && character <= '9')
        return character - '0' + 52;
    return character == '+' ? 62 : character == '/' ? 63 : -1;
}

} // namespace

std::string bytesOfBase64(std::string_view text, const std::string &where)
{
    while (text.ends_with('='))
        text.remove_suffix(1);
    if (text.size() % 4 == 1)
        throw Error("the base64 text is cut short", where);
    std::string bytes;
    bytes.reserve(text.size() / 4 * 3 + 2);
    std::uint32_t bits = 0;
    int count = 0;
    for (const char character : text) {
        const int value = valueOf(character);
        if (value < 0)
            throw Error("the base64 text has a character outside its alphabet", where);
        bits = bits << 6 | static_cast<std::uint32_t>(value);
        count += 6;
        if (count >= 8) {
            count -= 8;
            bytes += static_cast<char>(bits >> count);
        }
    }
    return bytes;
}

} // namespace headscope
