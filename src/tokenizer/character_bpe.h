// BPE on characters, as SentencePiece makes it for LLaMA and Gemma: ▁ is a space, and a character without a piece becomes its bytes,
// spelled <0xE2>. Sennrich et al. 2016, arXiv:1508.07909; Kudo and Richardson 2018, arXiv:1808.06226.
// Trap: there may be no step that cuts words, and then a whole text is merged at a time.
#pragma once

#include "src/tokenizer/bpe_model.h"
#include "src/tokenizer/tokenizer_pipeline.h"

namespace headscope {

class CharacterBpe : public TokenizerPipeline {
public:
    CharacterBpe(BpeModel model, TokenizerParts parts);

    std::string kind() const override;

protected:
    /// Throws Error for a character that has neither piece nor bytes, if there is no unknown token.
    void appendWord(
        const AlignedText &text, TextSpan word, std::string_view typed, std::vector<Token> &tokens, TextWork &work) const override;
    std::string textOf(std::string_view piece) const override;

private:
    std::vector<BpeSymbol> symbolsOf(std::string_view word, TextWork &work) const;
    /// Appends the bytes of a character as symbols; false if a byte has no piece.
    bool appendBytes(std::string_view word, TextSpan character, std::vector<BpeSymbol> &symbols) const;
    void appendUnknown(TextSpan character, bool afterUnknown, std::vector<BpeSymbol> &symbols) const;

    BpeMerges m_merges;
    std::array<int, 256> m_bytePieces{}; // ids of <0x00> and so on; -1 where there is none
    std::optional<int> m_unknown;
    std::string m_prefix;
    std::string m_suffix;
    bool m_fuseUnknown = false;
    bool m_byteFallback = false;
    bool m_wholeWords = false;
    bool m_byteAlphabet = false; // the words come spelled in the byte alphabet
};

} // namespace headscope
