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
    return inCategory(codePoint, U_GC_P_MASK) || (codePoint < 0x80 && inCategory(codePoint, U_GC_S_MASK));
}

bool isCapital(char32_t codePoint)
{
    return inCategory(codePoint, U_GC_LU_MASK | U_GC_LT_MASK);
}

bool isMark(char32_t codePoint)
{
    return inCategory(codePoint, U_GC_M_MASK);
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
