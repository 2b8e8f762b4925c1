// Vocabularies of folders without tokenizer.json: vocab.txt (BERT), vocab.json with merges.txt (GPT-2, RoBERTa, Qwen2). What
// tokenizer.json would say beside the vocabulary follows from the class (class_rules.h).
#pragma once

#include "src/tokenizer/class_rules.h"

#include <filesystem>

namespace headscope {

/// One piece on a line, in the order of the ids.
Ingredients ingredientsFromLines(const std::filesystem::path &vocabularyFile);
Ingredients ingredientsFromMerges(const std::filesystem::path &vocabularyFile, const std::filesystem::path &mergesFile);

} // namespace headscope
