// WordPiece, the tokenizer of BERT, DistilBERT and ELECTRA: from left to right always the longest piece that fits; pieces inside a
// word start with ##. Wu et al. 2016, arXiv:1609.08144; Devlin et al. 2018, arXiv:1810.04805.
// Trap: if any part of a word has no piece, the whole word is the unknown token.
#pragma once

#include "src/tokenizer/piece_trie.h"
#include "src/tokenizer/tokenizer_pipeline.h"

namespace headscope {

class WordPiece : public TokenizerPipeline {
public:
    struct Options {
        int unknown = 0; ///< its id
        std::string prefix = "##"; ///< of pieces inside a word
        int longestWord = 100; ///< in characters; a longer word is unknown
    };

    WordPiece(Vocabulary vocabulary, Options options, TokenizerParts parts);
    /// From tokenizer.json's "model". Throws Error if its vocabulary lacks its unknown token.
    static std::unique_ptr<WordPiece> fromJson(const Json &model, TokenizerParts parts);

    std::string kind() const override { return "WordPiece"; }

protected:
    void appendWord(
        const AlignedText &text, TextSpan word, std::string_view typed, std::vector<Token> &tokens, TextWork &work) const override;
    std::string textOf(std::string_view piece) const override { return std::string(piece); }

private:
    WordPiece(PieceTrie pieces, Vocabulary &&vocabulary, Options &&options, TokenizerParts &&parts);

    struct Match {
        int id = 0;
        TextSpan span;
    };
    /// The pieces of a word, or none if it cannot be made of pieces.
    std::vector<Match> piecesOf(std::string_view word, TextWork &work) const;

    PieceTrie m_pieces;
    PieceTrie::Node m_inside; // behind the prefix
    Options m_options;
};

} // namespace headscope
