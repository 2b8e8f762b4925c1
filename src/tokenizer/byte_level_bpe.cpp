#include "src/tokenizer/byte_level_bpe.h"

#include "src/error.h"
#include "src/tokenizer/byte_alphabet.h"
#include "src/tokenizer/token_display.h"

namespace headscope {

namespace {

/// Without a decoder pieces would be joined as they are spelled.
TokenizerParts withDecoder(TokenizerParts parts)
{
    if (!parts.decoder)
        parts.decoder = Decoder({{.kind = Decoder::Kind::byteLevel}});
    return parts;
}

} // namespace

ByteLevelBpe::ByteLevelBpe(BpeModel model, TokenizerParts parts)
    : TokenizerPipeline(std::move(model.vocabulary), withDecoder(std::move(parts)))
    , m_merges(std::move(model.merges))
    , m_unknown(model.unknown)
    , m_fuseUnknown(model.fuseUnknown)
    , m_wholeWords(model.wholeWords)
{
    m_inner = bytePieces(model.prefix, {});
    m_first = bytePieces({}, {});
    m_last = bytePieces(model.prefix, model.suffix);
    m_only = bytePieces({}, model.suffix);
}

ByteLevelBpe::BytePieces ByteLevelBpe::bytePieces(std::string_view prefix, std::string_view suffix) const
{
    BytePieces pieces;
    for (std::size_t byte = 0; byte < pieces.size(); ++byte) {
        const std::string piece = std::string(prefix).append(byteCharacter(static_cast<unsigned char>(byte))).append(suffix);
        pieces[byte] = modelPiece(piece).value_or(kNoPiece);
    }
    return pieces;
}

std::vector<BpeSymbol> ByteLevelBpe::symbolsOf(std::string_view bytes, TextWork &work) const
{
    if (m_wholeWords) {
        std::string word;
        for (const char byte : bytes)
            word += byteCharacter(static_cast<unsigned char>(byte));
        if (const std::optional<int> id = modelPiece(word))
            return {{*id, 0, bytes.size()}};
    }
    std::vector<BpeSymbol> symbols;
    symbols.reserve(bytes.size());
    for (std::size_t i = 0; i < bytes.size(); ++i) {
        const bool last = i + 1 == bytes.size();
        const BytePieces &pieces = i == 0 ? (last ? m_only : m_first) : last ? m_last : m_inner;
        const int id = pieces[static_cast<unsigned char>(bytes[i])];
        if (id != kNoPiece) {
            symbols.push_back({id, i, i + 1});
            continue;
        }
        if (!m_unknown)
            throw Error("the vocabulary has no piece for the byte " + displayText({&bytes[i], 1}) + " and no unknown token", where(),
                "Use other characters, or a model with a larger vocabulary");
        if (m_fuseUnknown && !symbols.empty() && symbols.back().id == *m_unknown)
            symbols.back().end = i + 1;
        else
            symbols.push_back({*m_unknown, i, i + 1});
    }
    m_merges.apply(symbols, work);
    return symbols;
}

void ByteLevelBpe::appendWord(
    const AlignedText &text, TextSpan word, std::string_view typed, std::vector<Token> &tokens, TextWork &work) const
{
    for (const BpeSymbol &symbol : symbolsOf(text.text(word), work)) {
        const TextSpan place{word.begin + symbol.begin, word.begin + symbol.end};
        Token token = tokenAt(symbol.id, text.source(place));
        if (symbol.id == m_unknown)
            markUnknown(token, typed);
        tokens.push_back(std::move(token));
    }
}

std::string ByteLevelBpe::textOf(std::string_view piece) const
{
    return bytesOfPiece(piece).value_or(std::string(piece));
}

} // namespace headscope
