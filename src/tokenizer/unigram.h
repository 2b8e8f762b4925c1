// Unigram, the tokenizer of T5, XLM-R and Marian: every piece has a log probability, and of all ways to cut a word the most probable
// counts. Kudo 2018, arXiv:1804.10959.
// Trap: a character without a piece costs 10 more than the least probable piece, and neighbours without pieces become one token.
#pragma once

#include "src/tokenizer/piece_trie.h"
#include "src/tokenizer/tokenizer_pipeline.h"

namespace headscope {

class Unigram : public TokenizerPipeline {
public:
    struct Model {
        Vocabulary vocabulary;
        std::vector<double> scores; ///< log probabilities, one for each id of the vocabulary
        std::vector<bool> hidden = {}; ///< by id: pieces that no text is made of; empty: none
        std::optional<int> unknown = {}; ///< without it a text that needs it throws Error
        bool byteFallback = false; ///< what has no piece becomes bytes, <0xE2>
        bool spellsUnknown = false; ///< the piece of an unknown token is the text that it stands for
        bool singlePrecision = false; ///< adds up in 32 bits, as SentencePiece itself, which decides between equal ways

        /// From tokenizer.json's "model". Throws Error for scores that are no numbers and an unknown id outside the vocabulary.
        static Model fromJson(const Json &model, const std::string &where);
    };

    Unigram(Model model, TokenizerParts parts);

    std::string kind() const override { return m_byteFallback ? "Unigram with byte fallback" : "Unigram"; }

protected:
    void appendWord(
        const AlignedText &text, TextSpan word, std::string_view typed, std::vector<Token> &tokens, TextWork &work) const override;
    std::string textOf(std::string_view piece) const override;

private:
    static constexpr int kUnknown = -1;
    struct Segment {
        int id = kUnknown;
        TextSpan span;
    };

    Unigram(PieceTrie pieces, Model &&model, TokenizerParts &&parts);

    /// The most probable way to cut the word; characters without pieces are joined.
    std::vector<Segment> segmentsOf(std::string_view word, TextWork &work) const;
    void appendUnknown(const AlignedText &text, TextSpan span, std::string_view typed, std::vector<Token> &tokens) const;

    PieceTrie m_pieces;
    std::vector<double> m_scores;
    double m_unknownScore = 0;
    std::optional<int> m_unknown;
    std::array<int, 256> m_bytePieces{}; // ids of <0x00> and so on; -1 where there is none
    bool m_byteFallback = false;
    bool m_spellsUnknown = false;
    bool m_singlePrecision = false;
};

} // namespace headscope
