#include "src/tokenizer/character_bpe.h"

#include "src/error.h"
#include "src/formats/utf8.h"
#include "src/tokenizer/byte_alphabet.h"
#include "src/tokenizer/sentencepiece_text.h"
#include "src/tokenizer/token_display.h"

namespace headscope {

CharacterBpe::CharacterBpe(BpeModel model, TokenizerParts parts)
    : TokenizerPipeline(std::move(model.vocabulary), std::move(parts))
    , m_merges(std::move(model.merges))
    , m_bytePieces(fallbackPieces([this](std::string_view piece) { return modelPiece(piece); }))
    , m_unknown(model.unknown)
    , m_prefix(std::move(model.prefix))
    , m_suffix(std::move(model.suffix))
    , m_fuseUnknown(model.fuseUnknown)
    , m_byteFallback(model.byteFallback)
    , m_wholeWords(model.wholeWords)
    , m_byteAlphabet(wordsAreInByteAlphabet())
{
}

std::string CharacterBpe::kind() const
{
    return m_byteAlphabet ? "byte-level BPE" : m_byteFallback ? "SentencePiece BPE with byte fallback" : "BPE on characters";
}

bool CharacterBpe::appendBytes(std::string_view word, TextSpan character, std::vector<BpeSymbol> &symbols) const
{
    const auto pieceAt = [&](std::size_t at) { return m_bytePieces[static_cast<unsigned char>(word[at])]; };
    for (std::size_t at = character.begin; at < character.end; ++at)
        if (pieceAt(at) < 0)
            return false;
    for (std::size_t at = character.begin; at < character.end; ++at)
        symbols.push_back({pieceAt(at), at, at + 1});
    return true;
}

void CharacterBpe::appendUnknown(TextSpan character, bool afterUnknown, std::vector<BpeSymbol> &symbols) const
{
    if (m_fuseUnknown && afterUnknown)
        symbols.back().end = character.end;
    else
        symbols.push_back({*m_unknown, character.begin, character.end});
}

std::vector<BpeSymbol> CharacterBpe::symbolsOf(std::string_view word, TextWork &work) const
{
    if (m_wholeWords)
        if (const std::optional<int> id = modelPiece(word))
            return {{*id, 0, word.size()}};
    std::vector<BpeSymbol> symbols;
    symbols.reserve(word.size());
    bool afterUnknown = false;
    std::string spelled;
    for (std::size_t at = 0; at < word.size();) {
        const TextSpan character{at, at + codePointAt(word, at).length};
        at = character.end;
        spelled = character.begin > 0 ? m_prefix : std::string();
        spelled += word.substr(character.begin, character.size());
        if (character.end == word.size())
            spelled += m_suffix;
        if (const std::optional<int> id = modelPiece(spelled)) {
            symbols.push_back({*id, character.begin, character.end});
            afterUnknown = false;
        } else if (m_byteFallback && appendBytes(word, character, symbols)) {
            afterUnknown = false;
        } else if (m_unknown) {
            appendUnknown(character, afterUnknown, symbols);
            afterUnknown = true;
        } else {
            throw Error("the vocabulary has no piece for “" + displayText(word.substr(character.begin, character.size()))
                    + "” and no unknown token",
                where(), "Use other characters, or a model with a larger vocabulary");
        }
    }
    m_merges.apply(symbols, work);
    return symbols;
}

void CharacterBpe::appendWord(
    const AlignedText &text, TextSpan word, std::string_view typed, std::vector<Token> &tokens, TextWork &work) const
{
    for (const BpeSymbol &symbol : symbolsOf(text.text(word), work)) {
        Token token = tokenAt(symbol.id, text.source({word.begin + symbol.begin, word.begin + symbol.end}));
        if (symbol.id == m_unknown)
            markUnknown(token, typed);
        tokens.push_back(std::move(token));
    }
}

std::string CharacterBpe::textOf(std::string_view piece) const
{
    return m_byteAlphabet ? bytesOfPiece(piece).value_or(std::string(piece)) : textOfSentencePiece(piece);
}

} // namespace headscope
