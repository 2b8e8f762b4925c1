// Second step of a tokenizer: cuts the text into words, within which the model then finds its pieces.
#pragma once

#include "src/formats/json.h"
#include "src/tokenizer/aligned_text.h"
#include "src/tokenizer/split_pattern.h"

#include <optional>
#include <string>
#include <vector>

namespace headscope {

class PreTokenizer {
public:
    enum class Kind {
        gpt2Words, ///< see gpt2_words.h
        spaces, ///< spaces become `mark`, which may also be put in front
        byteAlphabet, ///< see byte_alphabet.h
        words, ///< runs of word characters, runs of other characters, no white space
        whitespace, ///< cuts at white space and drops it
        digits, ///< runs of numbers stand alone
        eachDigit, ///< every number stands alone
        punctuation, ///< every punctuation mark is a delimiter
        pattern, ///< every match is a delimiter
        scripts ///< cuts where the script changes, Latin to Greek
    };
    /// What becomes of a delimiter.
    enum class Delimiter { removed, isolated, contiguous, mergedWithPrevious, mergedWithNext };
    /// Which words get a mark in front that have none.
    enum class Prepend { never, first, always };
    struct Step {
        Kind kind = Kind::gpt2Words;
        Delimiter delimiter = Delimiter::isolated; ///< punctuation and pattern
        std::optional<SplitPattern> pattern = {}; ///< pattern
        bool invert = false; ///< pattern: what lies between the matches is the delimiter
        std::string mark = {}; ///< spaces
        Prepend prepend = Prepend::never; ///< spaces; first: only where the typed text starts
    };

    /// The whole text is one word.
    PreTokenizer() = default;
    explicit PreTokenizer(std::vector<Step> steps);
    /// From tokenizer.json's "pre_tokenizer", which may be null. Throws Error naming a kind that is not supported.
    static PreTokenizer fromJson(const Json &json);

    /// `mark` for a space, as SentencePiece has ▁; with `cut` the text is cut before every mark.
    static std::vector<Step> metaspace(std::string mark, Prepend prepend, bool cut);

    /// Words in order, none empty, as spans of text.text(). Some kinds change `text`. Throws as TextWork::spend() does.
    std::vector<TextSpan> split(AlignedText &text, TextWork &work) const;
    std::vector<TextSpan> split(AlignedText &text) const; ///< with work of its own

    /// Whether it spells bytes in the byte alphabet.
    bool makesByteAlphabet() const;
    /// If that is the last step, drops it, for a model that spells the bytes itself, and returns true.
    bool dropFinalByteAlphabet();

private:
    std::vector<Step> m_steps;
};

} // namespace headscope
