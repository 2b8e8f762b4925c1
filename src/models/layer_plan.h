// One description of a model's stages: in which order they come, what each is made from and by which operation, and what of it is kept.
// TransformerConfig::stages(), the sources, formulas and explanations of a trace, its stages on demand and the figures of the Walk follow
// from it. The computation itself is written out, in src/models/transformer.h and src/attention/attention.h, and tests hold both together.
#pragma once

#include "src/models/config.h"
#include "src/models/layer_trace.h"
#include "src/models/weights.h"
#include "src/stages/stage.h"

#include <array>
#include <optional>
#include <string_view>
#include <variant>
#include <vector>

namespace headscope {

/// How a stage is made from its sources, x being the first of them.
enum class Operation {
    ids, ///< of the text's tokens
    lookUp, ///< one row of a table for each token
    waves, ///< sines and cosines of the token's place
    scale, ///< x times a constant
    sum, ///< of all sources; of one a copy
    norm,
    linear, ///< x · W (+ b)
    product, ///< of two stages: each row of x with each row of the other (scores), or x with its columns (weighted sums)
    rotate, ///< pairs of channels, by the token's place
    divide, ///< x by the scores' divisor, and by the temperature when edited
    cap, ///< limit · tanh(factor · x / limit); factor · x without a limit
    distanceBias, ///< x plus a number for the distance of query and key
    mask, ///< x where a query may look, else −∞
    softmax,
    join, ///< heads side by side
    activate, ///< f(x); of a gate f(x) ∘ the other source
};

/// A stage that another one is made from, as seen from there.
struct StageSource {
    enum class Place {
        here, ///< same layer, same head
        everyHead, ///< each head of the layer
        layerBefore,
        lastLayer, ///< of the same stack
        encoder, ///< what the encoder hands on
    };
    Stage stage = Stage::tokens;
    Place place = Place::here;
};

/// Three at the most, without an allocation for each step of a plan.
class StageSources {
public:
    void add(StageSource source) { m_sources.at(static_cast<std::size_t>(m_count++)) = source; }
    const StageSource *begin() const { return m_sources.data(); }
    const StageSource *end() const { return begin() + m_count; }
    const StageSource &operator[](int index) const { return m_sources[static_cast<std::size_t>(index)]; }
    int size() const { return m_count; }

private:
    std::array<StageSource, 3> m_sources;
    int m_count = 0;
};

/// Which of a model's weights; nothing for a stage that needs none.
template <typename T>
using WeightPlace = std::variant<std::monostate, T LayerWeights::*, T StackWeights::*, T ModelWeights::*>;

/// A learned map and its name, "W_Q".
struct LinearMap {
    WeightPlace<LinearWeights> weights = {};
    std::string_view symbol = {};
};

/// A table with a row for each id, place or text; its name, "W_E".
struct LookUpTable {
    enum class Row { id, position, type };
    StoredMatrix StackWeights::*table = nullptr;
    Row row = Row::id;
    std::string_view symbol = {};
};

/// What of a layer must be at hand to read a stage of it, or to make it without a product of the whole layer.
enum class LayerPart {
    input, ///< residualBefore
    heads, ///< what the heads read
    queryRows, ///< some rows of q, before they are normalised or turned
    keyRows, ///< some rows of k
    rows, ///< some rows of everything
};

struct PlanStep {
    Stage stage = Stage::tokens;
    Operation operation = Operation::ids;
    StageSources sources = {};
    LayerPart part = LayerPart::rows; ///< of stages in layers
    /// Where a run keeps it; nullptr: it is made on demand. A stage of one head has columns of it: see LayerTrace.
    Matrix LayerTrace::*kept = nullptr;
    // What the operation works with.
    LinearMap map = {}; ///< of linear
    LinearMap firstRowMap = {}; ///< of linear: the map of the first token, where it looks by its own
    LookUpTable table = {}; ///< of lookUp
    WeightPlace<NormWeights> normWeights = {}; ///< of norm
    NormKind normKind = NormKind::none; ///< of norm
    Activation activation = Activation::identity; ///< of activate
    float factor = 1; ///< of scale and cap
    float limit = 0; ///< of cap; 0: none
};

/// In the order of computation: the stages before the layers of a stack, those of one layer, those behind the last.
using LayerPlan = std::vector<PlanStep>;

/// What a walk through this layer's stack and this layer passes. An opened model has it ready: Model::plan.
LayerPlan layerPlan(const TransformerConfig &config, int layer);
/// nullptr when the plan has no such stage.
const PlanStep *findStep(const LayerPlan &plan, Stage stage);
/// Throws Error when the plan has no such stage.
const PlanStep &stepOf(const LayerPlan &plan, Stage stage);

/// What a layer hands on: its residual stream, or in a post-norm model the norm behind it.
Stage endOfLayer(const TransformerConfig &config, int layer);

/// The weights themselves; `layer` says which, or which stack's.
const LinearWeights &weightsAt(const WeightPlace<LinearWeights> &place, const Weights &weights, const TransformerConfig &config, int layer);
const NormWeights &weightsAt(const WeightPlace<NormWeights> &place, const Weights &weights, const TransformerConfig &config, int layer);

} // namespace headscope
