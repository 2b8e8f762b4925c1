// The numbers of one model: views over the mapped checkpoint. Matrices stay as they are stored (src/tensor/stored_matrix.h). Vectors
// and small tables are copied into memory of our own, as f32, layer by layer, when a layer is first asked for.
// Trap: another program may write into the files while they are open here. Whoever reads a matrix calls requireUnchanged() when it is done,
// before it hands on or keeps what it made of it.
// Every weight is seen as [in, out], so that y = x · W + b; a file that stores [out, in] is viewed transposed, never copied.
#pragma once

#include "src/formats/mapped_file.h"
#include "src/tensor/stored_matrix.h"

#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace headscope {

struct LinearWeights {
    StoredMatrix weight; ///< [in, out]
    MatrixView bias; ///< [1, out], or empty
};

struct NormWeights {
    MatrixView gain; ///< [1, D], or empty in a model without norm
    MatrixView shift; ///< [1, D], or empty (RMS norm, or a layer norm without)
};

/// Head h owns columns h·Dh … (h+1)·Dh − 1 of q (weight and bias) and the same rows of output; of k and v those of its group.
struct LayerWeights {
    NormWeights attentionNorm;
    LinearWeights q; ///< [D, H·Dh]
    LinearWeights k; ///< [D, G·Dh]
    LinearWeights v; ///< [D, G·Dh]
    NormWeights queryNorm; ///< [1, Dh], or [1, H·Dh] where each head has its own
    NormWeights keyNorm; ///< [1, Dh], or [1, G·Dh]
    LinearWeights globalQ; ///< [D, H·Dh]: for tokens that look at all others; empty in most models
    LinearWeights globalK; ///< [D, G·Dh]
    LinearWeights globalV; ///< [D, G·Dh]
    LinearWeights output; ///< [H·Dh, D]
    NormWeights attentionOutNorm;
    NormWeights mlpNorm;
    LinearWeights mlpGate; ///< [D, F], of a gated MLP
    LinearWeights mlpIn; ///< [D, F], empty in a model without MLP
    LinearWeights mlpOut; ///< [F, D]
    NormWeights mlpOutNorm;
};

/// Of the only stack, or of the encoder or the decoder.
struct StackWeights {
    StoredMatrix embedding; ///< [V, E]
    StoredMatrix position; ///< [P, E] learned positions, or empty
    StoredMatrix tokenType; ///< [types, E], or empty
    NormWeights embeddingNorm; ///< [1, E]
    LinearWeights embeddingProjection; ///< [E, D], or empty
    MatrixView scoreBuckets; ///< [buckets, H]: what a bucket of distances adds to the scores; or empty
    NormWeights finalNorm;
};

struct ModelWeights {
    StackWeights stacks[2]; ///< the second is the decoder's of an encoder-decoder
    LinearWeights predictionDense; ///< [D, E]
    NormWeights predictionNorm; ///< [1, E]
    LinearWeights unembedding; ///< [E, V] (E = D as a rule): the embedding transposed when tied
    LinearWeights pooler; ///< [D, D]
    LinearWeights classes; ///< [D, C]
};

/// What must be done before a group of tensors can be read: conversions from the stored number format.
using Preparation = std::vector<std::function<void()>>;

/// A tensor of the checkpoint that the model reads.
struct NamedTensor {
    std::string name;
    StoredMatrix numbers; ///< as it is stored; one row for a vector
    std::vector<std::pair<const void *, const void *>> memory; ///< [begin, end) of it in the file, and of what was converted from it
};

struct Weights {
public:
    /// `preparations` has one entry for each layer and a last one for the model's own tensors, or is empty when nothing needs converting.
    /// `owners` keep alive what the views point into, `files` are those that it lies in, `tensors` what it was bound from, for messages.
    Weights(ModelWeights model, std::vector<LayerWeights> layers, std::vector<std::shared_ptr<const void>> owners,
        std::vector<Preparation> preparations = {}, std::vector<std::shared_ptr<const MappedFile>> files = {},
        std::vector<NamedTensor> tensors = {});
    ~Weights();

    /// Ready to read. Thread-safe; the first call converts what needs it.
    const ModelWeights &model() const;
    const LayerWeights &layer(int layer) const;
    /// The tensor that numbers at this address come from; nullptr for others, and for nullptr.
    const NamedTensor *tensorAt(const void *address) const;
    int layerCount() const { return static_cast<int>(m_layers.size()); }
    /// Throws Error naming the file that another program changed since it was opened. A system call for each large file.
    void requireUnchanged() const;
    /// The file that another program did most to since it was opened; null when none was changed. Asks about each of them.
    std::shared_ptr<const MappedFile> changedFile() const;

private:
    struct Group;
    void prepare(std::size_t group) const;

    ModelWeights m_model;
    std::vector<LayerWeights> m_layers;
    std::vector<std::shared_ptr<const void>> m_owners;
    std::vector<std::unique_ptr<Group>> m_groups;
    std::vector<std::shared_ptr<const MappedFile>> m_files;
    std::vector<NamedTensor> m_tensors;
};

} // namespace headscope
