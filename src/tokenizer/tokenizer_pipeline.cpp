#include "src/tokenizer/tokenizer_pipeline.h"

#include "src/error.h"
#include "src/tokenizer/token_display.h"

namespace headscope {

TokenizerPipeline::TokenizerPipeline(Vocabulary vocabulary, TokenizerParts parts)
    : m_vocabulary(std::move(vocabulary))
    , m_parts(std::move(parts))
{
    for (const AddedToken &token : m_parts.addedTokens) {
        m_vocabulary.add(token.content, token.id);
        m_addedContents.emplace(token.id, token.content);
        if (token.normalized)
            m_normalizedTokens.add(token, m_parts.normalizer.apply(AlignedText(token.content)).text());
        else
            m_typedTokens.add(token, token.content);
    }
    for (const std::vector<int> *ids : {&m_parts.postProcessor.before, &m_parts.postProcessor.after})
        for (const int id : *ids)
            if (!m_vocabulary.contains(id))
                throw Error("the post-processor adds the id " + std::to_string(id) + ", which has no token", m_parts.where);
}

std::vector<Token> TokenizerPipeline::encode(std::string_view text) const
{
    std::vector<Token> tokens;
    for (const int id : m_parts.postProcessor.before)
        tokens.push_back(specialToken(id, 0));
    for (const AddedTokenFinder::Part &part : m_typedTokens.split(text)) {
        if (part.token)
            tokens.push_back(tokenFor(*part.token, part.span));
        else
            appendSection(text, part.span, tokens);
    }
    for (const int id : m_parts.postProcessor.after)
        tokens.push_back(specialToken(id, text.size()));
    return tokens;
}

void TokenizerPipeline::appendSection(std::string_view typed, TextSpan section, std::vector<Token> &tokens) const
{
    const AlignedText text = m_parts.normalizer.apply(AlignedText(typed.substr(section.begin, section.size()), section.begin));
    for (const AddedTokenFinder::Part &part : m_normalizedTokens.split(text.text())) {
        if (part.token) {
            tokens.push_back(tokenFor(*part.token, text.source(part.span)));
            continue;
        }
        AlignedText words = text.part(part.span);
        for (const TextSpan word : m_parts.preTokenizer.split(words))
            appendWord(words, word, typed, tokens);
    }
}

Token TokenizerPipeline::tokenFor(const AddedToken &added, TextSpan source) const
{
    return {.id = added.id,
        .piece = added.content,
        .display = displayText(added.content),
        .begin = source.begin,
        .end = source.end,
        .special = added.special,
        .note = {}};
}

Token TokenizerPipeline::specialToken(int id, std::size_t at) const
{
    return {.id = id, .piece = piece(id), .display = display(id), .begin = at, .end = at, .special = true, .note = {}};
}

std::string TokenizerPipeline::textOf(int id) const
{
    const auto added = m_addedContents.find(id);
    return added != m_addedContents.end() ? added->second : textOf(m_vocabulary.piece(id));
}

std::string TokenizerPipeline::display(int id) const
{
    return displayText(textOf(id));
}

std::string TokenizerPipeline::piece(int id) const
{
    return std::string(m_vocabulary.piece(id));
}

std::optional<int> TokenizerPipeline::idOf(std::string_view piece) const
{
    return m_vocabulary.find(piece);
}

int TokenizerPipeline::vocabularySize() const
{
    return m_vocabulary.size();
}

} // namespace headscope
