// What class_rules.h is made of: a tokenizer while it is put together, and what each class does to it.
#pragma once

#include "src/tokenizer/class_rules.h"

#include <span>
#include <string_view>
#include <vector>

namespace headscope {

inline constexpr std::string_view kFillMe = "<FILL_ME>"; ///< CodeLlama makes two texts of one with it

/// A tokenizer that is being put together.
struct Draft {
    Ingredients in;
    const TokenizerSettings &settings;
    TokenizerParts parts = {};
    std::vector<TokenizerSettings::Role> roles = {}; ///< filled or not
    std::optional<std::vector<AddedToken>> additional = {}; ///< tokens that are added unless the settings have their own list
    int unknownWord = 0; ///< WordPiece

    std::optional<std::string> named(std::string_view role) const;
    /// Throws Error if the role is not filled.
    std::string required(std::string_view role) const;
    bool prefixes(bool usually) const { return settings.flag("add_prefix_space").value_or(usually); }
};

AddedToken specialToken(std::string_view content);
std::vector<AddedToken> specialTokens(std::span<const std::string_view> contents);
bool has(const std::vector<AddedToken> &tokens, std::string_view content);
/// "extra_ids" of T5 and "offset" of Pegasus: how many pieces a vocabulary has beside those of its file. Throw Error for absurd ones.
int extraIdsOf(const TokenizerSettings &settings);
int pegasusOffsetOf(const TokenizerSettings &settings);

/// How a class is made.
struct ClassRules {
    TokenizerClass kind = TokenizerClass::unsaid;
    VocabularyKind vocabulary = VocabularyKind::bpe;
    std::string_view file; ///< beside tokenizer.json
    std::vector<UsualRole> roles;
    void (*setUp)(Draft &) = nullptr;
    PostProcessor (*frame)(const Draft &) = nullptr; ///< none: tokenizer.json's, or what the settings ask for
    PostProcessor (*languageFrame)(const Draft &, const std::string &) = nullptr; ///< instead of frame: names the text's language
    bool spellsBytes = false; ///< byte-level BPE
    PostProcessor (*usualFrame)(const Draft &) = nullptr; ///< where neither tokenizer.json nor the settings have one
};

/// For any class but asWritten, marian and unsaid, which have none.
const ClassRules &rulesOf(TokenizerClass kind);

/// Normalizer, words, decoder, options of the model and tokens of its own, as a class has them.
void setGpt2(Draft &draft);
void setGptNeoX(Draft &draft);
void setBlenderbot(Draft &draft);
void setQwen2(Draft &draft);
void setQwen35(Draft &draft);
void setClip(Draft &draft);
void setHerbert(Draft &draft);
void setBert(Draft &draft);
void setLlama(Draft &draft);
void setCodeLlama(Draft &draft);
void setGemma(Draft &draft);
void setT5(Draft &draft);
void setXlmRoberta(Draft &draft);
void setCamembert(Draft &draft);
void setAlbert(Draft &draft);
void setBigBird(Draft &draft);
void setBarthez(Draft &draft);
void setMBart(Draft &draft);
void setMBart50(Draft &draft);
void setPegasus(Draft &draft);

} // namespace headscope
