#include "src/tokenizer/sentencepiece_files.h"

#include "src/error.h"
#include "src/tokenizer/character_bpe.h"
#include "src/tokenizer/special_tokens.h"
#include "src/tokenizer/unigram.h"

#include <algorithm>
#include <array>

namespace headscope {

namespace {

using Piece = SentencePieceModel::Piece;
using PieceType = SentencePieceModel::PieceType;
using Prepend = PreTokenizer::Prepend;

constexpr const char *kSpace = "▁";

bool isOneOf(std::string_view family, std::span<const std::string_view> families)
{
    return std::ranges::find(families, family) != families.end();
}

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

/// ▁ and <0xE2> back to text; `dropsFirstSpace` for a tokenizer that puts a space before every text.
Decoder byteFallbackDecoder(bool dropsFirstSpace)
{
    std::vector<Decoder::Step> steps{
        {.kind = Decoder::Kind::metaspace, .mark = kSpace}, {.kind = Decoder::Kind::byteFallback}, {.kind = Decoder::Kind::fuse}};
    if (dropsFirstSpace)
        steps.push_back({.kind = Decoder::Kind::strip, .mark = " ", .left = 1});
    return Decoder(std::move(steps));
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

void addSettings(const SentencePieceModel &model, const TokenizerSettings &settings, const Roles &roles, TokenizerParts &parts)
{
    addSpecialTokens(vocabularyOf(model), settings, roles, parts);
    addOwnTokens(model, parts);
}

int idOf(const SentencePieceModel &model, const std::string &token)
{
    const auto found = std::ranges::find(model.pieces, token, &Piece::text);
    if (found == model.pieces.end())
        throw Error("the token “" + token + "”, which every text needs, is not in the vocabulary", model.where);
    return static_cast<int>(found - model.pieces.begin());
}

void setUpT5(SentencePieceModel &model, const TokenizerSettings &settings, TokenizerParts &parts)
{
    constexpr int most = 10'000;
    const int extra = settings.number("extra_ids", 100);
    if (extra < 0 || extra > most)
        throw Error("“extra_ids” is " + std::to_string(extra), model.where, "It must be from 0 to " + std::to_string(most));
    for (int i = extra - 1; i >= 0; --i)
        model.pieces.push_back({"<extra_id_" + std::to_string(i) + ">", 0, PieceType::control});
    parts.normalizer = Normalizer(charsmapSteps(model, Charsmap::Matching::byGrapheme));
    std::vector<PreTokenizer::Step> steps = PreTokenizer::metaspace(kSpace, Prepend::always, true);
    steps.insert(steps.begin(), {.kind = PreTokenizer::Kind::whitespace});
    parts.preTokenizer = PreTokenizer(std::move(steps));
    parts.decoder = metaspaceDecoder(true);
    addSettings(model, settings, {{"eos_token", "</s>"}, {"unk_token", "<unk>"}, {"pad_token", "<pad>"}}, parts);
    const int end = idOf(model, settings.special("eos_token", "</s>"));
    parts.postProcessor = PostProcessor::around({}, {end}, {end}, 0);
}

// Trained with fairseq, whose vocabulary begins with four tokens of its own: every id is one more than the file says.
void setUpXlmRoberta(SentencePieceModel &model, const TokenizerSettings &settings, TokenizerParts &parts)
{
    constexpr std::size_t filesOwnTokens = 3;
    const auto special = [&](const char *role, const char *usual, PieceType type) { return Piece{settings.special(role, usual), 0, type}; };
    std::vector<Piece> pieces{special("bos_token", "<s>", PieceType::control), special("pad_token", "<pad>", PieceType::control),
        special("eos_token", "</s>", PieceType::control), special("unk_token", "<unk>", PieceType::unknown)};
    if (model.pieces.size() > filesOwnTokens)
        pieces.insert(pieces.end(), model.pieces.begin() + filesOwnTokens, model.pieces.end());
    pieces.push_back(special("mask_token", "<mask>", PieceType::control));
    model.pieces = std::move(pieces);

    parts.normalizer = Normalizer(charsmapSteps(model, Charsmap::Matching::byGrapheme));
    std::vector<PreTokenizer::Step> steps = PreTokenizer::metaspace(kSpace, Prepend::always, true);
    steps.insert(steps.begin(), {.kind = PreTokenizer::Kind::whitespace});
    parts.preTokenizer = PreTokenizer(std::move(steps));
    parts.decoder = metaspaceDecoder(true);
    addSettings(model, settings, {{"mask_token", "<mask>"}}, parts);
    constexpr int start = 0;
    constexpr int end = 2;
    parts.postProcessor = PostProcessor::around({start}, {end, end}, {end}, 0);
}

void setUpLlama(const SentencePieceModel &model, const TokenizerSettings &settings, TokenizerParts &parts)
{
    const bool prepends = settings.flag("add_prefix_space").value_or(true);
    const bool legacy = settings.flag("legacy").value_or(false);
    parts.preTokenizer = PreTokenizer(PreTokenizer::metaspace(kSpace,
        !prepends    ? Prepend::never
            : legacy ? Prepend::always
                     : Prepend::first,
        false));
    parts.decoder = byteFallbackDecoder(prepends);
    const Roles roles{{"bos_token", "<s>"}, {"eos_token", "</s>"}, {"unk_token", "<unk>"}};
    addSettings(model, settings, roles, parts);
    setFrame(settings, roles, {.before = true, .after = false}, parts);
}

void setUpGemma(const SentencePieceModel &model, const TokenizerSettings &settings, TokenizerParts &parts)
{
    parts.preTokenizer = PreTokenizer(PreTokenizer::metaspace(kSpace, Prepend::never, false));
    parts.decoder = byteFallbackDecoder(false);
    const Roles roles{
        {"bos_token", "<bos>"}, {"eos_token", "<eos>"}, {"unk_token", "<unk>"}, {"pad_token", "<pad>"}, {"mask_token", "<mask>"}};
    addSettings(model, settings, roles, parts);
    setFrame(settings, roles, {.before = true, .after = false}, parts);
}

void setUpBigBird(const SentencePieceModel &model, const TokenizerSettings &settings, TokenizerParts &parts)
{
    parts = partsOfSentencePiece(model);
    addSettings(model, settings,
        {{"cls_token", "[CLS]"}, {"sep_token", "[SEP]"}, {"mask_token", "[MASK]"}, {"bos_token", "<s>"}, {"eos_token", "</s>"},
            {"unk_token", "<unk>"}, {"pad_token", "<pad>"}},
        parts);
    const int start = idOf(model, settings.special("cls_token", "[CLS]"));
    const int separator = idOf(model, settings.special("sep_token", "[SEP]"));
    parts.postProcessor = PostProcessor::around({start}, {separator}, {separator}, 1);
}

void setUpUnknownFamily(const SentencePieceModel &model, const TokenizerSettings &settings, TokenizerParts &parts)
{
    parts = partsOfSentencePiece(model);
    const Roles roles{
        {"bos_token", "<s>"}, {"eos_token", "</s>"}, {"unk_token", "<unk>"}, {"pad_token", "<pad>"}, {"mask_token", "<mask>"}};
    addSettings(model, settings, roles, parts);
    setFrame(settings, roles, {.before = false, .after = false}, parts);
}

std::optional<int> unknownOf(const SentencePieceModel &model)
{
    const int id = model.firstOf(PieceType::unknown);
    return id < 0 ? std::nullopt : std::optional<int>(id);
}

std::unique_ptr<TokenizerPipeline> bpeFrom(const SentencePieceModel &model, TokenizerParts parts)
{
    std::vector<int> order;
    for (std::size_t id = 0; id < model.pieces.size(); ++id)
        if (model.pieces[id].type == PieceType::normal)
            order.push_back(static_cast<int>(id));
    const auto scoreOf = [&](int id) { return model.pieces[static_cast<std::size_t>(id)].score; };
    std::ranges::stable_sort(order, [&](int one, int other) { return scoreOf(one) > scoreOf(other); });
    BpeModel bpe = BpeModel::fromPieces(vocabularyOf(model), order);
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

} // namespace

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

std::unique_ptr<Tokenizer> tokenizerFromSentencePiece(SentencePieceModel model, const TokenizerSettings &settings)
{
    constexpr std::array<std::string_view, 5> likeT5{"t5", "mt5", "umt5", "longt5", "switchtransformers"};
    constexpr std::array<std::string_view, 7> likeLlama{"llama", "codellama", "mistral", "mixtral", "phi3", "yi", "internlm2"};
    const std::string_view family = settings.family();
    TokenizerParts parts;
    parts.where = model.where;
    bool ownWay = false;
    if (isOneOf(family, likeT5))
        setUpT5(model, settings, parts);
    else if (isOneOf(family, likeLlama))
        setUpLlama(model, settings, parts);
    else if (family.starts_with("gemma"))
        setUpGemma(model, settings, parts);
    else if (family.starts_with("xlmroberta"))
        setUpXlmRoberta(model, settings, parts);
    else {
        ownWay = true;
        if (family == "bigbird")
            setUpBigBird(model, settings, parts);
        else
            setUpUnknownFamily(model, settings, parts);
    }
    return ownWay ? sentencePieceItself(model, std::move(parts), false) : pipelineFromSentencePiece(model, std::move(parts));
}

} // namespace headscope
