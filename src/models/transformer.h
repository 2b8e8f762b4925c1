// The one transformer: every stage of it as a function of the stages before, for one text and one list of edits.
// What differs between models is in TransformerConfig; what is stored between stages is in LayerTrace.
//
// Pre-norm:  X → norm → heads → O;  Y = X + O;  Y → norm → MLP → N;  X′ = Y + N
// Post-norm: X → heads → O;  Y = X + O;  Ŷ = norm(Y);  Ŷ → MLP → N;  X′ = Ŷ + N;  the next layer gets norm(X′)
// Without an MLP there is no Y: X′ = X + O (and, post-norm, the next layer gets norm(X′)).
#pragma once

#include "src/attention/attention.h"
#include "src/models/layer_trace.h"
#include "src/models/model.h"
#include "src/models/weights.h"
#include "src/stages/edits.h"
#include "src/tensor/buffer_pool.h"

#include <memory>
#include <stop_token>
#include <vector>

namespace headscope {

/// Logits of this many rows are made together: one row costs nearly as much, because the whole W_U must be read. More would cost more.
inline constexpr int kLogitRows = 4;

/// Immutable; all functions may be called from several threads. `first` is the first row (token) of `out`.
class Transformer {
public:
    Transformer(std::shared_ptr<const Model> model, std::vector<int> ids, Edits edits, std::shared_ptr<BufferPool> pool);

    const Model &model() const { return *m_model; }
    std::shared_ptr<const Model> modelPointer() const { return m_model; }
    const std::vector<int> &ids() const { return m_ids; }
    int tokenCount() const { return static_cast<int>(m_ids.size()); }
    /// Those that were applied.
    const Edits &edits() const { return m_edits; }
    BufferPool &pool() const { return *m_pool; }

    void embedding(int first, MutableMatrixView out) const; ///< out [R, D]
    void position(int first, MutableMatrixView out) const; ///< out [R, D]

    /// All of one layer. `before` is the layer before it, null for the first. Stops early, with unusable numbers, when `stop` asks for it.
    LayerTrace runLayer(int layer, const LayerTrace *before, const std::stop_token &stop) const;

    /// attentionNorm or mlpNorm of a layer that was run. out [R, D]
    void norm(Stage stage, int layer, const LayerTrace &numbers, int first, MutableMatrixView out) const;
    /// mlpPre or mlpPost. out [R, F], first a multiple of kTileRows.
    void mlpInner(Stage stage, int layer, const LayerTrace &numbers, int first, MutableMatrixView out) const;
    /// One head with its rules and edits, over the numbers of a layer that was run.
    AttentionHead head(int layer, int head, const LayerTrace &numbers) const;
    /// `last` is the last layer. out [R, D]
    void finalNorm(const LayerTrace &last, int first, MutableMatrixView out) const;
    /// out [R, V], first a multiple of kLogitRows.
    void logits(const LayerTrace &last, int first, MutableMatrixView out) const;

private:
    bool hasPostNorm() const;
    void startStream(int first, MutableMatrixView out) const;
    /// What a layer hands on: its residual stream, normalised in a post-norm model.
    void endOfLayer(int layer, const LayerTrace &numbers, int first, MutableMatrixView out) const;
    void runAttention(int layer, LayerTrace &numbers, const std::stop_token &stop) const;
    void runMlp(int layer, LayerTrace &numbers) const;
    void normalise(const NormWeights &weights, MatrixView x, MutableMatrixView out) const;
    void activate(MutableMatrixView x) const;
    void edit(Stage stage, int layer, int first, MutableMatrixView rows) const;

    std::shared_ptr<const Model> m_model;
    std::vector<int> m_ids;
    Edits m_edits;
    std::shared_ptr<BufferPool> m_pool;
};

} // namespace headscope
