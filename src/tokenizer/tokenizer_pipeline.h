// What all tokenizers of tokenizer.json have in common: added tokens, normalizer, words, special tokens around the text.
// A model (byte-level BPE, WordPiece) only has to turn one word into tokens.
#pragma once

#include "src/tokenizer/added_tokens.h"
#include "src/tokenizer/aligned_text.h"
#include "src/tokenizer/decoder.h"
#include "src/tokenizer/normalizer.h"
#include "src/tokenizer/post_processor.h"
#include "src/tokenizer/pre_tokenizer.h"
#include "src/tokenizer/text_work.h"
#include "src/tokenizer/tokenizer.h"
#include "src/tokenizer/vocabulary.h"

#include <unordered_map>

namespace headscope {

/// The parts of tokenizer.json beside the model.
struct TokenizerParts {
    std::string where; ///< the file, for messages
    std::vector<AddedToken> addedTokens; ///< of tokens with the same id the first counts
    std::vector<AddedToken> optionalTokens; ///< added too, unless their text has another id or their id another text
    Normalizer normalizer;
    PreTokenizer preTokenizer;
    PostProcessor postProcessor;
    /// Instead of the post-processor: these tokens, by their text, before and after every text; empty: none.
    struct Frame {
        std::string before;
        std::string after;
    };
    std::optional<Frame> frame;
    std::optional<Decoder> decoder; ///< without one, pieces are joined by spaces
    std::string mask; ///< the token that stands for a hidden word; empty: [MASK] or <mask>, where there is one
};

class TokenizerPipeline : public Tokenizer {
public:
    std::vector<Token> encode(std::string_view text, const std::stop_token &stop = {}) const override;
    std::vector<Token> encodePair(std::string_view first, std::string_view second, const std::stop_token &stop = {}) const override;
    bool takesPairs() const override { return m_parts.postProcessor.separatesPairs(); }
    std::string decode(std::span<const int> ids) const override;
    std::string display(int id) const override;
    std::string piece(int id) const override;
    std::optional<int> idOf(std::string_view piece) const override;
    int vocabularySize() const override;
    std::optional<int> maskId() const override;
    Token tokenOf(int id) const override;

protected:
    /// Added tokens that the vocabulary lacks join it. Throws Error for an added token that contradicts the vocabulary, and for a
    /// post-processor that adds an id that does not exist.
    TokenizerPipeline(Vocabulary vocabulary, TokenizerParts parts);

    /// Appends the tokens of text.text(word), which is never empty. `typed` is the whole text given to encode, which
    /// text.source refers to; `work` is for all of it.
    virtual void appendWord(
        const AlignedText &text, TextSpan word, std::string_view typed, std::vector<Token> &tokens, TextWork &work) const = 0;
    /// The text that a piece of the model (not an added token) stands for.
    virtual std::string textOf(std::string_view piece) const = 0;

    /// The token of an id for a place in the typed text.
    Token tokenAt(int id, TextSpan source) const;
    /// Says in a token of the unknown piece what it stands for.
    static void markUnknown(Token &token, std::string_view typed);

    bool wordsAreInByteAlphabet() const;
    const Vocabulary &vocabulary() const { return m_vocabulary; }
    const std::string &where() const { return m_parts.where; }

private:
    /// The text that an id stands for, added tokens included. Throws Error outside the vocabulary.
    std::string textOf(int id) const;
    /// `work` is for all tokens, whose texts are normalised.
    void addToken(const AddedToken &token, TextWork &work);
    static Token tokenFor(const AddedToken &added, TextSpan source);
    /// The id of a token that must be there; nothing for no name.
    std::optional<int> idNamed(std::string_view piece) const;
    /// Fills in a template of the post-processor. No tokens once stop is requested.
    std::vector<Token> fillIn(
        const std::vector<PostProcessor::Part> &parts, std::string_view first, std::string_view second, const std::stop_token &stop) const;
    /// Tokens of the text alone, without those of the post-processor.
    void appendText(std::string_view text, std::vector<Token> &tokens, TextWork &work) const;
    void appendSection(std::string_view typed, TextSpan section, std::vector<Token> &tokens, TextWork &work) const;
    Token specialToken(int id, std::size_t at) const;

    Vocabulary m_vocabulary;
    TokenizerParts m_parts;
    AddedTokenFinder m_typedTokens; // looked for in the typed text
    AddedTokenFinder m_normalizedTokens; // looked for behind the normalizer
    std::unordered_map<int, AddedToken> m_added; // by id
};

} // namespace headscope
