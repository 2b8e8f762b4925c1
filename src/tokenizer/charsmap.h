// SentencePiece's compiled character map: which few characters become which others. It is a tree of bytes, packed into one array
// ("darts", double array), and the replacements one after another, each ended by a zero byte.
// Trap: the tokenizers library asks the map once for a whole grapheme of up to five bytes and takes the shortest match for all of it,
// so that a mark behind a character that has a match may be lost. SentencePiece itself takes the longest match at every place.
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
    enum class Matching { byGrapheme, longest };

    /// From the bytes of a SentencePiece model's "precompiled_charsmap". Throws Error, naming `where`, if they are cut short.
    Charsmap(std::string_view bytes, Matching matching, const std::string &where);

    /// Throws Error as AlignedText::append does.
    AlignedText apply(const AlignedText &text) const;

private:
    struct Match {
        std::size_t length = 0; ///< bytes of the key
        std::string_view replacement;
    };
    /// The shortest or longest key of the map that the text begins with.
    std::optional<Match> matchAt(std::string_view text) const;
    std::string_view replacementAt(std::size_t begin) const;
    AlignedText applyByGrapheme(const AlignedText &text) const;
    AlignedText applyLongest(const AlignedText &text) const;

    Matching m_matching;

    std::vector<std::uint32_t> m_units;
    std::string m_replacements;
};

} // namespace headscope
