// Byte-level BPE, the tokenizer of GPT-2, RoBERTa and many others. Radford et al. 2019.
// Trap: pieces are bytes, not characters. One emoji may be four tokens, none of which is text by itself.
#pragma once

#include "src/tokenizer/bpe_merges.h"
#include "src/tokenizer/tokenizer_pipeline.h"

#include <array>

namespace headscope {

/// Without normalizer and special tokens around the text, the tokens' spans cover the typed text once, in order: joining
/// text[begin, end) over all tokens gives the text back, spaces included.
class ByteLevelBpe : public TokenizerPipeline {
public:
    struct Options {
        std::optional<int> unknown; ///< for a byte that has no piece; without it such a text throws Error
        bool fuseUnknown = false; ///< neighbouring unknown bytes are one token
        bool wholeWords = false; ///< a word that is a piece itself is taken without merging ("ignore_merges")
    };

    ByteLevelBpe(Vocabulary vocabulary, BpeMerges merges, Options options, TokenizerParts parts);
    /// From tokenizer.json's "model". Throws Error for merges that do not fit the vocabulary, and for options that are not supported.
    static std::unique_ptr<ByteLevelBpe> fromJson(const Json &model, TokenizerParts parts);
    /// GPT-2's original pair of files.
    static std::unique_ptr<ByteLevelBpe> fromFiles(const std::filesystem::path &vocabularyFile, const std::filesystem::path &mergesFile);

    std::string decode(std::span<const int> ids) const override;
    std::string kind() const override { return "byte-level BPE"; }

protected:
    void appendWord(const AlignedText &text, TextSpan word, std::string_view typed, std::vector<Token> &tokens) const override;
    std::string textOf(std::string_view piece) const override;

private:
    static constexpr int kNoPiece = -1;

    std::vector<BpeSymbol> symbolsOf(std::string_view bytes) const;
    Token tokenOf(const BpeSymbol &symbol, const AlignedText &text, TextSpan word, std::string_view typed) const;

    BpeMerges m_merges;
    Options m_options;
    std::array<int, 256> m_bytePieces{}; // ids; kNoPiece where the vocabulary lacks the byte
};

} // namespace headscope
