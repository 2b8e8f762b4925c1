// Byte-level BPE, the tokenizer of GPT-2, RoBERTa and many others. Radford et al. 2019.
// Trap: pieces are bytes, not characters. One emoji may be four tokens, none of which is text by itself.
#pragma once

#include "src/tokenizer/bpe_model.h"
#include "src/tokenizer/tokenizer_pipeline.h"

#include <array>

namespace headscope {

/// Without normalizer and special tokens around the text, the tokens' spans cover the typed text once, in order: joining
/// text[begin, end) over all tokens gives the text back, spaces included.
class ByteLevelBpe : public TokenizerPipeline {
public:
    /// The words of `parts` are bytes, not yet spelled in the byte alphabet.
    ByteLevelBpe(BpeModel model, TokenizerParts parts);

    std::string kind() const override { return "byte-level BPE"; }

protected:
    void appendWord(
        const AlignedText &text, TextSpan word, std::string_view typed, std::vector<Token> &tokens, TextWork &work) const override;
    std::string textOf(std::string_view piece) const override;

private:
    static constexpr int kNoPiece = -1;
    using BytePieces = std::array<int, 256>; // ids; kNoPiece where the vocabulary lacks the byte

    BytePieces bytePieces(std::string_view prefix, std::string_view suffix) const;
    std::vector<BpeSymbol> symbolsOf(std::string_view bytes, TextWork &work) const;

    BpeMerges m_merges;
    BytePieces m_inner{};
    BytePieces m_first{};
    BytePieces m_last{};
    BytePieces m_only{}; // a word of one byte
    std::optional<int> m_unknown;
    bool m_fuseUnknown = false;
    bool m_wholeWords = false;
};

} // namespace headscope
