#include "src/patterns/token_text.h"

#include "src/tokenizer/token_display.h"

#include <unicode/uchar.h>
#include <unicode/utf8.h>

#include <algorithm>
#include <array>

namespace headscope {

namespace {

/// What a token adds to a text that ends in `before` (−1: nothing): "" when the tokenizer cannot say.
std::string addedText(const Tokenizer &tokenizer, int before, int id)
{
    if (before < 0)
        return tokenizer.decode(std::array{id});
    const std::string alone = tokenizer.decode(std::array{before});
    const std::string both = tokenizer.decode(std::array{before, id});
    return both.starts_with(alone) ? both.substr(alone.size()) : std::string();
}

} // namespace

std::size_t skipBlank(std::string_view text)
{
    const auto length = static_cast<std::int32_t>(text.size());
    std::int32_t at = 0;
    while (at < length) {
        const std::int32_t start = at;
        UChar32 character = 0;
        U8_NEXT(text.data(), at, length, character);
        if (character < 0 || !u_isUWhiteSpace(character))
            return static_cast<std::size_t>(start);
    }
    return text.size();
}

bool isBlank(std::string_view text)
{
    return skipBlank(text) == text.size();
}

TokenText::TokenText(const Trace &trace, int stack)
    : m_tokens(trace.stackTokens(stack))
    , m_texts{stack == 1 ? trace.target() : trace.text(), stack == 0 ? trace.pair().value_or(std::string()) : std::string()}
{
    placeTokens();
    if (stack != trace.config().stackCount() - 1)
        return;
    const Tokenizer &tokenizer = trace.model().tokenizer();
    for (int index = std::max(0, count() - trace.generatedCount()); index < count(); ++index) {
        Token &token = m_tokens[static_cast<std::size_t>(index)];
        const int sequence = index > 0 ? std::max(0, m_tokens[static_cast<std::size_t>(index - 1)].sequence) : 0;
        token.sequence = sequence;
        std::string &text = m_texts[sequence == 1 ? 1 : 0];
        Place &place = m_places[static_cast<std::size_t>(index)];
        place = {text.size(), text.size()};
        if (token.special)
            continue;
        const int before = index > 0 && !isSpecial(index - 1) ? m_tokens[static_cast<std::size_t>(index - 1)].id : -1;
        text += addedText(tokenizer, before, token.id);
        place.end = text.size();
    }
}

TokenText::TokenText(std::vector<Token> tokens, std::string first, std::string second)
    : m_tokens(std::move(tokens))
    , m_texts{std::move(first), std::move(second)}
{
    placeTokens();
}

void TokenText::placeTokens()
{
    m_places.resize(m_tokens.size());
    for (std::size_t i = 0; i < m_tokens.size(); ++i) {
        const Token &token = m_tokens[i];
        const std::size_t size = text(token.sequence).size();
        m_places[i].begin = std::min(token.begin, size);
        m_places[i].end = token.sequence < 0 ? m_places[i].begin : std::clamp(token.end, m_places[i].begin, size);
    }
}

LayerTexts::LayerTexts(const Trace &trace, int layer)
    : m_rows(trace, trace.config().stackOf(layer))
{
    if (trace.config().layer(layer).cross)
        m_others.emplace(trace, 0);
}

std::string_view TokenText::surface(int index) const
{
    return std::string_view(text(token(index).sequence)).substr(begin(index), end(index) - begin(index));
}

std::string_view TokenText::before(int index) const
{
    if (token(index).sequence < 0)
        return {};
    std::size_t from = 0;
    for (int earlier = index - 1; earlier >= 0; --earlier) {
        if (token(earlier).sequence == token(index).sequence) {
            from = end(earlier);
            break;
        }
    }
    const std::size_t to = begin(index);
    return from < to ? std::string_view(text(token(index).sequence)).substr(from, to - from) : std::string_view();
}

std::string TokenText::label(const TokenSpan &span, TokenUnit unit) const
{
    const auto display = [&] { return token(span.first).display; };
    if (unit == TokenUnit::tokens || isSpecial(span.first) || span.last <= span.first)
        return display();
    std::string_view rest = text(token(span.first).sequence);
    rest = rest.substr(begin(span.first), end(span.last - 1) - std::min(begin(span.first), end(span.last - 1)));
    std::string result;
    while (!isBlank(rest)) {
        rest.remove_prefix(skipBlank(rest));
        std::size_t length = 0;
        while (length < rest.size() && skipBlank(rest.substr(length)) == 0) {
            auto next = static_cast<std::int32_t>(length);
            U8_FWD_1(rest.data(), next, static_cast<std::int32_t>(rest.size()));
            length = static_cast<std::size_t>(next);
        }
        result += (result.empty() ? "" : " ") + displayText(rest.substr(0, length));
        rest.remove_prefix(length);
    }
    return result.empty() ? display() : result;
}

} // namespace headscope
