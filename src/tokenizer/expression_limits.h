// What a regular expression may be at most: files can hold expressions that are made to take forever.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace headscope {

/// Groups inside groups. Each takes some of the stack; the library's own limit suits the main thread only.
inline constexpr unsigned kDeepestExpression = 256;

/// Throws Error, naming `where`, for an expression beyond what any real one needs.
void checkExpression(std::string_view expression, const std::string &where);

/// Throws Error, naming `where`, for more steps in a row than any real normalizer, pre-tokenizer or decoder has. Each may hold an expression.
void checkSteps(std::size_t steps, const std::string &where);

/// “the regular expression “…”” for messages; a long one is cut.
std::string nameOfExpression(std::string_view expression);

} // namespace headscope
