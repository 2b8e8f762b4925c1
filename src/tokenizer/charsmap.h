// SentencePiece's compiled character map: which few characters become which others. It is a tree of bytes, packed into one array
// ("darts", double array), and the replacements one after another, each ended by a zero byte.
// Trap: the official library asks the map once for a whole grapheme of up to five bytes and takes the shortest match for all of it,
// so that a mark behind a character that has a match may be lost. Models were trained with other code; ids are compared with this.
#pragma once

#include "src/tokenizer/aligned_text.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace headscope {

class Charsmap {
public:
    /// From the bytes of a SentencePiece model's "precompiled_charsmap". Throws Error, naming `where`, if they are cut short.
    Charsmap(std::string_view bytes, const std::string &where);

    /// Throws Error as AlignedText::append does.
    AlignedText apply(const AlignedText &text) const;

private:
    /// What stands for text that begins with a key of the map, or nothing.
    std::optional<std::string_view> replacementOf(std::string_view text) const;
    void appendCharacter(const AlignedText &text, TextSpan character, AlignedText &result) const;

    std::vector<std::uint32_t> m_units;
    std::string m_replacements;
};

} // namespace headscope
