#include "src/tokenizer/tokenizer_pipeline.h"

#include "src/error.h"
#include "src/tokenizer/token_display.h"

#include <algorithm>

namespace headscope {

namespace {

constexpr std::uint64_t kStepsOfByte = 10;

} // namespace

TokenizerPipeline::TokenizerPipeline(Vocabulary vocabulary, TokenizerParts parts)
    : m_vocabulary(std::move(vocabulary))
    , m_parts(std::move(parts))
    , m_nextId(m_vocabulary.pieces())
{
    std::size_t bytes = 0;
    for (const std::vector<AddedToken> *added : {&m_parts.addedTokens, &m_parts.optionalTokens})
        for (const AddedToken &token : *added)
            bytes += token.content.size();
    TextWork work(bytes);
    for (const AddedToken &token : m_parts.addedTokens)
        addToken(token);
    for (const AddedToken &token : m_parts.optionalTokens) {
        const std::optional<int> id = m_vocabulary.find(token.content);
        if (id ? *id == token.id : !m_vocabulary.contains(token.id))
            addToken(token);
    }
    // Of two that are the same once they are normalized the last that is made findable counts: special ones, and of them the first.
    std::vector<const AddedToken *> inOrder;
    for (const auto &[id, token] : m_added)
        inOrder.push_back(&token);
    std::ranges::sort(inOrder, {}, [](const AddedToken *token) { return std::pair(token->special, -token->id); });
    for (const AddedToken *token : inOrder)
        makeFindable(*token, work);
    giveIds(m_parts.postProcessor);
    if (m_parts.targetPostProcessor)
        giveIds(*m_parts.targetPostProcessor);
}

void TokenizerPipeline::makeFindable(const AddedToken &token, TextWork &work)
{
    // A token that was added as a special one first stays one here, whatever it was made later.
    const auto isSpecial = [&](const AddedToken &added) { return added.special && added.content == token.content; };
    if (m_parts.specialsAreText && (token.special || std::ranges::any_of(m_parts.addedTokens, isSpecial)))
        return;
    if (token.normalized)
        m_normalizedTokens.add(token, m_parts.normalizer.apply(AlignedText(token.content), work).text());
    else
        m_typedTokens.add(token, token.content);
}

void TokenizerPipeline::giveIds(PostProcessor &postProcessor) const
{
    for (std::vector<PostProcessor::Part> *places : {&postProcessor.single, &postProcessor.pair})
        for (PostProcessor::Part &part : *places) {
            for (const std::string &name : part.names)
                part.ids.push_back(idNamed(name));
            part.names.clear();
            for (const int id : part.ids)
                if (!m_vocabulary.contains(id))
                    throw Error("the post-processor adds the id " + std::to_string(id) + ", which has no token", m_parts.where);
        }
}

void TokenizerPipeline::addToken(AddedToken token)
{
    if (token.content.empty())
        return; // it could never be found
    const std::optional<int> known = m_vocabulary.find(token.content);
    if (token.id == AddedToken::kNoIdYet)
        token.id = known.value_or(m_nextId);
    m_vocabulary.add(token.content, token.id);
    if (!known && token.id != m_nextId)
        throw Error("the added token “" + token.content + "” has the id " + std::to_string(token.id)
                + ", and the official library would give it " + std::to_string(m_nextId),
            m_parts.where, "The ids of added tokens must follow those of the vocabulary without a gap");
    m_nextId = std::max(m_nextId, token.id + 1);
    if (!known)
        m_joined.insert(token.id);
    m_added.insert_or_assign(token.id, std::move(token));
}

std::optional<int> TokenizerPipeline::modelPiece(std::string_view piece) const
{
    const std::optional<int> id = m_vocabulary.find(piece);
    return id && m_joined.contains(*id) ? std::nullopt : id;
}

int TokenizerPipeline::idNamed(std::string_view piece) const
{
    if (const std::optional<int> id = m_vocabulary.find(piece))
        return *id;
    throw Error("the token “" + std::string(piece) + "”, which is put around every text, is not in the vocabulary", m_parts.where,
        "tokenizer_config.json says how it is spelled");
}

std::vector<Token> TokenizerPipeline::encode(std::string_view text, const std::stop_token &stop) const
{
    return fillIn(m_parts.postProcessor.single, text, {}, stop);
}

std::vector<Token> TokenizerPipeline::encodeTarget(std::string_view text, const std::stop_token &stop) const
{
    return fillIn((m_parts.targetPostProcessor ? *m_parts.targetPostProcessor : m_parts.postProcessor).single, text, {}, stop);
}

std::vector<Token> TokenizerPipeline::encodePair(std::string_view first, std::string_view second, const std::stop_token &stop) const
{
    if (m_parts.postProcessor.pair.empty())
        return Tokenizer::encodePair(first, second, stop);
    return fillIn(m_parts.postProcessor.pair, first, second, stop);
}

std::vector<Token> TokenizerPipeline::fillIn(
    const std::vector<PostProcessor::Part> &parts, std::string_view first, std::string_view second, const std::stop_token &stop) const
try {
    using Kind = PostProcessor::Part::Kind;
    TextWork work(first.size() + second.size(), stop);
    std::vector<Token> tokens;
    std::size_t at = 0; // special tokens stand at the end of the text before them, or at 0
    for (auto part = parts.begin(); part != parts.end(); ++part) {
        const std::size_t before = tokens.size();
        if (part->kind == Kind::special) {
            for (const int id : part->ids)
                tokens.push_back(specialToken(id, at));
        } else {
            const std::string_view text = part->kind == Kind::first ? first : second;
            std::vector<Token> own;
            appendText(text, own, work);
            for (Token &token : own)
                token.sequence = part->kind == Kind::first ? 0 : 1;
            tokens.insert(tokens.end(), std::make_move_iterator(own.begin()), std::make_move_iterator(own.end()));
            at = text.size();
        }
        for (std::size_t i = before; i < tokens.size(); ++i)
            tokens[i].segment = part->segment;
    }
    return tokens;
} catch (const TextWork::Stopped &) {
    return {};
}

void TokenizerPipeline::appendText(std::string_view text, std::vector<Token> &tokens, TextWork &work) const
{
    if (!m_parts.forbidden.empty() && text.find(m_parts.forbidden) != text.npos)
        throw Error("a text with “" + m_parts.forbidden + "” is not supported: the official tokenizer makes two texts of it", m_parts.where,
            "Leave it out");
    for (const AddedTokenFinder::Part &part : m_typedTokens.split(text)) {
        if (part.token)
            tokens.push_back(tokenFor(*part.token, part.span));
        else
            appendSection(text, part.span, tokens, work);
    }
}

void TokenizerPipeline::appendSection(std::string_view typed, TextSpan section, std::vector<Token> &tokens, TextWork &work) const
{
    const AlignedText text = m_parts.normalizer.apply(AlignedText(typed.substr(section.begin, section.size()), section.begin), work);
    for (const AddedTokenFinder::Part &part : m_normalizedTokens.split(text.text())) {
        if (part.token) {
            tokens.push_back(tokenFor(*part.token, text.source(part.span)));
            continue;
        }
        AlignedText words = text.part(part.span);
        for (const TextSpan word : m_parts.preTokenizer.split(words, work)) {
            work.spend(kStepsOfByte * word.size(), "cutting words into pieces", where());
            appendWord(words, word, typed, tokens, work);
        }
    }
}

std::string TokenizerPipeline::decode(std::span<const int> ids) const
{
    std::vector<Decoder::Piece> pieces;
    for (const int id : ids)
        pieces.push_back({piece(id), m_added.contains(id)});
    if (m_parts.decoder)
        return m_parts.decoder->decode(std::move(pieces));
    std::string text;
    for (const Decoder::Piece &piece : pieces)
        text.append(text.empty() ? "" : " ").append(piece.text);
    return text;
}

Token TokenizerPipeline::tokenAt(int id, TextSpan source) const
{
    return {.id = id, .piece = piece(id), .display = display(id), .begin = source.begin, .end = source.end, .note = {}};
}

void TokenizerPipeline::markUnknown(Token &token, std::string_view typed)
{
    token.display = displayText(typed.substr(token.begin, token.end - token.begin));
    token.note = "The vocabulary has no piece for this.";
}

bool TokenizerPipeline::wordsAreInByteAlphabet() const
{
    return m_parts.normalizer.makesByteAlphabet() || m_parts.preTokenizer.makesByteAlphabet();
}

Token TokenizerPipeline::tokenFor(const AddedToken &added, TextSpan source)
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
    return {.id = id, .piece = piece(id), .display = display(id), .begin = at, .end = at, .special = true, .note = {}, .sequence = -1};
}

std::string TokenizerPipeline::textOf(int id) const
{
    const auto added = m_added.find(id);
    return added != m_added.end() ? added->second.content : textOf(m_vocabulary.piece(id));
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

std::optional<int> TokenizerPipeline::maskId() const
{
    if (!m_parts.mask.empty())
        return m_vocabulary.find(m_parts.mask);
    for (const char *name : {"[MASK]", "<mask>"})
        if (const std::optional<int> id = m_vocabulary.find(name); id && m_added.contains(*id))
            return id;
    return std::nullopt;
}

Token TokenizerPipeline::tokenOf(int id) const
{
    Token token = Tokenizer::tokenOf(id);
    const auto added = m_added.find(id);
    token.special = added != m_added.end() && added->second.special;
    return token;
}

} // namespace headscope
