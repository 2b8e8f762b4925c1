#include "src/trace/number_words.h"

#include <charconv>
#include <cmath>
#include <cstdlib>

namespace headscope {

namespace {

// A real minus sign for each "-", and no plus sign before an exponent.
std::string withSigns(std::string_view digits)
{
    std::string text;
    for (const char c : digits) {
        if (c == '-')
            text += "−";
        else if (c != '+')
            text += c;
    }
    return text;
}

template <typename... Format>
std::string digitsOf(double x, Format... format)
{
    char digits[64];
    return {digits, std::to_chars(digits, digits + sizeof digits, x, format...).ptr};
}

void dropTrailingZeros(std::string &digits)
{
    if (digits.find('.') == std::string::npos)
        return;
    digits.erase(digits.find_last_not_of('0') + 1);
    if (digits.back() == '.')
        digits.pop_back();
}

int decimalsFor(double size)
{
    return size >= 100 ? 1 : size >= 1 ? 2 : size >= 0.1 ? 3 : 4;
}

// "-5.5e-4" of a finite number.
std::string roundedDigits(double x, int moreDecimals = 0)
{
    const double size = std::abs(x);
    if (size == 0)
        return "0";
    if (size >= 1e5 || size < 1e-3) {
        if (size < 1e9 && x == std::trunc(x))
            return digitsOf(x, std::chars_format::fixed, 0);
        const std::string digits = digitsOf(x, std::chars_format::scientific, 1);
        const std::size_t e = digits.find('e');
        std::string mantissa = digits.substr(0, e);
        dropTrailingZeros(mantissa);
        return mantissa + "e" + std::to_string(std::atoi(digits.c_str() + e + 1)); // without a leading zero
    }
    std::string digits = digitsOf(x, std::chars_format::fixed, decimalsFor(size) + moreDecimals);
    dropTrailingZeros(digits);
    return digits;
}

std::string special(double x)
{
    return std::isnan(x) ? "NaN" : x > 0 ? "∞" : "−∞";
}

std::string latexOf(double x, int moreDecimals)
{
    if (!std::isfinite(x))
        return std::isnan(x) ? "\\mathrm{NaN}" : x > 0 ? "\\infty" : "-\\infty";
    const std::string digits = roundedDigits(x, moreDecimals);
    const std::size_t e = digits.find('e');
    return e == std::string::npos ? digits : digits.substr(0, e) + " \\times 10^{" + digits.substr(e + 1) + "}";
}

} // namespace

std::string roundedNumber(double x)
{
    return std::isfinite(x) ? withSigns(roundedDigits(x)) : special(x);
}

std::string roundedDivisor(double x)
{
    return std::isfinite(x) ? withSigns(roundedDigits(x, 1)) : special(x);
}

std::string floatNumber(double x)
{
    if (!std::isfinite(x))
        return special(x);
    char digits[32];
    const auto end = std::to_chars(digits, digits + sizeof digits, static_cast<float>(x)).ptr;
    return x == 0 ? "0" : withSigns({digits, end});
}

std::string doubleNumber(double x)
{
    if (!std::isfinite(x))
        return special(x);
    return x == 0 ? "0" : withSigns(digitsOf(x, std::chars_format::general, 9));
}

std::string latexNumber(double x)
{
    return latexOf(x, 0);
}

std::string latexDivisor(double x)
{
    return latexOf(x, 1);
}

} // namespace headscope
