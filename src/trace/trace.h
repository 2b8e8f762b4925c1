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
#include <string>
#include <vector>

namespace headscope {

/// A place in the computation. layer and head are ignored where the stage's scope does not need them.
struct StageKey {
    Stage stage = Stage::weights;
    int layer = 0;
    int head = 0;
    bool operator==(const StageKey &) const = default;
};

/// One candidate for the next token.
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

struct TraceData; // what the engine fills in; src/trace/trace_data.h

class Trace {
public:
    explicit Trace(std::unique_ptr<TraceData> data);
    ~Trace();

    const Model &model() const;
    std::shared_ptr<const Model> modelPointer() const;
    const TransformerConfig &config() const { return model().config(); }
    const std::string &text() const; ///< as typed
    const std::vector<Token> &tokens() const; ///< those that were run
    int tokenCount() const { return static_cast<int>(tokens().size()); }
    std::size_t cutTokens() const; ///< tokens of the text beyond the context, not run
    const Edits &edits() const;
    const RunStatistics &statistics() const;
    const std::vector<std::string> &notes() const; ///< in words: what was cut, which fallback was taken

    /// Does this model have the stage at all? (A model without norm has no attentionNorm.)
    bool has(Stage stage) const;
    /// The numbers of one stage: shape as in stage.h. Stored stages cost nothing; n × n stages and logits are computed on first use.
    /// Throws Error when the model has no such stage or layer/head is out of range.
    Matrix matrix(const StageKey &key) const;
    /// Rows [firstRow, firstRow + rowCount) only: what a view of thousands of tokens asks for. Equal to the rows of matrix(key).
    Matrix rows(const StageKey &key, int firstRow, int rowCount) const;
    /// The `count` most probable next tokens after token `row` (softmax over the whole vocabulary), best first.
    std::vector<Prediction> predictions(int row, int count) const;
    /// Probability of one vocabulary entry after token `row`.
    Prediction prediction(int row, int id) const;

    /// For the engine, which takes layers over from an earlier trace.
    const TraceData &data() const;

private:
    std::unique_ptr<TraceData> m_data;
};

} // namespace headscope
