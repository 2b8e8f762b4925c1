// The result of one run: what the model computed for one text. Immutable, safe to read from any thread.
// Memory is linear in the number of tokens: residual streams, Q, K, V and outputs are kept; n × n stages and logits are made when asked
// for, and cached within a byte budget.
#pragma once

#include "src/models/model.h"
#include "src/stages/edits.h"
#include "src/stages/stage.h"
#include "src/tensor/matrix_view.h"
#include "src/tokenizer/tokenizer.h"

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace headscope {

/// A place in the computation. head is ignored where the stage's scope does not need it; of stages before and behind the layers, layer
/// only says which stack is meant: any layer of it.
struct StageKey {
    Stage stage = Stage::weights;
    int layer = 0;
    int head = 0;
    bool operator==(const StageKey &) const = default;
};

/// One candidate for what the logits of a row foretell.
struct Prediction {
    int id = 0;
    std::string display;
    float logit = 0;
    float probability = 0;
};

struct RunStatistics {
    double milliseconds = 0; ///< the forward run alone, tokenizing included
    std::size_t bytes = 0; ///< kept by this trace
    int threads = 1;
    int firstComputedLayer = 0; ///< layers before it were taken over from the base trace
};

/// What of a long run's numbers is in memory just now; the others are made again when they are looked at.
struct KeptLayers {
    bool all = true; ///< every number of every layer; the lists below are empty then
    std::vector<int> inputs; ///< layers whose input is there: any of their numbers is one layer's work away
    std::vector<int> heads; ///< layers whose queries, keys and values are there
    std::size_t bytes = 0;
};

struct TraceData; // what the engine fills in; src/trace/trace_data.h

class Trace {
public:
    explicit Trace(std::unique_ptr<TraceData> data);
    ~Trace();

    const Model &model() const;
    std::shared_ptr<const Model> modelPointer() const;
    const TransformerConfig &config() const { return model().config(); }
    const std::string &text() const; ///< as typed
    const std::optional<std::string> &pair() const; ///< the second sentence, as typed
    const std::string &target() const; ///< the decoder's text of an encoder-decoder, as typed
    /// Those that were run: of the only stack or the encoder.
    const std::vector<Token> &tokens() const { return stackTokens(0); }
    int tokenCount() const { return static_cast<int>(tokens().size()); }
    /// Stack 1 is the decoder of an encoder-decoder.
    const std::vector<Token> &stackTokens(int stack) const;
    /// What the rows of a place are: queries, or the keys where the stage has a row for each key. A text's pooled vector is its first
    /// (or last) token's. Layer and head must be the model's.
    const std::vector<Token> &rowTokens(const StageKey &key) const;
    /// What a query of this layer looks at: the columns of scores and weights.
    const std::vector<Token> &keyTokens(int layer) const;
    int rowCount(const StageKey &key) const;
    int columnCount(const StageKey &key) const;
    /// How many of the last tokens of the last stack were generated, not typed.
    int generatedCount() const;
    std::size_t cutTokens() const; ///< tokens of the texts beyond the context, not run
    const Edits &edits() const;
    const RunStatistics &statistics() const;
    const std::vector<std::string> &notes() const; ///< in words: what was cut, which fallback was taken
    /// Layers [0, doneLayers()) were run. Fewer than the model has in a snapshot of a run that goes on (RunRequest::partial): what comes
    /// behind them throws Error. All of them for an empty text, which has no numbers.
    int doneLayers() const;
    bool isComplete() const { return doneLayers() == config().layers; }
    KeptLayers kept() const;

    /// Does this model have the stage at all? (A model without norm has no attentionNorm.)
    bool has(Stage stage) const;
    /// Does a walk through this layer pass it?
    bool has(Stage stage, int layer) const;
    /// The numbers of one stage: shape as in stage.h. Stored stages cost nothing; n × n stages and logits are computed on first use.
    /// Throws Error when the model has no such stage, layer/head is out of range or, in a snapshot, the layer has not been run yet; and,
    /// for numbers that must be made from the model's matrices, when another program changed its files (Weights::requireUnchanged).
    Matrix matrix(const StageKey &key) const;
    /// Rows [firstRow, firstRow + rowCount) only: what a view of thousands of tokens asks for. Equal to the rows of matrix(key).
    Matrix rows(const StageKey &key, int firstRow, int rowCount) const;
    /// The `count` most probable tokens by the logits of `row` of the last stack (softmax over the whole vocabulary), best first: what
    /// comes after it, or what belongs in its place (TransformerConfig::predicts). Empty for a model without logits.
    std::vector<Prediction> predictions(int row, int count) const;
    /// Probability of one vocabulary entry, by the logits of `row`.
    Prediction prediction(int row, int id) const;

    /// For the engine, which takes layers over from an earlier trace.
    const TraceData &data() const;

private:
    std::unique_ptr<TraceData> m_data;
};

} // namespace headscope
