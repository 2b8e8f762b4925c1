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
#include <unordered_set>

namespace headscope {

/// The parts of tokenizer.json beside the model.
struct TokenizerParts {
    std::string where; ///< the file, for messages
    std::vector<AddedToken> addedTokens; ///< in the order in which they are added: of tokens with the same text the last counts
    std::vector<AddedToken> optionalTokens; ///< added too, unless their text has another id or their id another text
    Normalizer normalizer;
    PreTokenizer preTokenizer;
    PostProcessor postProcessor;
    std::optional<PostProcessor> targetPostProcessor; ///< for the text of a decoder, where it is another
    bool specialsAreText = false; ///< special tokens are not found in the typed text ("split_special_tokens")
    std::string forbidden = {}; ///< a text with this in it throws Error: the official code does something else with it
    bool cutsAtStart = false; ///< see Tokenizer::cutsAtStart
    std::optional<Decoder> decoder; ///< without one, pieces are joined by spaces
    std::string mask; ///< the token that stands for a hidden word; empty: [MASK] or <mask>, where there is one
};

class TokenizerPipeline : public Tokenizer {
public:
    std::vector<Token> encode(std::string_view text, const std::stop_token &stop = {}) const override;
    std::vector<Token> encodePair(std::string_view first, std::string_view second, const std::stop_token &stop = {}) const override;
    std::vector<Token> encodeTarget(std::string_view text, const std::stop_token &stop = {}) const override;
    bool takesPairs() const override { return m_parts.postProcessor.separatesPairs(); }
    bool cutsAtStart() const override { return m_parts.cutsAtStart; }
    std::string decode(std::span<const int> ids) const override;
    std::string display(int id) const override;
    std::string piece(int id) const override;
    std::optional<int> idOf(std::string_view piece) const override;
    int vocabularySize() const override;
    std::optional<int> maskId() const override;
    Token tokenOf(int id) const override;

protected:
    /// Added tokens that the vocabulary lacks join it, with the next free id. Throws Error for an added token whose file says another id,
    /// and for a post-processor that adds a token that does not exist.
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
    /// The id of a piece that the model may put a word together from: not of an added token that the model itself lacks.
    std::optional<int> modelPiece(std::string_view piece) const;
    const std::string &where() const { return m_parts.where; }

private:
    /// The text that an id stands for, added tokens included. Throws Error outside the vocabulary.
    std::string textOf(int id) const;
    void addToken(AddedToken token);
    /// `work` is for all tokens, whose texts are normalised.
    void makeFindable(const AddedToken &token, TextWork &work);
    void giveIds(PostProcessor &postProcessor) const;
    static Token tokenFor(const AddedToken &added, TextSpan source);
    /// The id of a token that must be there.
    int idNamed(std::string_view piece) const;
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
    std::unordered_set<int> m_joined; // ids of added tokens that are no pieces of the model
    int m_nextId = 0; // of an added token: behind the model's pieces and all added tokens, as the official library numbers them
};

} // namespace headscope
