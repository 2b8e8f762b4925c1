// Text to pieces and back. Every token knows which bytes of the typed text it came from.
#pragma once

#include <cstddef>
#include <filesystem>
#include <memory>
#include <optional>
#include <span>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

namespace headscope {

struct Token {
    int id = 0;
    std::string piece; ///< as the vocabulary spells it, e.g. "Ġcat"
    std::string display; ///< legible everywhere: "␣cat", "⏎", "⟨0xF0⟩"; never U+FFFD, never empty
    std::size_t begin = 0; ///< byte offsets into the token's own text (see sequence): text[begin, end)
    std::size_t end = 0;
    bool special = false;
    std::string note; ///< why an unknown word was placed where it is; empty for known words
    int segment = 0; ///< token type id: 0 or 1
    std::string replaces = {}; ///< display of the text's own token, where an edit put this one in its place
    int sequence = 0; ///< 0: first text, 1: second text, -1: put there by the tokenizer itself
};

class Tokenizer {
public:
    virtual ~Tokenizer() = default;

    /// Pieces of `text` (UTF-8; an invalid byte becomes one token of its own if the vocabulary has bytes, else the unknown word).
    /// Adds no token the text does not contain unless the tokenizer's own post-processor says so.
    /// Takes time that grows with the text's length; Error where the tokenizer's rules want more (see text_work.h). No tokens, and soon,
    /// once stop is requested.
    virtual std::vector<Token> encode(std::string_view text, const std::stop_token &stop = {}) const = 0;
    /// Two texts as one input, put together by the post-processor's template for pairs. Throws Error if the tokenizer cannot.
    virtual std::vector<Token> encodePair(std::string_view first, std::string_view second, const std::stop_token &stop = {}) const;
    /// Whether the template for pairs puts a token between the two texts. (Without one, encodePair only joins them.)
    virtual bool takesPairs() const { return false; }
    /// Text for the decoder of an encoder-decoder. The same as encode, except where the two languages have pieces of their own (Marian).
    virtual std::vector<Token> encodeTarget(std::string_view text, const std::stop_token &stop = {}) const { return encode(text, stop); }
    /// Whether a text that is too long loses its beginning instead of its end ("truncation_side").
    virtual bool cutsAtStart() const { return false; }
    /// The text that the ids stand for. An id outside the vocabulary throws Error.
    virtual std::string decode(std::span<const int> ids) const = 0;
    /// Legible form of one vocabulary entry, as in Token::display. Throws Error outside the vocabulary.
    virtual std::string display(int id) const = 0;
    /// As the vocabulary spells it. Throws Error outside the vocabulary.
    virtual std::string piece(int id) const = 0;
    virtual std::optional<int> idOf(std::string_view piece) const = 0;
    virtual int vocabularySize() const = 0;
    /// The token that stands for a hidden word, such as [MASK] or <mask>.
    virtual std::optional<int> maskId() const { return std::nullopt; }
    /// A token for text that was generated: its span is empty. Throws Error outside the vocabulary.
    virtual Token tokenOf(int id) const;
    /// "byte-level BPE" or "whole words", for people.
    virtual std::string kind() const = 0;
};

/// The tokenizer of a Hugging Face folder (tokenizer.json). Throws Error naming the file and what is unsupported or broken in it.
std::unique_ptr<Tokenizer> openTokenizer(const std::filesystem::path &folder);

} // namespace headscope
