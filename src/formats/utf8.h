// UTF-8, one code point at a time, for text that may be broken.
// Trap: bytes are never dropped or replaced. An ill-formed byte is reported as itself, one byte long, so that positions in
// the typed text stay true.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace headscope {

struct CodePoint {
    char32_t value = 0; ///< meaningless when !valid
    std::size_t length = 1; ///< bytes
    bool valid = false; ///< false: one byte that is part of no well-formed sequence
};

/// The code point that starts at text[at]; `at` must be below text.size(). Overlong forms, surrogates and values above
/// U+10FFFF are ill-formed.
CodePoint codePointAt(std::string_view text, std::size_t at);

/// The code point that ends just before text[end]; `end` must be above 0.
CodePoint codePointBefore(std::string_view text, std::size_t end);

/// Where the first byte stands that belongs to no code point; text.size() where all do.
std::size_t validPrefix(std::string_view text);

/// Appends the UTF-8 form of a code point up to U+10FFFF.
void appendUtf8(std::string &text, char32_t codePoint);

/// What is written in UTF-16 of either byte order behind a byte order mark, in UTF-8 and without the mark; nothing for any other text.
/// Half of a surrogate pair comes out as appendUtf8 writes it.
std::optional<std::string> utf8OfUtf16(std::string_view bytes);

} // namespace headscope
