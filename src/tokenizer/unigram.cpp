#include "src/tokenizer/unigram.h"

#include "src/error.h"
#include "src/formats/utf8.h"
#include "src/tokenizer/sentencepiece_text.h"
#include "src/tokenizer/token_display.h"

#include <algorithm>
#include <limits>

namespace headscope {

namespace {

// SentencePiece's constant.
constexpr double kUnknownPenalty = 10;
constexpr std::uint64_t kStepsOfNode = 4;

double leastScore(const std::vector<double> &scores, const std::vector<bool> &hidden)
{
    double least = std::numeric_limits<double>::infinity();
    for (std::size_t id = 0; id < scores.size(); ++id)
        if (id >= hidden.size() || !hidden[id])
            least = std::min(least, scores[id]);
    return least;
}

} // namespace

Unigram::Model Unigram::Model::fromJson(const Json &model, const std::string &where)
{
    const Json vocabulary = model.at("vocab");
    constexpr std::size_t usualPieceBytes = 8;
    Model result{.vocabulary = Vocabulary(where), .scores = {}};
    result.vocabulary.reserve(vocabulary.size(), usualPieceBytes * vocabulary.size());
    result.scores.reserve(vocabulary.size());
    for (const Json entry : vocabulary.elements()) {
        result.vocabulary.append(entry.at(0).get<std::string_view>());
        result.scores.push_back(entry.at(1).get<double>());
    }
    if (result.scores.empty())
        throw Error("the vocabulary is empty", vocabulary.where());
    if (const Json unknown = model.find("unk_id").value_or(Json()); !unknown.isNull())
        result.unknown = unknown.get<int>();
    if (result.unknown && !result.vocabulary.contains(*result.unknown))
        throw Error("the unknown token's id " + std::to_string(*result.unknown) + " is not in the vocabulary", model.where());
    result.byteFallback = model.get("byte_fallback", false);
    return result;
}

// The tree is built before added tokens join the vocabulary: those are found in the text by themselves.
Unigram::Unigram(Model model, TokenizerParts parts)
    : Unigram(PieceTrie(model.vocabulary, model.hidden), std::move(model), std::move(parts))
{
}

Unigram::Unigram(PieceTrie pieces, Model &&model, TokenizerParts &&parts)
    : TokenizerPipeline(std::move(model.vocabulary), std::move(parts))
    , m_pieces(std::move(pieces))
    , m_scores(std::move(model.scores))
    , m_unknownScore(leastScore(m_scores, model.hidden) - kUnknownPenalty)
    , m_unknown(model.unknown)
    , m_bytePieces(fallbackPieces([this](std::string_view piece) { return modelPiece(piece); }))
    , m_byteFallback(model.byteFallback)
    , m_spellsUnknown(model.spellsUnknown)
    , m_singlePrecision(model.singlePrecision)
{
}

std::vector<Unigram::Segment> Unigram::segmentsOf(std::string_view word, TextWork &work) const
{
    // The best way to cut word[0, i) ends with the piece `id`, which starts at `begin`. Going through the word once suffices:
    // what is best up to a place does not depend on what comes behind it (Viterbi 1967).
    struct Best {
        double score = 0;
        std::size_t begin = 0;
        int id = kUnknown;
        bool reached = false;
    };
    std::vector<Best> best(word.size() + 1);
    const auto offer = [&](std::size_t begin, std::size_t end, int id, double piece) {
        const double sum = best[begin].score + piece;
        // Adding in 64 bits and rounding afterwards gives what adding in 32 bits does.
        const double score = m_singlePrecision ? static_cast<double>(static_cast<float>(sum)) : sum;
        if (!best[end].reached || score > best[end].score)
            best[end] = {score, begin, id, true};
    };
    for (std::size_t begin = 0; begin < word.size();) {
        const std::size_t afterCharacter = begin + codePointAt(word, begin).length;
        bool hasPieceOfOneCharacter = false;
        PieceTrie::Node node = PieceTrie::kRoot;
        std::size_t end = begin;
        while (end < word.size()) {
            node = m_pieces.next(node, word[end++]);
            if (node == PieceTrie::kNowhere)
                break;
            const int id = m_pieces.idAt(node);
            if (id < 0)
                continue;
            offer(begin, end, id, m_scores[static_cast<std::size_t>(id)]);
            hasPieceOfOneCharacter = hasPieceOfOneCharacter || end == afterCharacter;
        }
        if (!hasPieceOfOneCharacter)
            offer(begin, afterCharacter, kUnknown, m_unknownScore);
        work.spend(kStepsOfNode * (end - begin), "looking for pieces", where());
        begin = afterCharacter;
    }

    std::vector<Segment> segments;
    for (std::size_t end = word.size(); end > 0; end = best[end].begin) {
        const bool unknown = best[end].id == kUnknown || best[end].id == m_unknown;
        if (unknown && !segments.empty() && segments.back().id == kUnknown)
            segments.back().span.begin = best[end].begin;
        else
            segments.push_back({unknown ? kUnknown : best[end].id, {best[end].begin, end}});
    }
    std::ranges::reverse(segments);
    return segments;
}

void Unigram::appendUnknown(const AlignedText &text, TextSpan span, std::string_view typed, std::vector<Token> &tokens) const
{
    const std::string_view characters = text.text(span);
    const auto pieceOf = [this](char byte) { return m_bytePieces[static_cast<unsigned char>(byte)]; };
    if (const std::optional<int> id = modelPiece(characters)) {
        // Characters that are no pieces may together be one, if it is less probable than two unknown ones.
        tokens.push_back(tokenAt(*id, text.source(span)));
    } else if (m_byteFallback && std::ranges::all_of(characters, [&](char byte) { return pieceOf(byte) >= 0; })) {
        for (std::size_t i = 0; i < characters.size(); ++i)
            tokens.push_back(tokenAt(pieceOf(characters[i]), text.source({span.begin + i, span.begin + i + 1})));
    } else if (m_unknown) {
        Token token = tokenAt(*m_unknown, text.source(span));
        markUnknown(token, typed);
        if (m_spellsUnknown)
            token.piece = characters;
        tokens.push_back(std::move(token));
    } else {
        throw Error("the vocabulary has no piece for “" + displayText(characters) + "” and no unknown token", where(),
            "Use other characters, or a model with a larger vocabulary");
    }
}

void Unigram::appendWord(const AlignedText &text, TextSpan word, std::string_view typed, std::vector<Token> &tokens, TextWork &work) const
{
    for (const Segment &segment : segmentsOf(text.text(word), work)) {
        const TextSpan span{word.begin + segment.span.begin, word.begin + segment.span.end};
        if (segment.id == kUnknown)
            appendUnknown(text, span, typed, tokens);
        else
            tokens.push_back(tokenAt(segment.id, text.source(span)));
    }
}

std::string Unigram::textOf(std::string_view piece) const
{
    return textOfSentencePiece(piece);
}

} // namespace headscope
