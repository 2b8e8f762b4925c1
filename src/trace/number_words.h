// Numbers inside lines of arithmetic, with a real minus sign.
#pragma once

#include <string>

namespace headscope {

/// Rounded for reading: three significant digits or so, at most four decimals, no trailing zeros: "12", "−1.64", "0.998", "5.5e−4", "−∞".
std::string roundedNumber(double x);
/// With one more decimal, for a divisor whose last digit shows in the result: "1.002".
std::string roundedDivisor(double x);
/// The fewest digits that read back as the same float: "0.1", "−1.5e−7".
std::string floatNumber(double x);
/// Nine significant digits, as many as a float needs, for numbers that are made in double precision.
std::string doubleNumber(double x);
/// As LaTeX mathematics: "-1.64", "5.5 \times 10^{-4}", "-\infty". Rounded as roundedNumber does.
std::string latexNumber(double x);
std::string latexDivisor(double x); ///< rounded as roundedDivisor does

} // namespace headscope
