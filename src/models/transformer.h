// The one transformer: every stage of it as a function of the stages before, for one text (of an encoder-decoder: two) and one list of
// edits. What differs between models is in TransformerConfig; what is stored between stages is in LayerTrace.
//
// Pre-norm:  X → norm → heads → O;  Y = X + O;  Y → norm → MLP → N;  X′ = Y + N
// Post-norm: X → heads → O;  Y = X + O;  Ŷ = norm(Y);  Ŷ → MLP → N;  X′ = Ŷ + N;  the next layer gets norm(X′)
// Parallel:  X → norm → heads → O;  X → norm → MLP → N;  X′ = X + O + N
// Without an MLP there is no Y: X′ = X + O (and, post-norm, the next layer gets norm(X′)).
// Output norms: Ô = norm(O) and N̂ = norm(N) are added instead of O and N.
// Cross-attention: K and V are made from the encoder's output, everything else as above.
#pragma once

#include "src/attention/attention.h"
#include "src/models/layer_trace.h"
#include "src/models/model.h"
#include "src/models/weights.h"
#include "src/stages/edits.h"
#include "src/tensor/buffer_pool.h"

#include <functional>
#include <memory>
#include <span>
#include <stop_token>
#include <vector>

namespace headscope {

struct WorkMatrix; // src/models/work_matrix.h

/// Logits of this many rows are made together: one row costs nearly as much, because the whole W_U must be read. More would cost more.
inline constexpr int kLogitRows = 4;

/// What a run is about: ids for each stack, and for each of the first stack's which of two sentences it belongs to.
struct RunTokens {
    std::vector<int> ids[2]; ///< the second is the decoder's of an encoder-decoder
    std::vector<int> segments; ///< [T] token types of the first stack; empty: all 0
    bool operator==(const RunTokens &) const = default;
};

/// The layers that were run, in order.
using LayerTraces = std::span<const std::shared_ptr<const LayerTrace>>;

/// Immutable; all functions may be called from several threads. `first` is the first row (token) of `out`.
class Transformer {
public:
    Transformer(std::shared_ptr<const Model> model, RunTokens tokens, Edits edits, std::shared_ptr<BufferPool> pool);

    const Model &model() const { return *m_model; }
    std::shared_ptr<const Model> modelPointer() const { return m_model; }
    const RunTokens &tokens() const { return m_tokens; }
    const std::vector<int> &ids(int stack) const { return m_tokens.ids[stack]; }
    /// Tokens that ask in a layer, and those they look at.
    int queryCount(int layer) const;
    int keyCount(int layer) const;
    /// The row of the position table that a token takes.
    int positionOf(int stack, int token) const { return m_positions[stack][static_cast<std::size_t>(token)]; }
    /// Those that were applied.
    const Edits &edits() const { return m_edits; }
    bool positionsAreOff() const { return m_positionsOff; }
    BufferPool &pool() const { return *m_pool; }

    /// One of the stages before the layers (embedding … embeddingProjection), or residualBefore for what the first layer of the stack gets.
    void embed(Stage stage, int stack, int first, MutableMatrixView out) const;

    /// All of one layer, the one behind those `done`. Stops early, with unusable numbers, when `stop` asks for it.
    LayerTrace runLayer(int layer, LayerTraces done, const std::stop_token &stop) const;

    /// attentionNorm, attentionOutNorm, mlpNorm or mlpOutNorm of a layer that was run. out [R, D]
    void norm(Stage stage, int layer, const LayerTrace &numbers, int first, MutableMatrixView out) const;
    /// qNorm or kNorm of one head. out [R, Dh]
    void headNorm(Stage stage, int layer, int head, const LayerTrace &numbers, int first, MutableMatrixView out) const;
    /// mlpPre, mlpLinear or mlpPost. out [R, F], first a multiple of kTileRows.
    void mlpInner(Stage stage, int layer, const LayerTrace &numbers, int first, MutableMatrixView out) const;
    /// One head with its rules and edits, over the numbers of a layer that was run.
    AttentionHead head(int layer, int head, const LayerTrace &numbers) const;

    /// finalNorm. out [R, D]
    void finalNorm(int stack, LayerTraces layers, int first, MutableMatrixView out) const;
    /// predictionDense, predictionActivation, predictionNorm, rawLogits or logits. out [R, E or V], first a multiple of kLogitRows for
    /// logits.
    void predict(Stage stage, LayerTraces layers, int first, MutableMatrixView out) const;
    /// Logits that vectors of the last stack's stream would give for the token `row` if its last layer had ended with them: final norm,
    /// prediction head, W_U, with the token's edits. streams [R, D], out [R, V].
    void predictFrom(MatrixView streams, int row, MutableMatrixView out) const;
    /// pooledPre, pooled or classLogits. out [R, D or C]; one row unless each token has its own.
    void classify(Stage stage, LayerTraces layers, int first, MutableMatrixView out) const;

private:
    bool hasPostNorm() const;
    bool hasPreNorm() const;
    void learnedPositions(int stack, int first, MutableMatrixView out) const;
    void addedEmbedding(Stage stage, int stack, int first, MutableMatrixView out) const;
    /// What a layer hands on: its residual stream, normalised in a post-norm model.
    void endOfLayer(int layer, const LayerTrace &numbers, int first, MutableMatrixView out) const;
    /// What a stack hands on: its final norm, or the end of its last layer.
    void endOfStack(int stack, LayerTraces layers, int first, MutableMatrixView out) const;
    void project(int layer, MatrixView queriesFrom, MatrixView keysFrom, LayerTrace &numbers, const std::stop_token &stop) const;
    void normaliseAndTurn(int layer, LayerTrace &numbers) const;
    void attend(int layer, LayerTrace &numbers, const std::stop_token &stop) const;
    void runAttention(int layer, LayerTraces done, LayerTrace &numbers, const std::stop_token &stop) const;
    void runMlp(int layer, LayerTrace &numbers, const std::stop_token &stop) const;
    void addUp(int layer, LayerTrace &numbers) const;
    void normalise(NormKind kind, const NormWeights &weights, MatrixView x, MutableMatrixView out) const;
    /// The prediction head behind the end of the last stack; `edited` applies the edits of a stage that was passed.
    void predictBehind(
        Stage stage, WorkMatrix current, const std::function<void(Stage, MutableMatrixView)> &edited, MutableMatrixView out) const;
    void logitRows(MatrixView input, MutableMatrixView out) const;
    void edit(Stage stage, int layer, int first, MutableMatrixView rows) const;

    std::shared_ptr<const Model> m_model;
    RunTokens m_tokens;
    Edits m_edits;
    std::shared_ptr<BufferPool> m_pool;
    bool m_positionsOff = false;
    std::vector<int> m_positions[2];
    std::vector<Matrix> m_rotaryTables; // [L] [tokens, dims]; layers that turn alike share one
};

} // namespace headscope
