// Builds a tokenizer as one of transformers' classes does: from a vocabulary, wherever it comes from, and the folder's settings.
// Trap: a class takes from tokenizer.json only the vocabulary, the merges, the tokens that were added, the character map and, where it
// has none of its own, the post-processor. Lower case, accents, spaces in front and special tokens are the settings' and its own.
#pragma once

#include "src/tokenizer/bpe_model.h"
#include "src/tokenizer/sentencepiece_model.h"
#include "src/tokenizer/tokenizer_class.h"
#include "src/tokenizer/tokenizer_pipeline.h"
#include "src/tokenizer/tokenizer_settings.h"
#include "src/tokenizer/unigram.h"

#include <filesystem>
#include <memory>
#include <span>

namespace headscope {

/// The kind of vocabulary that a class is made from.
enum class VocabularyKind { bpe, unigram, wordPiece };
VocabularyKind vocabularyKindOf(TokenizerClass kind);
/// The file that holds it beside tokenizer.json: "vocab.json" (with merges.txt), "vocab.txt" or the name of a SentencePiece model.
std::string_view vocabularyFileOf(TokenizerClass kind);

/// What is read from files. Of the three models one is there.
struct Ingredients {
    std::string where;
    std::optional<BpeModel> bpe = {};
    std::optional<Unigram::Model> unigram = {};
    std::optional<Vocabulary> words = {};
    std::string charsmap = {}; ///< see Charsmap; may be empty
    bool fromJson = false;
    Json postProcessor = {}; ///< of tokenizer.json
    std::optional<std::string> padding = {}; ///< the token that tokenizer.json fills up with
    bool cutsAtStart = false; ///< tokenizer.json's "truncation"
    std::vector<AddedToken> added = {}; ///< of tokenizer.json
    std::optional<std::vector<AddedToken>> wholePieces = {}; ///< those that a SentencePiece model never takes apart
};

/// Throws Error for settings that transformers refuses, and for a vocabulary that lacks a token that the class puts around texts.
std::unique_ptr<Tokenizer> tokenizerOfClass(TokenizerClass kind, Ingredients ingredients, const TokenizerSettings &settings);

/// The vocabulary of a class from a SentencePiece model's pieces, to which most classes add some or move them.
Ingredients ingredientsFrom(SentencePieceModel model, TokenizerClass kind, const TokenizerSettings &settings);

/// The token that a role has where the settings do not mention it.
struct UsualRole {
    std::string_view name;
    std::string_view token;
    bool takesSpaceBefore = false;
};
/// The roles of the settings and the usual ones, in the order in which transformers adds their tokens. `padding` is the token that
/// tokenizer.json fills up with.
std::vector<TokenizerSettings::Role> rolesOf(
    std::span<const UsualRole> usual, const std::optional<std::string> &padding, const TokenizerSettings &settings);

/// For a tokenizer that is taken as it is written: `parts.addedTokens` are joined by what the settings say.
void addTokensOfSettings(const TokenizerSettings &settings, const std::vector<TokenizerSettings::Role> &roles,
    const std::optional<std::vector<AddedToken>> &additional, TokenizerParts &parts);

/// The tokens before and after every text that "add_bos_token" and "add_eos_token" ask for, by the roles' names. With `ignoresFlags`
/// only what is usual counts.
PostProcessor frameOfSettings(const TokenizerSettings &settings, const std::vector<TokenizerSettings::Role> &roles,
    bool usuallyBefore = false, bool ignoresFlags = false);

} // namespace headscope
