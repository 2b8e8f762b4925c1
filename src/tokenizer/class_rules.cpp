#include "src/tokenizer/class_rules.h"

#include "src/error.h"
#include "src/tokenizer/byte_level_bpe.h"
#include "src/tokenizer/character_bpe.h"
#include "src/tokenizer/class_draft.h"
#include "src/tokenizer/language_codes.h"
#include "src/tokenizer/word_piece.h"

#include <algorithm>
#include <array>

namespace headscope {

namespace {

using Kind = TokenizerClass;
using Role = TokenizerSettings::Role;

/// The tokens that tokenizer.json and the settings list with their ids: a class adds them anew, in that order.
std::vector<AddedToken> listedTokens(const Ingredients &in, const TokenizerSettings &settings)
{
    std::vector<AddedToken> listed = settings.added();
    if (!settings.listsAdded())
        for (const AddedToken &token : in.added) {
            std::erase_if(listed, [&](const AddedToken &other) { return other.id == token.id; });
            listed.push_back(token);
        }
    std::ranges::stable_sort(listed, {}, &AddedToken::id);
    for (AddedToken &token : listed)
        token.id = AddedToken::kNoIdYet;
    return listed;
}

std::vector<std::string> specialsOf(const Draft &draft)
{
    std::vector<std::string> contents;
    for (const Role &role : draft.roles)
        if (role.token)
            contents.push_back(role.token->content);
    for (const AddedToken &token : draft.settings.extra() ? *draft.settings.extra() : draft.additional.value_or(std::vector<AddedToken>()))
        contents.push_back(token.content);
    return contents;
}

void setFrame(Draft &draft, const ClassRules &rules)
{
    const bool explicitly = rules.kind == Kind::codeLlama
        || (!draft.in.fromJson && (draft.settings.mentions("add_bos_token") || draft.settings.mentions("add_eos_token")));
    if (rules.frame) {
        draft.parts.postProcessor = rules.frame(draft);
    } else if (rules.languageFrame) {
        const std::string source = draft.settings.text("src_lang", "en_XX");
        draft.parts.postProcessor = rules.languageFrame(draft, source);
        draft.parts.targetPostProcessor = rules.languageFrame(draft, draft.settings.text("tgt_lang", source));
    } else if (explicitly || rules.kind == Kind::gptNeoX) {
        draft.parts.postProcessor = frameOfSettings(draft.settings, draft.roles, rules.kind == Kind::codeLlama, draft.in.fromJson);
    } else if (!draft.in.postProcessor.isNull()) {
        draft.parts.postProcessor = PostProcessor::fromJson(draft.in.postProcessor);
    } else if (rules.usualFrame) {
        draft.parts.postProcessor = rules.usualFrame(draft);
    }
}

std::unique_ptr<Tokenizer> finished(Draft draft, const ClassRules &rules)
{
    if (rules.vocabulary == VocabularyKind::unigram)
        return std::make_unique<Unigram>(std::move(*draft.in.unigram), std::move(draft.parts));
    if (rules.vocabulary == VocabularyKind::wordPiece) {
        const WordPiece::Options options{.unknown = draft.unknownWord};
        return std::make_unique<WordPiece>(std::move(*draft.in.words), options, std::move(draft.parts));
    }
    if (rules.spellsBytes)
        return std::make_unique<ByteLevelBpe>(std::move(*draft.in.bpe), std::move(draft.parts));
    return std::make_unique<CharacterBpe>(std::move(*draft.in.bpe), std::move(draft.parts));
}

using Piece = SentencePieceModel::Piece;

/// A SentencePiece model's pieces as the class has them: most put special ones in front, in place of the first of the file.
std::vector<Piece> piecesOf(std::vector<Piece> pieces, Kind kind, const TokenizerSettings &settings)
{
    std::vector<Piece> result;
    const auto append = [&](const std::string &text, float score = 0) { result.push_back({.text = text, .score = score}); };
    // Python's name for null becomes the piece of a role that is not filled.
    const auto appendRole = [&](const char *role, const char *usual) {
        const Role *said = settings.role(role);
        append(said && !said->token ? "None" : settings.special(role, usual));
    };
    const auto appendFileFrom = [&](std::size_t first) {
        for (std::size_t i = first; i < pieces.size(); ++i)
            result.push_back(std::move(pieces[i]));
    };
    switch (kind) {
    case Kind::t5:
        appendFileFrom(0);
        for (int i = extraIdsOf(settings) - 1; i >= 0; --i)
            append("<extra_id_" + std::to_string(i) + ">");
        return result;
    case Kind::xlmRoberta:
    case Kind::mBart:
    case Kind::mBart50:
        appendRole(kind == Kind::mBart50 ? "cls_token" : "bos_token", "<s>");
        appendRole("pad_token", "<pad>");
        appendRole("eos_token", "</s>");
        appendRole("unk_token", "<unk>");
        appendFileFrom(3);
        if (kind == Kind::mBart)
            std::ranges::for_each(kMBartLanguages, [&](std::string_view code) { append(std::string(code)); });
        if (kind == Kind::mBart50)
            std::ranges::for_each(kMBart50Languages, [&](std::string_view code) { append(std::string(code)); });
        appendRole("mask_token", "<mask>");
        return result;
    case Kind::camembert:
        append("<s>NOTUSED");
        appendRole("pad_token", "<pad>");
        append("</s>NOTUSED");
        appendRole("unk_token", "<unk>");
        append("<unk>NOTUSED", -100);
        appendFileFrom(1);
        appendRole("mask_token", "<mask>");
        return result;
    case Kind::pegasus: {
        appendRole("pad_token", "<pad>");
        appendRole("eos_token", "</s>");
        const std::string mask = settings.special("mask_token", "<mask_1>");
        const std::string sentence = settings.text("mask_token_sent", "<mask_2>");
        const TokenizerSettings::Role *role = settings.role("mask_token");
        if (!role || role->token)
            append(mask);
        if (!settings.isNull("mask_token_sent") && sentence != mask)
            append(sentence);
        for (int i = 2; i < pegasusOffsetOf(settings); ++i)
            append("<unk_" + std::to_string(i) + ">", -100);
        appendFileFrom(2);
        return result;
    }
    default: return pieces;
    }
}

} // namespace

VocabularyKind vocabularyKindOf(TokenizerClass kind)
{
    return rulesOf(kind).vocabulary;
}

std::string_view vocabularyFileOf(TokenizerClass kind)
{
    return rulesOf(kind).file;
}

std::unique_ptr<Tokenizer> tokenizerOfClass(TokenizerClass kind, Ingredients ingredients, const TokenizerSettings &settings)
{
    const ClassRules &rules = rulesOf(kind);
    Draft draft{.in = std::move(ingredients), .settings = settings};
    draft.parts.where = draft.in.where;
    draft.roles = rolesOf(rules.roles, draft.in.padding, settings);
    draft.additional = draft.in.wholePieces ? draft.in.wholePieces : settings.additional();
    if (draft.in.bpe) { // options of tokenizer.json's model do not count
        draft.in.bpe->unknown.reset();
        draft.in.bpe->fuseUnknown = draft.in.bpe->byteFallback = draft.in.bpe->wholeWords = false;
        draft.in.bpe->suffix.clear();
    }
    draft.parts.cutsAtStart = draft.in.cutsAtStart;
    rules.setUp(draft);
    draft.parts.addedTokens = listedTokens(draft.in, settings);
    addTokensOfSettings(settings, draft.roles, draft.additional, draft.parts);
    if (kind == Kind::qwen2) // adds them once more, as plain ones
        for (const std::string &content : specialsOf(draft))
            draft.parts.addedTokens.push_back(specialToken(content));
    setFrame(draft, rules);
    return finished(std::move(draft), rules);
}

std::vector<Role> rolesOf(std::span<const UsualRole> all, const std::optional<std::string> &padding, const TokenizerSettings &settings)
{
    constexpr std::array<std::string_view, 7> order{
        "bos_token", "eos_token", "unk_token", "sep_token", "pad_token", "cls_token", "mask_token"};
    std::vector<Role> roles;
    const auto append = [&](std::string_view name) {
        const auto usual = std::ranges::find(all, name, &UsualRole::name);
        if (const Role *said = settings.role(name)) {
            roles.push_back(*said);
            if (said->isText && usual != all.end())
                roles.back().token->lstrip = usual->takesSpaceBefore;
        } else if (usual != all.end()) {
            roles.push_back({.name = std::string(name), .token = specialToken(usual->token)});
            roles.back().token->lstrip = usual->takesSpaceBefore;
        } else if (name == "pad_token" && padding) {
            roles.push_back({.name = std::string(name), .token = specialToken(*padding)});
        }
    };
    for (const std::string_view name : order)
        append(name);
    for (const UsualRole &role : all)
        if (std::ranges::find(order, role.name) == order.end())
            append(role.name);
    for (const Role &role : settings.roles())
        if (std::ranges::find(roles, role.name, &Role::name) == roles.end())
            roles.push_back(role);
    return roles;
}

void addTokensOfSettings(const TokenizerSettings &settings, const std::vector<Role> &roles,
    const std::optional<std::vector<AddedToken>> &additional, TokenizerParts &parts)
{
    const std::vector<AddedToken> before = parts.addedTokens;
    const auto add = [&](AddedToken token) {
        if (has(before, token.content))
            return;
        token.id = AddedToken::kNoIdYet;
        parts.addedTokens.push_back(std::move(token));
    };
    for (const Role &role : roles) {
        if (!role.token)
            continue;
        add(*role.token);
        if (role.name == "mask_token")
            parts.mask = role.token->content;
    }
    for (const AddedToken &token : settings.extra() ? *settings.extra() : additional.value_or(std::vector<AddedToken>()))
        add(token);
    parts.specialsAreText = settings.flag("split_special_tokens").value_or(false);
    if (settings.mentions("truncation_side"))
        parts.cutsAtStart = settings.text("truncation_side", "right") == "left";
}

Ingredients ingredientsFrom(SentencePieceModel model, TokenizerClass kind, const TokenizerSettings &settings)
{
    using Type = SentencePieceModel::PieceType;
    Ingredients result{.where = model.where, .charsmap = std::move(model.charsmap), .wholePieces = std::vector<AddedToken>()};
    for (const Piece &piece : model.pieces)
        if (piece.type == Type::control || piece.type == Type::userDefined)
            result.wholePieces->push_back(
                {.id = AddedToken::kNoIdYet, .content = piece.text, .special = piece.type == Type::control, .normalized = false});
    Vocabulary vocabulary(model.where);
    if (vocabularyKindOf(kind) == VocabularyKind::bpe) {
        std::vector<int> order;
        for (const Piece &piece : model.pieces) {
            order.push_back(vocabulary.size());
            vocabulary.append(piece.text);
        }
        result.bpe = BpeModel::fromPieces(std::move(vocabulary), order);
        return result;
    }
    std::vector<double> scores;
    for (const Piece &piece : piecesOf(std::move(model.pieces), kind, settings)) {
        vocabulary.append(piece.text);
        scores.push_back(piece.score);
    }
    result.unigram = Unigram::Model{.vocabulary = std::move(vocabulary), .scores = std::move(scores)};
    return result;
}

PostProcessor frameOfSettings(const TokenizerSettings &settings, const std::vector<Role> &roles, bool usuallyBefore, bool ignoresFlags)
{
    const auto named = [&](const char *flag, const char *role, bool usually) -> std::optional<std::string> {
        const auto found = std::ranges::find(roles, role, &Role::name);
        const bool wanted = ignoresFlags ? usually : settings.flag(flag).value_or(usually);
        return wanted && found != roles.end() && found->token ? std::optional<std::string>(found->token->content) : std::nullopt;
    };
    return PostProcessor::framed(named("add_bos_token", "bos_token", usuallyBefore), named("add_eos_token", "eos_token", false));
}

} // namespace headscope
