// Tokenizers of folders without tokenizer.json: vocab.txt (BERT), vocab.json with merges.txt (GPT-2, RoBERTa, Qwen2, CLIP). What
// tokenizer.json would say beside the vocabulary follows from the family, as transformers has it in its code.
#pragma once

#include "src/tokenizer/tokenizer.h"
#include "src/tokenizer/tokenizer_settings.h"

#include <filesystem>
#include <memory>

namespace headscope {

/// Throws Error if the vocabulary lacks one of the tokens that are put around every text.
std::unique_ptr<Tokenizer> tokenizerFromVocabularyText(const std::filesystem::path &vocabularyFile, const TokenizerSettings &settings);
std::unique_ptr<Tokenizer> tokenizerFromVocabularyAndMerges(
    const std::filesystem::path &vocabularyFile, const std::filesystem::path &mergesFile, const TokenizerSettings &settings);

} // namespace headscope
