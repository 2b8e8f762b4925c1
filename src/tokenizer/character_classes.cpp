#include "src/tokenizer/character_classes.h"

#include <cstdint>
#include <unicode/uchar.h>

namespace headscope {

namespace {

bool inCategory(char32_t codePoint, std::uint32_t mask)
{
    return (U_GET_GC_MASK(static_cast<UChar32>(codePoint)) & mask) != 0;
}

bool hasProperty(char32_t codePoint, UProperty property)
{
    return u_hasBinaryProperty(static_cast<UChar32>(codePoint), property);
}

} // namespace

bool isAsOldAs(char32_t codePoint, int majorVersion)
{
    UVersionInfo age = {};
    u_charAge(static_cast<UChar32>(codePoint), age);
    return age[0] != 0 && age[0] <= majorVersion;
}

bool isLetter(char32_t codePoint)
{
    return inCategory(codePoint, U_GC_L_MASK);
}

bool isNumber(char32_t codePoint)
{
    return inCategory(codePoint, U_GC_N_MASK);
}

bool isDecimalDigit(char32_t codePoint)
{
    return inCategory(codePoint, U_GC_ND_MASK);
}

bool isWhiteSpace(char32_t codePoint)
{
    return u_isUWhiteSpace(static_cast<UChar32>(codePoint));
}

bool isWordCharacter(char32_t codePoint)
{
    return inCategory(codePoint, U_GC_M_MASK | U_GC_ND_MASK | U_GC_PC_MASK) || hasProperty(codePoint, UCHAR_ALPHABETIC)
        || hasProperty(codePoint, UCHAR_JOIN_CONTROL);
}

bool isPunctuation(char32_t codePoint)
{
    const bool was = codePoint == 0x166d || codePoint == 0x111c9; // other categories since Unicode 12 and 11
    return was || (inCategory(codePoint, U_GC_P_MASK) && isAsOldAs(codePoint, 8))
        || (codePoint < 0x80 && inCategory(codePoint, U_GC_S_MASK));
}

bool isCapital(char32_t codePoint)
{
    return inCategory(codePoint, U_GC_LU_MASK | U_GC_LT_MASK);
}

bool isMark(char32_t codePoint)
{
    return inCategory(codePoint, U_GC_M_MASK);
}

bool isAccent(char32_t codePoint)
{
    const bool was = codePoint == 0x1cf2 || codePoint == 0x1cf3; // letters since Unicode 12
    const bool became = codePoint == 0x111c9; // punctuation until Unicode 10
    return was || (!became && inCategory(codePoint, U_GC_M_MASK) && isAsOldAs(codePoint, 9));
}

bool isBertAccent(char32_t codePoint)
{
    const bool was = codePoint == 0x1734; // takes room since Unicode 14
    // Letters, punctuation and a mark that takes room, until Unicode 8 to 11.
    const bool became = codePoint == 0x1885 || codePoint == 0x1886 || codePoint == 0x111c9 || codePoint == 0xa9bd;
    return was || (!became && inCategory(codePoint, U_GC_MN_MASK) && isAsOldAs(codePoint, 8));
}

bool isBertControl(char32_t codePoint)
{
    return codePoint != '\t' && codePoint != '\n' && codePoint != '\r' && isAsOldAs(codePoint, 8)
        && inCategory(codePoint, U_GC_CC_MASK | U_GC_CF_MASK | U_GC_CO_MASK);
}

bool isBertHan(char32_t codePoint)
{
    const auto within = [codePoint](char32_t first, char32_t last) { return codePoint >= first && codePoint <= last; };
    return within(0x4e00, 0x9fff) || within(0x3400, 0x4dbf) || within(0x20000, 0x2a6df) || within(0x2a700, 0x2b73f)
        || within(0x2b740, 0x2b81f) || within(0x2b920, 0x2ceaf) || within(0xf900, 0xfaff) || within(0x2f800, 0x2fa1f);
}

bool isVisible(char32_t codePoint)
{
    return !inCategory(codePoint, U_GC_C_MASK | U_GC_Z_MASK) && !hasProperty(codePoint, UCHAR_DEFAULT_IGNORABLE_CODE_POINT);
}

bool isVariationSelector(char32_t codePoint)
{
    return hasProperty(codePoint, UCHAR_VARIATION_SELECTOR);
}

} // namespace headscope
