#include "src/tokenizer/word_level.h"

#include "src/error.h"
#include "src/tokenizer/token_display.h"
#include "src/tokenizer/vocabulary_json.h"

namespace headscope {

WordLevel::WordLevel(Vocabulary vocabulary, std::optional<int> unknown, UnknownWords unknownWords, TokenizerParts parts)
    : TokenizerPipeline(std::move(vocabulary), std::move(parts))
    , m_unknown(unknown)
    , m_unknownWords(std::move(unknownWords))
{
}

std::unique_ptr<WordLevel> WordLevel::fromJson(const Json &model, const Json &unknownWords, TokenizerParts parts)
{
    Vocabulary vocabulary = vocabularyFromJson(model.at("vocab"), parts.where);
    // The format's default when none is named.
    std::optional<int> unknown = vocabulary.find("<unk>");
    const auto named = model.get("unk_token", std::string_view());
    if (!named.empty())
        unknown = idOfUnknown(vocabulary, named, model);
    UnknownWords rules = UnknownWords::fromJson(unknownWords, vocabulary);
    return std::make_unique<WordLevel>(std::move(vocabulary), unknown, std::move(rules), std::move(parts));
}

void WordLevel::appendWord(const AlignedText &text, TextSpan word, std::string_view typed, std::vector<Token> &tokens, TextWork &) const
{
    const TextSpan source = text.source(word);
    const std::string_view typedWord = typed.substr(source.begin, source.size());
    // The special tokens before a text have no width, words have.
    const bool first = tokens.empty() || tokens.back().begin == tokens.back().end;
    Token token;
    token.begin = source.begin;
    token.end = source.end;
    token.display = displayText(typedWord);
    if (const std::optional<int> id = modelPiece(text.text(word))) {
        token.id = *id;
    } else if (const UnknownWords::Guess *guess = m_unknownWords.guess({text.text(word), typedWord, first})) {
        token.id = guess->id;
        token.note = guess->says;
    } else if (m_unknown) {
        token.id = *m_unknown;
        token.note = "This word is not in the vocabulary.";
    } else {
        throw Error("the word “" + token.display + "” is not in the vocabulary, which has no unknown token", where(),
            "Use words that the model knows");
    }
    token.piece = vocabulary().piece(token.id);
    tokens.push_back(std::move(token));
}

} // namespace headscope
