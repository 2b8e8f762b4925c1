#include "src/tokenizer/word_piece.h"

#include "src/error.h"
#include "src/formats/utf8.h"
#include "src/tokenizer/vocabulary_json.h"

namespace headscope {

namespace {

constexpr std::uint64_t kStepsOfNode = 4;

std::size_t charactersIn(std::string_view text)
{
    std::size_t count = 0;
    for (std::size_t at = 0; at < text.size(); ++count)
        at += codePointAt(text, at).length;
    return count;
}

} // namespace

// The tree is built before added tokens join the vocabulary: those are found in the text by themselves.
WordPiece::WordPiece(Vocabulary vocabulary, Options options, TokenizerParts parts)
    : WordPiece(PieceTrie(vocabulary), std::move(vocabulary), std::move(options), std::move(parts))
{
}

WordPiece::WordPiece(PieceTrie pieces, Vocabulary &&vocabulary, Options &&options, TokenizerParts &&parts)
    : TokenizerPipeline(std::move(vocabulary), std::move(parts))
    , m_pieces(std::move(pieces))
    , m_inside(m_pieces.next(PieceTrie::kRoot, options.prefix))
    , m_options(std::move(options))
{
}

std::unique_ptr<WordPiece> WordPiece::fromJson(const Json &model, TokenizerParts parts)
{
    Vocabulary vocabulary = vocabularyFromJson(model.at("vocab"), parts.where);
    Options options;
    options.unknown = idOfUnknown(vocabulary, model.get("unk_token", std::string_view("[UNK]")), model);
    options.prefix = model.get("continuing_subword_prefix", options.prefix);
    options.longestWord = model.get("max_input_chars_per_word", options.longestWord);
    return std::make_unique<WordPiece>(std::move(vocabulary), std::move(options), std::move(parts));
}

std::vector<WordPiece::Match> WordPiece::piecesOf(std::string_view word, TextWork &work) const
{
    std::vector<Match> matches;
    if (static_cast<std::int64_t>(charactersIn(word)) > m_options.longestWord)
        return matches;
    for (std::size_t begin = 0; begin < word.size();) {
        Match longest{.id = -1, .span = {}};
        PieceTrie::Node node = begin == 0 ? PieceTrie::kRoot : m_inside;
        std::size_t end = begin;
        while (end < word.size() && node != PieceTrie::kNowhere) {
            node = m_pieces.next(node, word[end++]);
            if (node != PieceTrie::kNowhere && m_pieces.idAt(node) >= 0)
                longest = {m_pieces.idAt(node), {begin, end}};
        }
        work.spend(kStepsOfNode * (end - begin), "looking for pieces", where());
        if (longest.id < 0)
            return {};
        matches.push_back(longest);
        begin = longest.span.end;
    }
    return matches;
}

void WordPiece::appendWord(const AlignedText &text, TextSpan word, std::string_view typed, std::vector<Token> &tokens, TextWork &work) const
{
    const std::vector<Match> matches = piecesOf(text.text(word), work);
    for (const Match &match : matches)
        tokens.push_back(tokenAt(match.id, text.source({word.begin + match.span.begin, word.begin + match.span.end})));
    if (matches.empty()) {
        Token unknown = tokenAt(m_options.unknown, text.source(word));
        markUnknown(unknown, typed);
        tokens.push_back(std::move(unknown));
    }
}

} // namespace headscope
