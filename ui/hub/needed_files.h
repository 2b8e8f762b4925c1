// Which of a repository's files make a model that Headscope opens: configuration, tokenizer, and one form of the weights.
#pragma once

#include "ui/hub/hub_repository.h"

namespace headscope {

enum class HubFileRole { configuration, tokenizer, weights };

struct NeededFile {
    HubFile file;
    HubFileRole role = HubFileRole::configuration;
    bool chosen = true; ///< proposed for download
    bool isAlternative = false; ///< one of several forms of the same weights: at most one is chosen
};

struct NeededFiles {
    QList<NeededFile> files; ///< configuration, tokenizer, weights; by name within each
    bool hasConfiguration = false;
    bool hasWeights = false;
    qsizetype others = 0; ///< files of the repository that are not needed
};

/// Weights are taken in the first form that is there: model.safetensors, its shards, pytorch_model.bin, its shards, *.gguf. Among
/// several GGUF files one is proposed: a number type that is read exactly and is not larger than need be.
NeededFiles neededFiles(const HubRepository &repository);

} // namespace headscope
