// The matrix from the last layer to the vocabulary: the embedding seen transposed when the two are tied, or one of its own.
// Trap: files say "tie_word_embeddings" and hold an output matrix all the same. As in transformers since 5.0, a matrix that is there
// counts; and where only one of several that are one matrix is there, it counts for all.
#pragma once

#include "src/models/config.h"
#include "src/models/config_reader.h"
#include "src/models/tensor_binder.h"

#include <initializer_list>
#include <string>

namespace headscope {

/// Where the file says that the embedding is one with other matrices ("tie_word_embeddings", else `usually`) and lacks it, the first of
/// `others` that is there is read in its place. Whole names of tensors.
void findTiedEmbedding(
    const ConfigReader &reader, TensorBinder &binder, bool usually, const std::string &embedding, std::initializer_list<std::string> others);

struct OutputNames {
    std::string embedding; ///< the whole name of the embedding's tensor
    std::string output = "lm_head"; ///< followed by ".weight" and ".bias"
    bool usuallyTied = false; ///< when the file does not say
    bool bias = false; ///< the map has one, which is never tied
    bool optional = false; ///< the checkpoint may be of a model without output: then nothing is foretold
};

/// [E, V], E = config.widthOfEmbedding(). `embedding` is the bound tensor [V, E]. Sets tiedOutput, and predicts where there is nothing to
/// predict with; notes in the report what is not as the file says.
LinearWeights bindOutput(const ConfigReader &reader, TensorBinder &binder, const StoredMatrix &embedding, const OutputNames &names,
    TransformerConfig &config, LoadReport &report);

} // namespace headscope
