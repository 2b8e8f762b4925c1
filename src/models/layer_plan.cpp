#include "src/models/layer_plan.h"

#include "src/error.h"

#include <algorithm>

namespace headscope {

namespace {

using enum StageSource::Place;

// What a stack hands on, for whoever reads it behind its last layer.
StageSource endOfStack(const TransformerConfig &config, int stack)
{
    if (config.hasFinalNorm())
        return {Stage::finalNorm, here};
    return {endOfLayer(config, config.lastLayerOf(stack)), lastLayer};
}

/// Goes through a model in the order of computation. What plans a block of a layer gives the stage with which it ends.
class Planner {
public:
    Planner(const TransformerConfig &config, int layer)
        : m_config(config)
        , m_rules(config.layer(layer))
        , m_layer(layer)
    {
        m_plan.reserve(allStages().size());
    }

    LayerPlan plan()
    {
        planEmbedding();
        planLayer();
        const int stack = m_config.stackOf(m_layer);
        if (m_config.hasFinalNorm())
            norm(Stage::finalNorm, {endOfLayer(m_config, m_config.lastLayerOf(stack)), lastLayer}, &StackWeights::finalNorm, m_config.norm);
        if (stack == m_config.stackCount() - 1) {
            planPrediction(endOfStack(m_config, stack));
            planClasses(endOfStack(m_config, stack));
        }
        return std::move(m_plan);
    }

private:
    PlanStep &add(Stage stage, Operation operation, std::initializer_list<StageSource> sources)
    {
        PlanStep &step = m_plan.emplace_back();
        step.stage = stage;
        step.operation = operation;
        for (const StageSource source : sources)
            step.sources.add(source);
        return step;
    }

    PlanStep &linear(Stage stage, StageSource from, WeightPlace<LinearWeights> weights, std::string_view symbol)
    {
        PlanStep &step = add(stage, Operation::linear, {from});
        step.map = {weights, symbol};
        return step;
    }

    PlanStep &norm(Stage stage, StageSource from, WeightPlace<NormWeights> weights, NormKind kind)
    {
        PlanStep &step = add(stage, Operation::norm, {from});
        step.normWeights = weights;
        step.normKind = kind;
        return step;
    }

    void lookUp(Stage stage, std::initializer_list<StageSource> sources, const LookUpTable &table)
    {
        add(stage, Operation::lookUp, sources).table = table;
    }

    PlanStep &activate(Stage stage, std::initializer_list<StageSource> sources, Activation activation)
    {
        PlanStep &step = add(stage, Operation::activate, sources);
        step.activation = activation;
        return step;
    }

    /// What the first layer of the stack gets is the sum of m_start.
    void planEmbedding()
    {
        add(Stage::tokens, Operation::ids, {});
        lookUp(Stage::embedding, {{Stage::tokens}}, {&StackWeights::embedding, LookUpTable::Row::id, "W_E"});
        StageSource current{Stage::embedding};
        const auto project = [&] {
            linear(Stage::embeddingProjection, current, &StackWeights::embeddingProjection, "W_X");
            current = {Stage::embeddingProjection};
        };
        if (m_config.embeddingScale != 1) {
            add(Stage::scaledEmbedding, Operation::scale, {current}).factor = m_config.embeddingScale;
            current = {Stage::scaledEmbedding};
        }
        if (m_config.embeddingProjection == EmbeddingProjection::beforePositions)
            project();
        m_start.add(current);
        if (m_config.position == PositionKind::learned)
            lookUp(Stage::position, {}, {&StackWeights::position, LookUpTable::Row::position, "W_P"});
        else if (m_config.position != PositionKind::none)
            add(Stage::position, Operation::waves, {});
        if (m_config.position != PositionKind::none)
            m_start.add({Stage::position});
        if (m_config.tokenTypes > 0) {
            lookUp(Stage::tokenType, {}, {&StackWeights::tokenType, LookUpTable::Row::type, "W_B"});
            m_start.add({Stage::tokenType});
        }
        const bool projected = m_config.embeddingProjection == EmbeddingProjection::afterNorm;
        if (!m_config.embeddingNorm && !projected)
            return;
        add(Stage::embeddingSum, Operation::sum, {}).sources = m_start;
        current = {Stage::embeddingSum};
        if (m_config.embeddingNorm) {
            norm(Stage::embeddingNorm, current, &StackWeights::embeddingNorm, NormKind::layer);
            current = {Stage::embeddingNorm};
        }
        if (projected)
            project();
        m_start = {};
        m_start.add(current);
    }

