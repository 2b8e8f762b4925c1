// The recorded checkpoints of every family: tests/reference/families.
#pragma once

#include <algorithm>
#include <filesystem>
#include <string>
#include <vector>

namespace headscope {

inline const std::filesystem::path kFamilyFolders = std::filesystem::path(HEADSCOPE_SOURCE_DIR) / "tests/reference/families";

/// Names of the folders, sorted.
inline std::vector<std::string> familyFolders()
{
    std::vector<std::string> names;
    for (const auto &entry : std::filesystem::directory_iterator(kFamilyFolders))
        if (entry.is_directory())
            names.push_back(entry.path().filename().string());
    std::ranges::sort(names);
    return names;
}

/// Families that cannot be opened yet.
inline bool isNotOpenedYet(const std::string &name)
{
    const std::vector<std::string> names{"albert", "bart", "bert", "bert_classifier", "bert_questions", "bert_tokens", "bigbird",
        "distilbert", "electra_discriminator", "electra_generator", "gemma", "gemma2", "gemma3", "llama", "llama_linear_rope",
        "llama_wide_heads", "longformer", "longformer_classifier", "marian", "minilm", "mistral", "mpnet", "phi3", "roberta", "t5",
        "t5_gated"};
    return std::ranges::find(names, name) != names.end();
}

} // namespace headscope
