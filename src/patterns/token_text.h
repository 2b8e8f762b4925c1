// A text as its tokens stand in it: which characters each has, what is typed between them, and what was generated behind them.
// Trap: generated tokens have no place in the typed text. Here the text goes on with what they decode to, so that a generated piece can
// belong to a typed word.
#pragma once

#include "src/patterns/pattern.h"
#include "src/patterns/pattern_choice.h"
#include "src/trace/trace.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace headscope {

class TokenText {
public:
    /// One of the texts of a trace. stack 0: the only one, or the encoder's; 1: the decoder's.
    TokenText(const Trace &trace, int stack);
    /// `first` and `second` are the texts of Token::sequence 0 and 1. Spans outside them are taken as empty.
    TokenText(std::vector<Token> tokens, std::string first, std::string second = {});

    int count() const { return static_cast<int>(m_tokens.size()); }
    const Token &token(int index) const { return m_tokens[static_cast<std::size_t>(index)]; }
    /// Put there by the tokenizer, or with a meaning of its own instead of being text.
    bool isSpecial(int index) const { return token(index).special || token(index).sequence < 0; }
    /// The text of sequence 0 or 1, generated characters included.
    const std::string &text(int sequence) const { return m_texts[sequence == 1 ? 1 : 0]; }
    /// Where the token stands in the text of its sequence, in bytes; an empty span for tokens that are no text.
    std::size_t begin(int index) const { return m_places[static_cast<std::size_t>(index)].begin; }
    std::size_t end(int index) const { return m_places[static_cast<std::size_t>(index)].end; }
    /// Its bytes; they need not be whole characters.
    std::string_view surface(int index) const;
    /// What is typed between the token before it, of the same text, and this one: as a rule nothing or white space.
    std::string_view before(int index) const;

    /// For people: the token as displayed ("␣cat"), or the words of several, trimmed and with single spaces. Never empty.
    std::string label(const TokenSpan &span, TokenUnit unit) const;

private:
    struct Place {
        std::size_t begin = 0;
        std::size_t end = 0;
    };
    void placeTokens();

    std::vector<Token> m_tokens;
    std::string m_texts[2];
    std::vector<Place> m_places; ///< one for each token
};

/// The texts that the queries and keys of a layer are of: one, or in cross-attention two.
class LayerTexts {
public:
    LayerTexts(const Trace &trace, int layer);

    const TokenText &rows() const { return m_rows; }
    const TokenText &columns() const { return m_others ? *m_others : m_rows; }

private:
    TokenText m_rows;
    std::optional<TokenText> m_others;
};

/// Is there nothing but white space (Unicode's) in it? True for an empty text.
bool isBlank(std::string_view text);
/// Where the first character stands that is not white space; the text's size if there is none.
std::size_t skipBlank(std::string_view text);

} // namespace headscope