    void planLayer()
    {
        PlanStep &before = add(Stage::residualBefore, Operation::sum, {});
        if (m_layer == m_config.firstLayerOf(m_config.stackOf(m_layer)))
            before.sources = m_start;
        else
            before.sources.add({endOfLayer(m_config, m_layer - 1), layerBefore});
        before.kept = &LayerTrace::residualBefore;
        before.part = LayerPart::input;

        const bool hasMlp = m_config.hasMlp(m_layer);
        StageSource read{Stage::residualBefore};
        if (m_config.isPreNorm())
            read = normOfAttention({Stage::residualBefore}, LayerPart::input);
        const StageSource attention = planAttention(read);
        if (hasMlp) {
            const bool parallel = m_config.parallel;
            StageSource stream{Stage::residualBefore};
            if (!parallel) {
                add(Stage::residualMiddle, Operation::sum, {stream, attention}).kept = &LayerTrace::residualMiddle;
                stream = {Stage::residualMiddle};
            }
            if (m_config.isPostNorm())
                stream = read = normOfAttention(stream, LayerPart::rows);
            else if (!m_config.isPreNorm())
                read = stream;
            else if (!parallel || !m_config.sharedNorm)
                read = normOfMlp(stream, partBeforeMlp());
            const StageSource mlp = planMlp(read);
            PlanStep &after = add(Stage::residualAfter, Operation::sum, {stream});
            if (parallel)
                after.sources.add(attention);
            after.sources.add(mlp);
            after.kept = &LayerTrace::residualAfter;
        } else {
            add(Stage::residualAfter, Operation::sum, {{Stage::residualBefore}, attention}).kept = &LayerTrace::residualAfter;
        }
        if (!m_config.isPostNorm())
            return;
        if (hasMlp)
            normOfMlp({Stage::residualAfter}, LayerPart::rows);
        else
            normOfAttention({Stage::residualAfter}, LayerPart::rows);
    }

    StageSource normOfAttention(StageSource from, LayerPart part)
    {
        norm(Stage::attentionNorm, from, &LayerWeights::attentionNorm, m_config.norm).part = part;
        return {Stage::attentionNorm};
    }

    StageSource normOfMlp(StageSource from, LayerPart part)
    {
        norm(Stage::mlpNorm, from, &LayerWeights::mlpNorm, m_config.norm).part = part;
        return {Stage::mlpNorm};
    }

    /// In a parallel layer the MLP reads what attention reads.
    LayerPart partBeforeMlp() const { return m_config.parallel ? LayerPart::input : LayerPart::rows; }

    void projection(PlanStep &step, Matrix LayerTrace::*kept, LayerPart part)
    {
        step.kept = kept;
        step.part = part;
    }

