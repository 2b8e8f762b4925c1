// GPT-2's alphabet: every byte has a printable character, so that pieces of any bytes can be spelled in a vocabulary file.
// Printable Latin-1 bytes stand for themselves; the other 68 are U+0100 and up in order, e.g. space → Ġ, line feed → Ċ.
#pragma once

#include "src/tokenizer/aligned_text.h"

#include <optional>
#include <string>
#include <string_view>

namespace headscope {

/// The character that stands for a byte, in UTF-8.
std::string_view byteCharacter(unsigned char byte);

/// The bytes that a piece spells, or nothing if it has a character outside the alphabet.
std::optional<std::string> bytesOfPiece(std::string_view piece);

/// The text with every byte as its character.
AlignedText inByteAlphabet(const AlignedText &text);

} // namespace headscope
