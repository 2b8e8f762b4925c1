#include "ui/cli/display_width.h"

#include "src/formats/utf8.h"

#include <QChar>

#include <algorithm>
#include <array>
#include <cstddef>
#include <utility>

namespace headscope {

namespace {

constexpr char32_t kJoiner = 0x200D;

/// Blocks that are wide throughout (Unicode Standard Annex 11, "W" and "F", neighbours merged).
constexpr std::array<std::pair<char32_t, char32_t>, 22> kWide{{
    {0x1100, 0x115F},
    {0x231A, 0x231B},
    {0x23E9, 0x23EC},
    {0x25FD, 0x25FE},
    {0x2614, 0x2615},
    {0x2E80, 0x303E},
    {0x3041, 0x33FF},
    {0x3400, 0x4DBF},
    {0x4E00, 0x9FFF},
    {0xA000, 0xA4CF},
    {0xA960, 0xA97F},
    {0xAC00, 0xD7A3},
    {0xF900, 0xFAFF},
    {0xFE30, 0xFE6F},
    {0xFF00, 0xFF60},
    {0xFFE0, 0xFFE6},
    {0x1F300, 0x1F64F},
    {0x1F680, 0x1F6FF},
    {0x1F7E0, 0x1F7EB},
    {0x1F900, 0x1F9FF},
    {0x1FA70, 0x1FAFF},
    {0x20000, 0x3FFFD},
}};

int cells(char32_t character)
{
    switch (QChar::category(character)) {
    case QChar::Mark_NonSpacing:
    case QChar::Mark_Enclosing:
    case QChar::Other_Format: return 0;
    default: break;
    }
    const bool isWide
        = std::any_of(kWide.begin(), kWide.end(), [&](const auto &range) { return character >= range.first && character <= range.second; });
    return isWide ? 2 : 1;
}

/// Calls visit(end of the character, cells up to there) after each character until it returns false.
template <typename Visit>
void walkCells(std::string_view text, Visit visit)
{
    int width = 0;
    bool joined = false;
    for (std::size_t at = 0; at < text.size();) {
        const CodePoint point = codePointAt(text, at);
        width += !point.valid ? 1 : joined ? 0 : cells(point.value);
        joined = point.valid && point.value == kJoiner;
        at += point.length;
        if (!visit(at, width))
            return;
    }
}

} // namespace

int displayWidth(std::string_view text)
{
    int result = 0;
    walkCells(text, [&](std::size_t, int width) {
        result = width;
        return true;
    });
    return result;
}

std::string elided(std::string_view text, int width)
{
    if (displayWidth(text) <= width)
        return std::string(text);
    std::size_t end = 0;
    walkCells(text, [&](std::size_t at, int used) {
        if (used > width - 1)
            return false;
        end = at;
        return true;
    });
    return std::string(text.substr(0, end)) + "…";
}

std::string padded(std::string_view text, int width, bool right)
{
    const std::string fill(static_cast<std::size_t>(std::max(0, width - displayWidth(text))), ' ');
    return right ? fill + std::string(text) : std::string(text) + fill;
}

} // namespace headscope
