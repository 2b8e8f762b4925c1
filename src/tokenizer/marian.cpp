#include "src/tokenizer/marian.h"

#include "src/error.h"
#include "src/tokenizer/sentencepiece_files.h"
#include "src/tokenizer/sentencepiece_text.h"
#include "src/tokenizer/token_display.h"
#include "src/tokenizer/vocabulary_json.h"

#include <algorithm>
#include <array>

namespace headscope {

namespace {

std::unique_ptr<TokenizerPipeline> openModel(const std::filesystem::path &file, const TokenizerSettings &settings)
{
    const SentencePieceModel model = SentencePieceModel::read(file);
    TokenizerParts parts = partsOfSentencePiece(model, true);
    // Only the texts of these tokens matter; one that the model lacks gets an id behind the others.
    int behind = static_cast<int>(model.pieces.size());
    const std::array<std::string, 3> special{
        settings.special("eos_token", "</s>"), settings.special("unk_token", "<unk>"), settings.special("pad_token", "<pad>")};
    for (const std::string &token : special) {
        const auto found = std::ranges::find(model.pieces, token, &SentencePieceModel::Piece::text);
        const int id = found == model.pieces.end() ? behind++ : static_cast<int>(found - model.pieces.begin());
        parts.addedTokens.push_back({.id = id, .content = token, .special = true, .normalized = false});
    }
    return sentencePieceItself(model, std::move(parts), true);
}

/// Bytes of >>code<< at the start, else 0.
std::size_t languageCode(std::string_view text)
{
    const std::size_t end = text.starts_with(">>") ? text.find("<<") : text.npos;
    return end == text.npos ? 0 : end + 2;
}

} // namespace

Marian::Marian(std::unique_ptr<TokenizerPipeline> source, std::unique_ptr<TokenizerPipeline> target, Vocabulary vocabulary,
    const TokenizerSettings &settings)
    : m_source(std::move(source))
    , m_target(std::move(target))
    , m_vocabulary(std::move(vocabulary))
{
    m_unknown = idOrThrow(settings.special("unk_token", "<unk>"));
    m_end = idOrThrow(settings.special("eos_token", "</s>"));
    m_padding = m_vocabulary.find(settings.special("pad_token", "<pad>"));
}

std::unique_ptr<Marian> Marian::open(const std::filesystem::path &folder, const TokenizerSettings &settings)
{
    if (settings.flag("separate_vocabs").value_or(false))
        throw Error("a list of ids for each language (“separate_vocabs”) is not supported", (folder / "tokenizer_config.json").string());
    const std::filesystem::path list = folder / "vocab.json";
    return std::unique_ptr<Marian>(new Marian(openModel(folder / "source.spm", settings), openModel(folder / "target.spm", settings),
        vocabularyFromJson(Json::read(list), list.string()), settings));
}

int Marian::idOrThrow(const std::string &token) const
{
    if (const std::optional<int> id = m_vocabulary.find(token))
        return *id;
    throw Error("the token “" + token + "” is not in the vocabulary", m_vocabulary.where());
}

std::vector<Token> Marian::encode(std::string_view text, const std::stop_token &stop) const
{
    return encodeWith(*m_source, text, stop);
}

std::vector<Token> Marian::encodeTarget(std::string_view text, const std::stop_token &stop) const
{
    return encodeWith(*m_target, text, stop);
}

std::vector<Token> Marian::encodeWith(const TokenizerPipeline &tokenizer, std::string_view text, const std::stop_token &stop) const
{
    const std::size_t begin = languageCode(text);
    std::vector<Token> tokens;
    if (begin > 0) {
        Token code = tokenOf(m_vocabulary.find(text.substr(0, begin)).value_or(m_unknown));
        code.end = begin;
        if (code.id == m_unknown)
            code.note = "The vocabulary has no such language.";
        tokens.push_back(std::move(code));
    }
    for (Token &token : tokenizer.encode(text.substr(begin), stop)) {
        token.begin += begin;
        token.end += begin;
        // Characters that are unknown to one language's model may be a piece of the other's.
        const std::optional<int> id = m_vocabulary.find(token.piece);
        token.id = id.value_or(m_unknown);
        token.piece = piece(token.id);
        token.note = id ? "" : "The vocabulary has no piece for this.";
        token.display = id ? display(*id) : displayText(text.substr(token.begin, token.end - token.begin));
        token.special = id && isSpecial(*id);
        tokens.push_back(std::move(token));
    }
    if (stop.stop_requested())
        return {};
    tokens.push_back(tokenOf(m_end));
    tokens.back().begin = tokens.back().end = text.size();
    tokens.back().sequence = -1;
    return tokens;
}

std::string Marian::decode(std::span<const int> ids) const
{
    std::string text;
    for (const int id : ids)
        text += isSpecial(id) ? piece(id) + " " : textOfSentencePiece(piece(id));
    while (text.starts_with(' '))
        text.erase(0, 1);
    while (text.ends_with(' '))
        text.pop_back();
    return text;
}

std::string Marian::display(int id) const
{
    return displayText(textOfSentencePiece(piece(id)));
}

std::string Marian::piece(int id) const
{
    return std::string(m_vocabulary.piece(id));
}

std::optional<int> Marian::idOf(std::string_view piece) const
{
    return m_vocabulary.find(piece);
}

Token Marian::tokenOf(int id) const
{
    Token token = Tokenizer::tokenOf(id);
    token.special = isSpecial(id);
    return token;
}

} // namespace headscope
