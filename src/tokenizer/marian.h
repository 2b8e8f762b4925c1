// The tokenizer of Marian's translation models: one SentencePiece model for each language, and one list of ids for both.
// Junczys-Dowmunt et al. 2018, arXiv:1804.00344.
// Trap: the ids are not those of the SentencePiece models. A piece that the list lacks is the unknown token.
#pragma once

#include "src/tokenizer/tokenizer_pipeline.h"
#include "src/tokenizer/tokenizer_settings.h"

#include <filesystem>
#include <memory>

namespace headscope {

class Marian : public Tokenizer {
public:
    /// From source.spm, target.spm and vocab.json. Throws Error if the list lacks the unknown or the end token.
    static std::unique_ptr<Marian> open(const std::filesystem::path &folder, const TokenizerSettings &settings);

    /// Text in the source language, which may begin with the language to translate to, e.g. >>fra<<.
    std::vector<Token> encode(std::string_view text, const std::stop_token &stop = {}) const override;
    std::vector<Token> encodeTarget(std::string_view text, const std::stop_token &stop = {}) const override;
    std::string decode(std::span<const int> ids) const override;
    std::string display(int id) const override;
    std::string piece(int id) const override;
    std::optional<int> idOf(std::string_view piece) const override;
    int vocabularySize() const override { return m_vocabulary.size(); }
    std::string kind() const override { return "Marian (two SentencePiece models)"; }
    Token tokenOf(int id) const override;

private:
    Marian(std::unique_ptr<TokenizerPipeline> source, std::unique_ptr<TokenizerPipeline> target, Vocabulary vocabulary,
        const TokenizerSettings &settings);

    std::vector<Token> encodeWith(const TokenizerPipeline &tokenizer, std::string_view text, const std::stop_token &stop) const;
    bool isSpecial(int id) const { return id == m_unknown || id == m_end || id == m_padding; }
    int idOrThrow(const std::string &token) const;

    std::unique_ptr<TokenizerPipeline> m_source;
    std::unique_ptr<TokenizerPipeline> m_target;
    Vocabulary m_vocabulary;
    int m_unknown = 0;
    int m_end = 0;
    std::optional<int> m_padding;
};

} // namespace headscope
