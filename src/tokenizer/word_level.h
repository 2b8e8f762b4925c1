// Whole words as tokens: the vocabulary is a list of words, as in the models that are worked through by hand.
#pragma once

#include "src/tokenizer/tokenizer_pipeline.h"
#include "src/tokenizer/unknown_words.h"

namespace headscope {

/// A token displays the word as it was typed. An unknown word is placed by UnknownWords, else it is the unknown token; either
/// way Token::note says why.
class WordLevel : public TokenizerPipeline {
public:
    WordLevel(Vocabulary vocabulary, std::optional<int> unknown, UnknownWords unknownWords, TokenizerParts parts);
    /// From tokenizer.json's "model" and its "unknown_words" (null if it has none).
    static std::unique_ptr<WordLevel> fromJson(const Json &model, const Json &unknownWords, TokenizerParts parts);

    std::string kind() const override { return "whole words"; }

protected:
    /// Throws Error for an unknown word if there is no unknown token and no rule for it.
    void appendWord(
        const AlignedText &text, TextSpan word, std::string_view typed, std::vector<Token> &tokens, TextWork &work) const override;
    std::string textOf(std::string_view piece) const override { return std::string(piece); }

private:
    std::optional<int> m_unknown;
    UnknownWords m_unknownWords;
};

} // namespace headscope
