// Second step of a tokenizer: cuts the text into words, within which the model then finds its pieces.
#pragma once

#include "src/formats/json.h"
#include "src/tokenizer/aligned_text.h"
#include "src/tokenizer/split_pattern.h"

#include <optional>
#include <vector>

namespace headscope {

class PreTokenizer {
public:
    enum class Kind {
        gpt2Words, ///< see gpt2_words.h
        prefixSpace, ///< puts a space before a word that does not start with one
        words, ///< runs of word characters, runs of other characters, no white space
        whitespace, ///< cuts at white space and drops it
        digits, ///< runs of numbers stand alone
        eachDigit, ///< every number stands alone
        punctuation, ///< every punctuation mark is a delimiter
        pattern ///< every match is a delimiter
    };
    /// What becomes of a delimiter.
    enum class Delimiter { removed, isolated, contiguous, mergedWithPrevious, mergedWithNext };
    struct Step {
        Kind kind = Kind::gpt2Words;
        Delimiter delimiter = Delimiter::isolated; ///< punctuation and pattern
        std::optional<SplitPattern> pattern = {}; ///< pattern
        bool invert = false; ///< pattern: what lies between the matches is the delimiter
    };

    /// The whole text is one word.
    PreTokenizer() = default;
    explicit PreTokenizer(std::vector<Step> steps);
    /// From tokenizer.json's "pre_tokenizer", which may be null. Throws Error naming a kind that is not supported.
    static PreTokenizer fromJson(const Json &json);

    /// Words in order, none empty, as spans of text.text(). Insertions (prefixSpace) change `text`.
    std::vector<TextSpan> split(AlignedText &text) const;

private:
    std::vector<Step> m_steps;
};

} // namespace headscope
