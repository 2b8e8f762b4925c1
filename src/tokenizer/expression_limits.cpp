#include "src/tokenizer/expression_limits.h"

#include "src/error.h"
#include "src/formats/utf8.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>

namespace headscope {

namespace {

// Real ones have up to some 1,000 bytes and a dozen classes, and count to 3.
constexpr std::size_t kMostBytes = 8192;
constexpr std::uint64_t kMostRepetitions = 100'000;
constexpr std::size_t kMostCalls = 8; // calls of groups inside groups double with each
constexpr std::size_t kMostClasses = 256; // where case is ignored, each takes a third of a millisecond
constexpr std::size_t kMostNameBytes = 200;
constexpr std::size_t kMostSteps = 100;

/// Reads digits; stops to count beyond a million.
std::uint64_t numberAt(std::string_view text, std::size_t &at)
{
    std::uint64_t number = 0;
    for (; at < text.size() && text[at] >= '0' && text[at] <= '9'; ++at)
        number = std::min<std::uint64_t>(10 * number + static_cast<std::uint64_t>(text[at] - '0'), 1'000'000);
    return number;
}

/// The product of all {n,m}: how often the innermost part of the expression may be gone through if they are all inside each other.
std::uint64_t repetitions(std::string_view expression)
{
    std::uint64_t product = 1;
    for (std::size_t at = expression.find('{'); at != expression.npos; at = expression.find('{', at)) {
        ++at;
        std::uint64_t most = numberAt(expression, at);
        if (at < expression.size() && expression[at] == ',') {
            ++at;
            most = std::max(most, numberAt(expression, at));
        }
        if (at < expression.size() && expression[at] == '}')
            product = std::min(product * std::max<std::uint64_t>(most, 1), kMostRepetitions + 1);
    }
    return product;
}

std::size_t countOf(std::string_view expression, std::string_view part)
{
    std::size_t count = 0;
    for (std::size_t at = expression.find(part); at != expression.npos; at = expression.find(part, at + part.size()))
        ++count;
    return count;
}

} // namespace

void checkExpression(std::string_view expression, const std::string &where)
{
    const auto refuse = [&](const std::string &problem) { throw Error(nameOfExpression(expression) + " " + problem, where); };
    if (expression.size() > kMostBytes)
        refuse("has " + std::to_string(expression.size()) + " bytes; at most " + std::to_string(kMostBytes) + " are supported");
    if (repetitions(expression) > kMostRepetitions)
        refuse("repeats too much: the numbers in its {…} multiply to more than " + std::to_string(kMostRepetitions));
    if (countOf(expression, "[") > kMostClasses)
        refuse("has more than " + std::to_string(kMostClasses) + " classes of characters");
    if (countOf(expression, "\\g") > kMostCalls)
        refuse("calls its groups more than " + std::to_string(kMostCalls) + " times");
}

void checkSteps(std::size_t steps, const std::string &where)
{
    if (steps > kMostSteps)
        throw Error("there are more than " + std::to_string(kMostSteps) + " steps", where);
}

std::string nameOfExpression(std::string_view expression)
{
    if (expression.size() <= kMostNameBytes)
        return "the regular expression “" + std::string(expression) + "”";
    std::size_t end = 0;
    while (end < kMostNameBytes)
        end += codePointAt(expression, end).length;
    return "the regular expression “" + std::string(expression.substr(0, end)) + "…”";
}

} // namespace headscope
