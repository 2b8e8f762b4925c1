#include "src/tokenizer/charsmap.h"

#include "src/error.h"
#include "src/formats/utf8.h"
#include "src/tokenizer/graphemes.h"

#include <algorithm>
#include <utility>

namespace headscope {

namespace {

// A longer grapheme is taken character by character, as in the official library.
constexpr std::size_t kLongestGrapheme = 5;
// Real keys have up to some 20 bytes. A damaged map may go round in circles as long as the text does.
constexpr std::size_t kLongestKey = 256;

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

Charsmap::Charsmap(std::string_view bytes, Matching matching, const std::string &where)
    : m_matching(matching)
{
    const std::size_t size = bytes.size() < 4 ? 0 : littleEndian(bytes, 0);
    if (size < 4 || size % 4 != 0 || size > bytes.size() - 4)
        throw Error("the character map is cut short or damaged", where, "Fetch the file again");
    m_units.reserve(size / 4);
    for (std::size_t at = 4; at < 4 + size; at += 4)
        m_units.push_back(littleEndian(bytes, at));
    m_replacements = bytes.substr(4 + size);
}

std::string_view Charsmap::replacementAt(std::size_t begin) const
{
    const std::string_view rest = std::string_view(m_replacements).substr(std::min(begin, m_replacements.size()));
    return rest.substr(0, rest.find('\0'));
}

std::optional<Charsmap::Match> Charsmap::matchAt(std::string_view text) const
{
    const auto unitAt = [this](std::uint32_t at) { return at < m_units.size() ? m_units[at] : 0; }; // 0 is the label of no byte below
    std::optional<std::pair<std::size_t, std::uint32_t>> found; // the key's length, where the replacement begins
    std::uint32_t at = offsetOf(m_units.front());
    for (std::size_t i = 0; i < std::min(text.size(), kLongestKey); ++i) {
        const auto byte = static_cast<unsigned char>(text[i]);
        at ^= byte;
        const std::uint32_t unit = unitAt(at);
        if (byte == 0 || labelOf(unit) != byte)
            break;
        at ^= offsetOf(unit);
        if (hasReplacement(unit)) {
            found = {i + 1, valueOf(unitAt(at))};
            if (m_matching == Matching::byGrapheme)
                break;
        }
    }
    return found ? std::optional<Match>({found->first, replacementAt(found->second)}) : std::nullopt;
}

AlignedText Charsmap::applyByGrapheme(const AlignedText &text) const
{
    AlignedText result = text.emptied();
    // What is taken away at the start belongs to what comes next, so that a text still starts where it was typed.
    const auto sourceOf = [&](TextSpan unit) { return text.source({result.text().empty() ? 0 : unit.begin, unit.end}); };
    const auto appendUnit = [&](TextSpan unit) {
        const std::optional<Match> match = matchAt(text.text(unit));
        if (match)
            result.append(match->replacement, sourceOf(unit));
        return match.has_value();
    };
    for (const TextSpan grapheme : graphemesOf(text.text())) {
        if (grapheme.size() <= kLongestGrapheme && appendUnit(grapheme))
            continue;
        for (std::size_t at = grapheme.begin; at < grapheme.end;) {
            const TextSpan character{at, at + codePointAt(text.text(), at).length};
            if (!appendUnit(character)) {
                if (result.text().empty())
                    result.append(text.text(character), sourceOf(character));
                else
                    result.append(text, character);
            }
            at = character.end;
        }
    }
    return result;
}

AlignedText Charsmap::applyLongest(const AlignedText &text) const
{
    AlignedText result = text.emptied();
    for (std::size_t at = 0; at < text.text().size();) {
        const std::optional<Match> match = matchAt(text.text().substr(at));
        const TextSpan span{at, at + (match ? match->length : codePointAt(text.text(), at).length)};
        if (match)
            result.append(match->replacement, text.source(span));
        else
            result.append(text, span);
        at = span.end;
    }
    return result;
}

AlignedText Charsmap::apply(const AlignedText &text) const
{
    return m_matching == Matching::byGrapheme ? applyByGrapheme(text) : applyLongest(text);
}

} // namespace headscope