    StageSource planAttention(StageSource read)
    {
        const bool norms = m_config.queryKeyNorm != NormKind::none;
        const bool turns = m_rules.rotary.turns();
        const bool global = m_config.globalFirstToken;
        const auto part = [&](LayerPart ofRows) { return norms || turns ? ofRows : LayerPart::heads; };
        StageSource keysRead = read;
        if (m_rules.cross)
            keysRead = {endOfStack(m_config, 0).stage, encoder};

        PlanStep &q = linear(Stage::q, read, &LayerWeights::q, "W_Q");
        projection(q, &LayerTrace::q, part(LayerPart::queryRows));
        if (global)
            q.firstRowMap = {&LayerWeights::globalQ, "W_Q*"};
        projection(linear(Stage::k, keysRead, &LayerWeights::k, "W_K"), &LayerTrace::k, part(LayerPart::keyRows));
        projection(linear(Stage::v, keysRead, &LayerWeights::v, "W_V"), &LayerTrace::v, LayerPart::heads);
        StageSource queries{Stage::q};
        StageSource keys{Stage::k};
        if (norms) {
            norm(Stage::qNorm, queries, &LayerWeights::queryNorm, m_config.queryKeyNorm).part = LayerPart::queryRows;
            norm(Stage::kNorm, keys, &LayerWeights::keyNorm, m_config.queryKeyNorm).part = LayerPart::keyRows;
            queries = {Stage::qNorm};
            keys = {Stage::kNorm};
        }
        if (turns) {
            projection(add(Stage::rotatedQ, Operation::rotate, {queries}), &LayerTrace::queries, LayerPart::heads);
            projection(add(Stage::rotatedK, Operation::rotate, {keys}), &LayerTrace::keys, LayerPart::heads);
            queries = {Stage::rotatedQ};
            keys = {Stage::rotatedK};
        }
        if (global) {
            projection(linear(Stage::globalK, keysRead, &LayerWeights::globalK, "W_K*"), &LayerTrace::globalK, LayerPart::heads);
            projection(linear(Stage::globalV, keysRead, &LayerWeights::globalV, "W_V*"), &LayerTrace::globalV, LayerPart::heads);
        }
        const StageSource weights = planScores(queries, keys);
        PlanStep &sum = add(Stage::weightedSum, Operation::product, {weights, {Stage::v}});
        if (global)
            sum.sources.add({Stage::globalV});
        sum.kept = &LayerTrace::weightedSum;
        add(Stage::joinedHeads, Operation::join, {{Stage::weightedSum, everyHead}}).kept = &LayerTrace::joinedHeads;
        linear(Stage::outputProjection, {Stage::joinedHeads}, &LayerWeights::output, "W_O").kept = &LayerTrace::outputProjection;
        if (!m_config.outputNorms)
            return {Stage::outputProjection};
        norm(Stage::attentionOutNorm, {Stage::outputProjection}, &LayerWeights::attentionOutNorm, m_config.norm);
        return {Stage::attentionOutNorm};
    }

    StageSource planScores(StageSource queries, StageSource keys)
    {
        StageSource scores;
        const auto next = [&](Stage stage, Operation operation, std::initializer_list<StageSource> sources) -> PlanStep & {
            PlanStep &step = add(stage, operation, sources);
            step.part = LayerPart::heads;
            scores = {stage};
            return step;
        };
        PlanStep &raw = next(Stage::rawScores, Operation::product, {queries, keys});
        if (m_config.globalFirstToken)
            raw.sources.add({Stage::globalK});
        next(Stage::scaledScores, Operation::divide, {scores});
        if (m_config.scoreCap > 0)
            next(Stage::cappedScores, Operation::cap, {scores}).limit = m_config.scoreCap;
        if (m_config.scoreBias != ScoreBias::none && !m_rules.cross)
            next(Stage::biasedScores, Operation::distanceBias, {scores});
        next(Stage::maskedScores, Operation::mask, {scores});
        next(Stage::weights, Operation::softmax, {scores});
        return scores;
    }

    StageSource planMlp(StageSource read)
    {
        const LayerPart part = partBeforeMlp();
        if (m_config.gated) {
            linear(Stage::mlpPre, read, &LayerWeights::mlpGate, "W_gate").part = part;
            linear(Stage::mlpLinear, read, &LayerWeights::mlpIn, "W_in").part = part;
            activate(Stage::mlpPost, {{Stage::mlpPre}, {Stage::mlpLinear}}, m_config.activation).part = part;
        } else {
            linear(Stage::mlpPre, read, &LayerWeights::mlpIn, "W_in").part = part;
            activate(Stage::mlpPost, {{Stage::mlpPre}}, m_config.activation).part = part;
        }
        linear(Stage::mlpOut, {Stage::mlpPost}, &LayerWeights::mlpOut, "W_out").kept = &LayerTrace::mlpOut;
        if (!m_config.outputNorms)
            return {Stage::mlpOut};
        norm(Stage::mlpOutNorm, {Stage::mlpOut}, &LayerWeights::mlpOutNorm, m_config.norm);
        return {Stage::mlpOutNorm};
    }

