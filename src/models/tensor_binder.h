// Hands out a checkpoint's tensors as matrices, checking name and shape before anything is allocated, and keeps the books:
// which were used, which must be converted before they can be read.
#pragma once

#include "src/formats/checkpoint.h"
#include "src/models/model.h"
#include "src/models/weights.h"

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace headscope {

class TensorBinder {
public:
    explicit TensorBinder(Checkpoint checkpoint);

    bool contains(std::string_view name) const { return m_checkpoint->contains(name); }
    const Checkpoint &checkpoint() const { return *m_checkpoint; }

    /// Tensors bound from now on belong to this layer, and are converted with it; without an argument, to the model itself.
    void enterLayer(int layer);
    void leaveLayers();

    /// The tensor as [rows, cols]. Throws Error if it is missing (naming it) or has another shape (naming both).
    MatrixView matrix(const std::string &name, int rows, int cols);
    /// A one-dimensional tensor as [1, count].
    MatrixView vector(const std::string &name, int count);
    /// The same; empty when `wanted` is false, or is not said and the tensor is not there.
    MatrixView optionalVector(const std::string &name, int count, std::optional<bool> wanted = std::nullopt);
    /// A tensor that is known to be in such files and not needed.
    void ignore(const std::string &name);

    /// Fills in parameters, bytes, dtypes, unused tensors and notes.
    void describe(LoadReport &report) const;
    std::unique_ptr<const Weights> finish(ModelWeights model, std::vector<LayerWeights> layers);

private:
    const float *bind(const std::string &name, const std::vector<std::int64_t> &shape);
    const float *convertLater(const StoredTensor &tensor);

    std::shared_ptr<const Checkpoint> m_checkpoint;
    std::vector<std::shared_ptr<const void>> m_owners;
    std::vector<Preparation> m_layerPreparations;
    Preparation m_modelPreparation;
    int m_layer = -1;
    std::map<std::string, const float *> m_bound;
    std::set<std::string> m_ignored;
};

} // namespace headscope
