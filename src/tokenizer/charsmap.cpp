#include "src/tokenizer/charsmap.h"

#include "src/error.h"
#include "src/formats/utf8.h"
#include "src/tokenizer/graphemes.h"

namespace headscope {

namespace {

// A longer grapheme is taken character by character, as in the official library.
constexpr std::size_t kLongestGrapheme = 5;

// One unit of the array: the byte that leads here (bits 0–7), whether a replacement ends here (8), how far the children are (9–31,
// in two ranges); a unit that holds the place of a replacement has bit 31.
std::uint32_t offsetOf(std::uint32_t unit)
{
    return (unit >> 10) << ((unit & (1u << 9)) >> 6);
}
std::uint32_t labelOf(std::uint32_t unit)
{
    return unit & (1u << 31 | 0xff);
}
bool hasReplacement(std::uint32_t unit)
{
    return (unit >> 8 & 1) == 1;
}
std::uint32_t valueOf(std::uint32_t unit)
{
    return unit & ~(1u << 31);
}

std::uint32_t littleEndian(std::string_view bytes, std::size_t at)
{
    std::uint32_t number = 0;
    for (std::size_t i = 0; i < 4; ++i)
        number |= std::uint32_t{static_cast<unsigned char>(bytes[at + i])} << 8 * i;
    return number;
}

} // namespace

Charsmap::Charsmap(std::string_view bytes, const std::string &where)
{
    const std::size_t size = bytes.size() < 4 ? 0 : littleEndian(bytes, 0);
    if (size < 4 || size % 4 != 0 || size > bytes.size() - 4)
        throw Error("the character map is cut short or damaged", where, "Fetch the file again");
    m_units.reserve(size / 4);
    for (std::size_t at = 4; at < 4 + size; at += 4)
        m_units.push_back(littleEndian(bytes, at));
    m_replacements = bytes.substr(4 + size);
}

std::optional<std::string_view> Charsmap::replacementOf(std::string_view text) const
{
    const auto unitAt = [this](std::uint32_t at) { return at < m_units.size() ? m_units[at] : 0; }; // 0 is the label of no byte below
    std::uint32_t at = offsetOf(m_units.front());
    for (const char character : text) {
        const auto byte = static_cast<unsigned char>(character);
        at ^= byte;
        const std::uint32_t unit = unitAt(at);
        if (byte == 0 || labelOf(unit) != byte)
            return std::nullopt;
        at ^= offsetOf(unit);
        if (!hasReplacement(unit))
            continue;
        const std::size_t begin = valueOf(unitAt(at));
        if (begin > m_replacements.size())
            return std::nullopt;
        const std::string_view rest = std::string_view(m_replacements).substr(begin);
        return rest.substr(0, rest.find('\0'));
    }
    return std::nullopt;
}

void Charsmap::appendCharacter(const AlignedText &text, TextSpan character, AlignedText &result) const
{
    if (const auto replacement = replacementOf(text.text(character)))
        result.append(*replacement, text.source(character));
    else
        result.append(text, character);
}

AlignedText Charsmap::apply(const AlignedText &text) const
{
    AlignedText result = text.emptied();
    for (const TextSpan grapheme : graphemesOf(text.text())) {
        const auto replacement
            = grapheme.size() <= kLongestGrapheme ? replacementOf(text.text(grapheme)) : std::optional<std::string_view>();
        if (replacement) {
            result.append(*replacement, text.source(grapheme));
        } else {
            for (std::size_t at = grapheme.begin; at < grapheme.end;) {
                const std::size_t length = codePointAt(text.text(), at).length;
                appendCharacter(text, {at, at + length}, result);
                at += length;
            }
        }
    }
    return result;
}

} // namespace headscope
