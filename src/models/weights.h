// The numbers of one model: views over the mapped checkpoint. Tensors stored as f16 or bf16, and f32 tensors that are not
// aligned, are converted into memory of our own, layer by layer, when a layer is first asked for.
// Every weight is seen as [in, out], so that y = x · W + b; a file that stores [out, in] is viewed transposed, never copied.
#pragma once

#include "src/tensor/matrix_view.h"

#include <functional>
#include <memory>
#include <vector>

namespace headscope {

struct LinearWeights {
    MatrixView weight; ///< [in, out]
    MatrixView bias; ///< [1, out], or empty
};

struct NormWeights {
    MatrixView gain; ///< [1, D], or empty in a model without norm
    MatrixView shift; ///< [1, D], or empty (RMS norm)
};

/// Head h owns columns h·Dh … (h+1)·Dh − 1 of q, k, v (weight and bias) and the same rows of output.
struct LayerWeights {
    NormWeights attentionNorm;
    LinearWeights q; ///< [D, H·Dh]
    LinearWeights k; ///< [D, H·Dh]
    LinearWeights v; ///< [D, H·Dh]
    LinearWeights output; ///< [H·Dh, D]
    NormWeights mlpNorm;
    LinearWeights mlpIn; ///< [D, F], empty in a model without MLP
    LinearWeights mlpOut; ///< [F, D]
};

struct ModelWeights {
    MatrixView embedding; ///< [V, D]
    MatrixView position; ///< [P, D] learned positions, or empty
    NormWeights finalNorm;
    LinearWeights unembedding; ///< [D, V]: the embedding transposed when tied
};

/// What must be done before a group of tensors can be read: conversions from the stored number format.
using Preparation = std::vector<std::function<void()>>;

struct Weights {
public:
    /// `preparations` has one entry for each layer and a last one for the model's own tensors, or is empty when nothing needs converting.
    /// `owners` keep alive what the views point into.
    Weights(ModelWeights model, std::vector<LayerWeights> layers, std::vector<std::shared_ptr<const void>> owners,
        std::vector<Preparation> preparations = {});
    ~Weights();

    /// Ready to read. Thread-safe; the first call converts what needs it.
    const ModelWeights &model() const;
    const LayerWeights &layer(int layer) const;
    int layerCount() const { return static_cast<int>(m_layers.size()); }

private:
    struct Group;
    void prepare(std::size_t group) const;

    ModelWeights m_model;
    std::vector<LayerWeights> m_layers;
    std::vector<std::shared_ptr<const void>> m_owners;
    std::vector<std::unique_ptr<Group>> m_groups;
};

} // namespace headscope
