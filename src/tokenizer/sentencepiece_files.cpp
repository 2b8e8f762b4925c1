#include "src/tokenizer/sentencepiece_files.h"

#include "src/error.h"
#include "src/tokenizer/character_bpe.h"
#include "src/tokenizer/class_rules.h"
#include "src/tokenizer/unigram.h"

#include <algorithm>
#include <array>
#include <unordered_map>
#include <unordered_set>

namespace headscope {

namespace {

using Piece = SentencePieceModel::Piece;
using PieceType = SentencePieceModel::PieceType;
using Prepend = PreTokenizer::Prepend;

constexpr const char *kSpace = "▁";

Normalizer::Step replaceStep(std::string_view expression, const char *content, const std::string &where)
{
    return Normalizer::replaceStep(SplitPattern::regularExpression(expression, where), content);
}

std::vector<Normalizer::Step> charsmapSteps(const SentencePieceModel &model, Charsmap::Matching matching)
{
    if (model.charsmap.empty())
        return {};
    return {Normalizer::charsmapStep(model.charsmap, matching, model.where)};
}

Decoder metaspaceDecoder(bool dropsFirstSpace)
{
    return Decoder({{.kind = Decoder::Kind::metaspace, .mark = kSpace, .dropFirst = dropsFirstSpace}});
}

Vocabulary vocabularyOf(const SentencePieceModel &model)
{
    Vocabulary vocabulary(model.where);
    for (const Piece &piece : model.pieces)
        vocabulary.append(piece.text);
    return vocabulary;
}

std::optional<int> unknownOf(const SentencePieceModel &model)
{
    const int id = model.firstOf(PieceType::unknown);
    return id < 0 ? std::nullopt : std::optional<int>(id);
}

/// Pieces that may be merged, the best first.
std::vector<int> mergeOrder(const SentencePieceModel &model)
{
    std::vector<int> order;
    for (std::size_t id = 0; id < model.pieces.size(); ++id)
        if (model.pieces[id].type == PieceType::normal)
            order.push_back(static_cast<int>(id));
    const auto scoreOf = [&](int id) { return model.pieces[static_cast<std::size_t>(id)].score; };
    std::ranges::stable_sort(order, [&](int one, int other) { return scoreOf(one) > scoreOf(other); });
    return order;
}

std::unique_ptr<TokenizerPipeline> bpeFrom(const SentencePieceModel &model, TokenizerParts parts)
{
    BpeModel bpe = BpeModel::fromPieces(vocabularyOf(model), mergeOrder(model));
    bpe.unknown = unknownOf(model);
    bpe.fuseUnknown = true;
    bpe.byteFallback = model.byteFallback;
    return std::make_unique<CharacterBpe>(std::move(bpe), std::move(parts));
}

Unigram::Model unigramFrom(const SentencePieceModel &model)
{
    Unigram::Model unigram{
        .vocabulary = vocabularyOf(model), .scores = {}, .unknown = unknownOf(model), .byteFallback = model.byteFallback};
    for (const Piece &piece : model.pieces)
        unigram.scores.push_back(piece.score);
    return unigram;
}

/// The settings may give the model's pieces other names: those of tokens that stand for some of them.
void renamePieces(SentencePieceModel &model, const TokenizerSettings &settings)
{
    std::unordered_map<std::size_t, std::string> names;
    for (const AddedToken &token : settings.added())
        names[static_cast<std::size_t>(token.id)] = token.content;
    std::unordered_set<std::string> kept;
    for (std::size_t id = 0; id < model.pieces.size(); ++id)
        if (!names.contains(id))
            kept.insert(model.pieces[id].text);
    for (const auto &[id, name] : names)
        if (id < model.pieces.size() && !kept.contains(name))
            model.pieces[id].text = name;
}

/// A text that is any of these, the longer before the shorter.
std::string anyOf(std::vector<std::string> texts)
{
    std::ranges::stable_sort(texts, std::ranges::greater(), [](const std::string &text) {
        return std::ranges::count_if(text, [](char byte) { return (byte & 0xc0) != 0x80; }); // characters
    });
    std::string expression;
    for (const std::string &text : texts) {
        if (!expression.empty())
            expression += '|';
        for (const char byte : text) {
            constexpr std::string_view punctuation = " !\"#$%&'()*+,-./:;<=>?@[\\]^`{|}~";
            if (punctuation.find(byte) != punctuation.npos)
                expression += '\\';
            expression += byte;
        }
    }
    return expression;
}

std::vector<std::string> wholePiecesOf(const SentencePieceModel &model)
{
    std::vector<std::string> texts;
    for (const Piece &piece : model.pieces)
        if (piece.type == PieceType::userDefined)
            texts.push_back(piece.text);
    return texts;
}

// What transformers makes of a model of no class of its own; nearly what SentencePiece itself does, except around special tokens.
TokenizerParts partsAsWritten(const SentencePieceModel &model, const TokenizerSettings &settings)
{
    const bool legacy = settings.mentions("legacy") ? settings.flag("legacy").value_or(false) : true;
    TokenizerParts parts;
    parts.where = model.where;
    std::vector<Normalizer::Step> steps = charsmapSteps(model, Charsmap::Matching::byGrapheme);
    if (model.removesExtraSpaces) {
        steps.push_back(replaceStep("\\A +| +\\z", "", model.where));
        steps.push_back(replaceStep(" {2,}", " ", model.where));
    }
    if (model.escapesSpaces)
        steps.push_back(Normalizer::replaceStep(SplitPattern::literal(" ", model.where), kSpace));
    if (model.addsDummyPrefix && legacy)
        steps.push_back(replaceStep("\\A▁", "▁▁", model.where));
    parts.normalizer = Normalizer(std::move(steps));
    std::vector<PreTokenizer::Step> words;
    if (model.addsDummyPrefix)
        words = PreTokenizer::metaspace(kSpace, legacy ? Prepend::always : Prepend::first, false);
    if (const std::vector<std::string> whole = wholePiecesOf(model); !whole.empty())
        words.push_back({.kind = PreTokenizer::Kind::pattern, .pattern = SplitPattern::regularExpression(anyOf(whole), model.where)});
    parts.preTokenizer = PreTokenizer(std::move(words));
    parts.decoder = byteFallbackDecoder(model.addsDummyPrefix);
    return parts;
}

void addTokensAsWritten(const SentencePieceModel &model, const TokenizerSettings &settings, TokenizerParts &parts)
{
    for (AddedToken token : settings.added()) {
        token.id = AddedToken::kNoIdYet;
        token.normalized = token.normalized && !model.addsDummyPrefix;
        parts.addedTokens.push_back(std::move(token));
    }
    std::vector<UsualRole> usual;
    const auto addUsual = [&](std::string_view role, int id, const std::string &piece) {
        if (id >= 0)
            usual.push_back({role, piece});
    };
    addUsual("bos_token", model.beginId, model.beginPiece);
    addUsual("eos_token", model.endId, model.endPiece);
    addUsual("unk_token", model.unknownId, model.unknownPiece);
    const std::vector<TokenizerSettings::Role> roles = rolesOf(usual, std::nullopt, settings);
    std::vector<AddedToken> control;
    for (const Piece &piece : model.pieces)
        if (piece.type == PieceType::control)
            control.push_back({.content = piece.text, .special = true, .normalized = false});
    addTokensOfSettings(settings, roles, control, parts);
    parts.postProcessor = frameOfSettings(settings, roles);
}

std::unique_ptr<Tokenizer> asWritten(SentencePieceModel model, const TokenizerSettings &settings)
{
    const bool bpe = model.kind == SentencePieceModel::Kind::bpe;
    if (bpe)
        renamePieces(model, settings);
    TokenizerParts parts = partsAsWritten(model, settings);
    addTokensAsWritten(model, settings, parts);
    if (bpe) {
        BpeModel merged = BpeModel::fromPieces(vocabularyOf(model), mergeOrder(model), true);
        merged.unknown = merged.vocabulary.find(model.unknownPiece);
        merged.fuseUnknown = true;
        merged.byteFallback = model.byteFallback;
        merged.wholeWords = !wholePiecesOf(model).empty();
        return std::make_unique<CharacterBpe>(std::move(merged), std::move(parts));
    }
    Unigram::Model unigram = unigramFrom(model);
    if (!unigram.vocabulary.contains(model.unknownId))
        throw Error("the unknown token's id " + std::to_string(model.unknownId) + " is not in the vocabulary", model.where);
    unigram.unknown = model.unknownId;
    return std::make_unique<Unigram>(std::move(unigram), std::move(parts));
}

std::unique_ptr<Tokenizer> ofNoClass(const SentencePieceModel &model, const TokenizerSettings &settings)
{
    TokenizerParts parts = partsOfSentencePiece(model);
    constexpr std::array<std::pair<const char *, const char *>, 5> usual{
        {{"bos_token", "<s>"}, {"eos_token", "</s>"}, {"unk_token", "<unk>"}, {"pad_token", "<pad>"}, {"mask_token", "<mask>"}}};
    std::vector<TokenizerSettings::Role> roles;
    const Vocabulary vocabulary = vocabularyOf(model);
    for (const auto &[role, token] : usual)
        if (const std::string text = settings.special(role, token); vocabulary.find(text))
            roles.push_back({.name = role, .token = AddedToken{.content = text, .special = true, .normalized = false}});
    addTokensOfSettings(settings, roles, std::nullopt, parts);
    parts.optionalTokens = settings.added();
    addOwnTokens(model, parts);
    parts.postProcessor = frameOfSettings(settings, roles);
    return sentencePieceItself(model, std::move(parts), false);
}

} // namespace

Decoder byteFallbackDecoder(bool dropsFirstSpace)
{
    std::vector<Decoder::Step> steps{
        {.kind = Decoder::Kind::metaspace, .mark = kSpace}, {.kind = Decoder::Kind::byteFallback}, {.kind = Decoder::Kind::fuse}};
    if (dropsFirstSpace)
        steps.push_back({.kind = Decoder::Kind::strip, .mark = " ", .left = 1});
    return Decoder(std::move(steps));
}

void addOwnTokens(const SentencePieceModel &model, TokenizerParts &parts)
{
    for (std::size_t id = 0; id < model.pieces.size(); ++id) {
        const Piece &piece = model.pieces[id];
        const bool special = piece.type == PieceType::control || piece.type == PieceType::unknown;
        if (special || piece.type == PieceType::userDefined)
            parts.optionalTokens.push_back({.id = static_cast<int>(id), .content = piece.text, .special = special, .normalized = false});
    }
}

TokenizerParts partsOfSentencePiece(const SentencePieceModel &model, bool eachSection)
{
    TokenizerParts parts;
    parts.where = model.where;
    if (!model.escapesSpaces || model.spaceIsSuffix)
        throw Error("this SentencePiece model treats spaces in a way that is not supported (“escape_whitespaces” off, or "
                    "“treat_whitespace_as_suffix”)",
            model.where, "Fetch the model's tokenizer.json into this folder");
    std::vector<Normalizer::Step> steps = charsmapSteps(model, Charsmap::Matching::longest);
    if (model.addsDummyPrefix) // first of all: what comes later no longer knows whether the typed text starts here
        steps.insert(steps.begin(), {.kind = Normalizer::Kind::prepend, .content = " ", .onlyAtStart = !eachSection});
    if (model.removesExtraSpaces) {
        steps.push_back(replaceStep(" {2,}", " ", model.where));
        // A typed ▁ counts as a space here.
        steps.push_back(replaceStep(model.addsDummyPrefix ? "[ ▁]+\\z" : "\\A +|[ ▁]+\\z", "", model.where));
    }
    parts.normalizer = Normalizer(std::move(steps));
    parts.preTokenizer = PreTokenizer(PreTokenizer::metaspace(kSpace, Prepend::never, false));
    parts.decoder = model.byteFallback ? byteFallbackDecoder(model.addsDummyPrefix) : metaspaceDecoder(model.addsDummyPrefix);
    return parts;
}

std::unique_ptr<TokenizerPipeline> pipelineFromSentencePiece(const SentencePieceModel &model, TokenizerParts parts)
{
    if (model.kind == SentencePieceModel::Kind::bpe)
        return bpeFrom(model, std::move(parts));
    return std::make_unique<Unigram>(unigramFrom(model), std::move(parts));
}

std::unique_ptr<TokenizerPipeline> sentencePieceItself(const SentencePieceModel &model, TokenizerParts parts, bool spellsUnknown)
{
    if (model.kind == SentencePieceModel::Kind::bpe)
        return bpeFrom(model, std::move(parts));
    Unigram::Model unigram = unigramFrom(model);
    unigram.singlePrecision = true;
    unigram.spellsUnknown = spellsUnknown;
    for (const Piece &piece : model.pieces)
        unigram.hidden.push_back(piece.type != PieceType::normal && piece.type != PieceType::userDefined);
    return std::make_unique<Unigram>(std::move(unigram), std::move(parts));
}

std::unique_ptr<Tokenizer> tokenizerFromSentencePiece(SentencePieceModel model, TokenizerClass kind, const TokenizerSettings &settings)
{
    if (kind == TokenizerClass::unsaid)
        return ofNoClass(model, settings);
    if (kind == TokenizerClass::asWritten)
        return asWritten(std::move(model), settings);
    return tokenizerOfClass(kind, ingredientsFrom(std::move(model), kind, settings), settings);
}

} // namespace headscope
