// Hands out a checkpoint's tensors as matrices, checking name and shape before anything is allocated, and keeps the books: which were
// used, which are missing or of another shape, which must be converted before they can be read.
// Trap: weights that are missing and filled with random numbers give attention that looks plausible. Nothing is ever filled in here.
#pragma once

#include "src/formats/checkpoint.h"
#include "src/models/model.h"
#include "src/models/weights.h"

#include <cstdint>
#include <functional>
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

    bool contains(std::string_view name) const { return m_checkpoint->contains(name) || m_standIns.contains(name); }
    /// From now on `stored` is read where `name`, which is not there, is asked for.
    void standIn(const std::string &name, const std::string &stored) { m_standIns.insert_or_assign(name, stored); }
    const Checkpoint &checkpoint() const { return *m_checkpoint; }

    /// Tensors bound from now on belong to this layer, and are converted with it; without an argument, to the model itself.
    void enterLayer(int layer);
    void leaveLayers();

    // A tensor that is missing or has another shape is noted, an empty matrix stands for it, and finish() throws one Error that names
    // all of them, with both shapes.

    /// The tensor as [rows, cols], as it is stored.
    StoredMatrix matrix(const std::string &name, int rows, int cols);
    /// PyTorch's Linear: `name`.weight [out, in], seen as [in, out], and `name`.bias [out]. Without `bias` the file decides whether there
    /// is one.
    LinearWeights linear(const std::string &name, int in, int out, std::optional<bool> bias = std::nullopt);
    /// `name`.weight and, with `shift`, `name`.bias.
    NormWeights norm(const std::string &name, int width, bool shift = true);
    /// A one-dimensional tensor as [1, count].
    MatrixView vector(const std::string &name, int count);
    /// The same; empty when `wanted` is false, or is not said and the tensor is not there.
    MatrixView optionalVector(const std::string &name, int count, std::optional<bool> wanted = std::nullopt);
    /// Of a one-dimensional tensor that comes in bundles of `step`: the `run` numbers from `first` of each, as [1, count / step · run].
    MatrixView bundledVector(const std::string &name, int count, int first, int run, int step);
    /// A norm that has no weights in any file: all gains are 1, no shift.
    NormWeights plainNorm(int width);
    /// A small table [rows, cols] as numbers.
    MatrixView table(const std::string &name, int rows, int cols);
    /// A tensor that is known to be in such files and not needed.
    void ignore(const std::string &name);

    /// Fills in parameters, bytes, dtypes, unused tensors and notes.
    void describe(LoadReport &report) const;
    /// Throws Error when a tensor was missing or had another shape than asked for.
    std::unique_ptr<const Weights> finish(ModelWeights model, std::vector<LayerWeights> layers);

private:
    /// nullptr, with the reason noted, for one that cannot be used.
    const StoredTensor *use(const std::string &name, const std::vector<std::int64_t> &shape);
    MatrixView numbers(const std::string &name, const std::vector<std::int64_t> &shape, int rows, int cols);
    const float *convertLater(const StoredTensor &tensor);
    std::shared_ptr<float[]> memoryFor(std::size_t count);
    /// Memory for numbers that are made from a tensor.
    std::shared_ptr<float[]> memoryFrom(const StoredTensor &tensor, std::size_t count);
    /// Done before the tensors that are bound now are read.
    void prepare(std::function<void()> work);

    std::shared_ptr<const Checkpoint> m_checkpoint;
    std::vector<std::shared_ptr<const void>> m_owners;
    std::vector<Preparation> m_layerPreparations;
    Preparation m_modelPreparation;
    int m_layer = -1;
    std::map<std::string, const float *> m_numbers; // vectors and small tables
    std::map<int, const float *> m_plainGains; // by width
    std::map<std::string, std::string, std::less<>> m_standIns;
    std::map<std::string, NamedTensor> m_used;
    std::set<std::string> m_ignored;
    std::vector<std::string> m_problems;
};

} // namespace headscope
