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

/// What a layer is made from.
struct LayerInput {
    Matrix residual; ///< [T, D] residualBefore, its edits applied
    Matrix encoded; ///< [S, D] what the encoder hands on; only cross-attention reads it
};

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

    /// What the first layer of a stack gets.
    Matrix firstInput(int stack) const;
    /// What a layer hands on: the input of the next one, with its edits, or of a stack's last layer its end, before the final norm.
    /// `numbers` has the rows first … of the layer. out [R, D]
    void handOn(int layer, const LayerTrace &numbers, int first, MutableMatrixView out) const;
    /// Is that residualAfter as it is?
    bool handsOnUnchanged(int layer) const;

    /// All of one layer. Stops early, with unusable numbers, when `stop` asks for it.
    LayerTrace runLayer(int layer, const LayerInput &input, const std::stop_token &stop) const;
    /// What its heads read: keys, v and, for whoever looks at scores, queries. Cheap: the layer's work is behind them.
    LayerTrace runHeads(int layer, const LayerInput &input, bool withQueries, const std::stop_token &stop) const;
    /// All of the layer for some rows, `heads` from runHeads; without it, no further than the queries. first and the end (but that of the
    /// text) multiples of kTileRows.
    LayerTrace runRows(int layer, const LayerInput &input, const LayerTrace *heads, int first, int rows, const std::stop_token &stop) const;
    /// k, keys and v of some rows, which are counted as in runRows.
    LayerTrace runKeyRows(int layer, const LayerInput &input, int first, int rows) const;

    /// A stage of a layer that was run which `numbers` does not hold, scores and weights aside: a norm [R, D], one of a head's query or
    /// key [R, Dh], or the inside of the MLP [R, F], for which first is a multiple of kTileRows.
    void stageOfLayer(const PlanStep &step, int layer, int head, const LayerTrace &numbers, int first, MutableMatrixView out) const;
    /// One head with its rules and edits, over the numbers of a layer that was run.
    AttentionHead head(int layer, int head, const LayerTrace &numbers) const;

    /// finalNorm. `end` is what the last layer handed on, out [R, D]
    void finalNorm(int stack, MatrixView end, int first, MutableMatrixView out) const;
    /// What a stack hands on behind its final norm, if it has one. out [R, D]
    void endOfStack(int stack, MatrixView end, int first, MutableMatrixView out) const;
    /// predictionDense, predictionActivation, predictionNorm, rawLogits or logits. `stream`: end of the last stack [R, D], out [R, E or V],
    /// first a multiple of kLogitRows for logits.
    void predict(Stage stage, MatrixView stream, int first, MutableMatrixView out) const;
    /// Logits that vectors of the last stack's stream would give for the token `row` if its last layer had ended with them: final norm,
    /// prediction head, W_U, with the token's edits. streams [R, D], out [R, V].
    void predictFrom(MatrixView streams, int row, MutableMatrixView out) const;
    /// pooledPre, pooled or classLogits. out [R, D or C]; one row unless each token has its own. `end` of the last stack, from the token
    /// classifiedToken(first).
    void classify(Stage stage, MatrixView end, int first, MutableMatrixView out) const;
    /// The token whose end row `row` of the classes is made from.
    int classifiedToken(int row) const;

private:
    /// attentionNorm, attentionOutNorm, mlpNorm or mlpOutNorm.
    void norm(Stage stage, int layer, const LayerTrace &numbers, int first, MutableMatrixView out) const;
    /// qNorm or kNorm.
    void headNorm(Stage stage, int layer, int head, const LayerTrace &numbers, int first, MutableMatrixView out) const;
    /// mlpPre, mlpLinear or mlpPost.
    void mlpInner(Stage stage, int layer, const LayerTrace &numbers, int first, MutableMatrixView out) const;
    void learnedPositions(int stack, int first, MutableMatrixView out) const;
    void addedEmbedding(Stage stage, int stack, int first, MutableMatrixView out) const;
    /// Fills q, k, v and what attends, where `numbers` has memory for them.
    void project(
        int layer, const LayerInput &input, LayerTrace &numbers, bool withQueries, bool withKeys, const std::stop_token &stop) const;
    void projectQueries(int layer, MatrixView from, int first, LayerTrace &numbers) const;
    void projectKeys(int layer, MatrixView from, int first, LayerTrace &numbers) const;
    void normaliseHead(Stage stage, int layer, int head, MatrixView from, int first, MutableMatrixView out) const;
    void normaliseAndTurn(bool ofQueries, int layer, MatrixView from, int first, MutableMatrixView out) const;
    void editHeads(Stage stage, int layer, int first, MutableMatrixView rows) const;
    void attend(int layer, LayerTrace &numbers, const std::stop_token &stop) const;
    /// Everything behind what its heads read.
    void runBehindHeads(int layer, LayerTrace &numbers, const std::stop_token &stop) const;
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