    void planPrediction(StageSource current)
    {
        if (m_config.predicts == Predicts::nothing)
            return;
        if (m_config.predictionDense) {
            linear(Stage::predictionDense, current, &ModelWeights::predictionDense, "W_D");
            current = {Stage::predictionDense};
        }
        if (m_config.predictionActivation != Activation::identity) {
            activate(Stage::predictionActivation, {current}, m_config.predictionActivation);
            current = {Stage::predictionActivation};
        }
        if (m_config.predictionNorm) {
            norm(Stage::predictionNorm, current, &ModelWeights::predictionNorm, NormKind::layer);
            current = {Stage::predictionNorm};
        }
        const bool changed = m_config.logitScale != 1 || m_config.logitCap > 0;
        linear(changed ? Stage::rawLogits : Stage::logits, current, &ModelWeights::unembedding, "W_U");
        if (!changed)
            return;
        PlanStep &logits = add(Stage::logits, Operation::cap, {{Stage::rawLogits}});
        logits.factor = m_config.logitScale;
        logits.limit = m_config.logitCap;
    }

    void planClasses(StageSource current)
    {
        if (!m_config.hasPooler)
            return;
        const ClassHead &head = m_config.classHead;
        if (head.hasDense) {
            linear(Stage::pooledPre, current, &ModelWeights::pooler, "W_H");
            current = {Stage::pooledPre};
        }
        if (head.hasDense && head.activation != Activation::identity) {
            activate(Stage::pooled, {current}, head.activation);
            current = {Stage::pooled};
        }
        if (head.classes > 0)
            linear(Stage::classLogits, current, &ModelWeights::classes, "W_C");
    }

    const TransformerConfig &m_config;
    const LayerConfig &m_rules;
    int m_layer;
    StageSources m_start;
    LayerPlan m_plan;
};

template <typename T>
const T &at(const WeightPlace<T> &place, const Weights &weights, const TransformerConfig &config, int layer)
{
    if (const auto *ofLayer = std::get_if<T LayerWeights::*>(&place))
        return weights.layer(layer).**ofLayer;
    if (const auto *ofStack = std::get_if<T StackWeights::*>(&place))
        return weights.model().stacks[config.stackOf(layer)].**ofStack;
    return weights.model().*std::get<T ModelWeights::*>(place);
}

} // namespace

LayerPlan layerPlan(const TransformerConfig &config, int layer)
{
    return Planner(config, layer).plan();
}

const PlanStep *findStep(const LayerPlan &plan, Stage stage)
{
    const auto found = std::ranges::find(plan, stage, &PlanStep::stage);
    return found == plan.end() ? nullptr : &*found;
}

const PlanStep &stepOf(const LayerPlan &plan, Stage stage)
{
    if (const PlanStep *step = findStep(plan, stage))
        return *step;
    throw Error("there is no stage \"" + std::string(stageInfo(stage).name) + "\" here");
}

Stage endOfLayer(const TransformerConfig &config, int layer)
{
    if (!config.isPostNorm())
        return Stage::residualAfter;
    return config.hasMlp(layer) ? Stage::mlpNorm : Stage::attentionNorm;
}

const LinearWeights &weightsAt(const WeightPlace<LinearWeights> &place, const Weights &weights, const TransformerConfig &config, int layer)
{
    return at(place, weights, config, layer);
}

const NormWeights &weightsAt(const WeightPlace<NormWeights> &place, const Weights &weights, const TransformerConfig &config, int layer)
{
    return at(place, weights, config, layer);
}

} // namespace headscope
