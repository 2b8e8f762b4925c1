#include "src/models/transformer.h"

#include "src/attention/rotary.h"
#include "src/models/activate.h"
#include "src/models/layer_plan.h"
#include "src/models/work_matrix.h"
#include "src/ops/layer_norm.h"
#include "src/ops/linear.h"
#include "src/ops/rms_norm.h"

#include <algorithm>
#include <optional>

namespace headscope {

namespace {

// Rows of the MLP's inside that are made at a time: it is the widest matrix of all, a text of 16,000 tokens would need gigabytes, and
// whoever cancels the run of a large model should not wait for all of them.
constexpr int kMlpRows = kTileRows;

// The row of the position table for each token. Padding that was typed takes the row before the first and does not count.
std::vector<int> positionsOf(const std::vector<int> &ids, const TransformerConfig &config)
{
    std::vector<int> positions;
    int next = config.positionOffset;
    for (const int id : ids)
        positions.push_back(config.padId >= 0 && id == config.padId ? config.positionOffset - 1 : next++);
    return positions;
}

} // namespace

Transformer::Transformer(std::shared_ptr<const Model> model, RunTokens tokens, Edits edits, std::shared_ptr<BufferPool> pool)
    : m_model(std::move(model))
    , m_tokens(std::move(tokens))
    , m_edits(std::move(edits))
    , m_pool(std::move(pool))
{
    const TransformerConfig &config = m_model->config();
    m_positionsOff = std::any_of(m_edits.begin(), m_edits.end(), [](const Edit &edit) { return edit.kind == Edit::Kind::positionsOff; });
    for (int stack = 0; stack < config.stackCount(); ++stack)
        m_positions[stack] = positionsOf(m_tokens.ids[stack], config);

    m_rotaryTables.resize(static_cast<std::size_t>(config.layers));
    for (int layer = 0; layer < config.layers; ++layer) {
        const Rotary &rotary = config.layer(layer).rotary;
        if (!rotary.turns() || m_positionsOff)
            continue;
        Matrix &table = m_rotaryTables[static_cast<std::size_t>(layer)];
        for (int other = 0; other < layer && table.empty(); ++other)
            if (config.layer(other).rotary == rotary && config.stackOf(other) == config.stackOf(layer))
                table = m_rotaryTables[static_cast<std::size_t>(other)];
        if (!table.empty())
            continue;
        const Buffer buffer = m_pool->take(static_cast<std::size_t>(queryCount(layer)) * static_cast<std::size_t>(rotary.dims));
        rotaryTable(rotary, buffer.view(queryCount(layer), rotary.dims));
        table = buffer.matrix(queryCount(layer), rotary.dims);
    }
}

int Transformer::queryCount(int layer) const
{
    return static_cast<int>(m_tokens.ids[m_model->config().stackOf(layer)].size());
}

int Transformer::keyCount(int layer) const
{
    return m_model->config().layer(layer).cross ? static_cast<int>(m_tokens.ids[0].size()) : queryCount(layer);
}

void Transformer::edit(Stage stage, int layer, int first, MutableMatrixView rows) const
{
    applyEdits(m_edits, stage, layer, Edit::kAll, first, rows);
}

void Transformer::normalise(NormKind kind, const NormWeights &weights, MatrixView x, MutableMatrixView out) const
{
    const TransformerConfig &config = m_model->config();
    forRows(out, [&](int first, int rows) {
        const MatrixView part = x.block(first, 0, rows, x.cols);
        if (kind == NormKind::layer)
            layerNorm(part, weights.gain, weights.shift, config.normEpsilon, out.rowRange(first, rows));
        else
            rmsNorm(part, weights.gain, weights.shift, config.normEpsilon, out.rowRange(first, rows), config.gainPlusOne ? 1.0f : 0.0f);
    });
}

void Transformer::stageOfLayer(const PlanStep &step, int layer, int head, const LayerTrace &numbers, int first, MutableMatrixView out) const
{
    if (step.operation == Operation::linear || step.operation == Operation::activate)
        return mlpInner(step.stage, layer, numbers, first, out);
    if (step.operation != Operation::norm)
        refuseStage(step.stage);
    if (stageInfo(step.stage).scope == StageScope::head)
        return headNorm(step.stage, layer, head, numbers, first, out);
    norm(step.stage, layer, numbers, first, out);
}

void Transformer::norm(Stage stage, int layer, const LayerTrace &numbers, int first, MutableMatrixView out) const
{
    const LayerPlan &plan = m_model->plan(layer);
    const PlanStep &step = stepOf(plan, stage);
    const MatrixView input = (numbers.*stepOf(plan, step.sources[0].stage).kept).view;
    normalise(step.normKind, weightsAt(step.normWeights, m_model->weights(), m_model->config(), layer),
        input.block(first - numbers.firstRow, 0, out.rows, out.cols), out);
    edit(stage, layer, first, out);
}

Matrix Transformer::firstInput(int stack) const
{
    const TransformerConfig &config = m_model->config();
    const int layer = config.firstLayerOf(stack);
    const int tokens = queryCount(layer);
    const Buffer buffer = m_pool->take(static_cast<std::size_t>(tokens) * static_cast<std::size_t>(config.width));
    const MutableMatrixView stream = buffer.view(tokens, config.width);
    for (int first = 0; first < tokens; first += kProjectedRows) {
        const MutableMatrixView rows = stream.rowRange(first, std::min(kProjectedRows, tokens - first));
        embed(Stage::residualBefore, stack, first, rows);
        edit(Stage::residualBefore, layer, first, rows);
    }
    return buffer.matrix(tokens, config.width);
}

void Transformer::handOn(int layer, const LayerTrace &numbers, int first, MutableMatrixView out) const
{
    const TransformerConfig &config = m_model->config();
    if (const Stage end = endOfLayer(config, layer); end != Stage::residualAfter)
        norm(end, layer, numbers, first, out);
    else
        copyRows(numbers.residualAfter.view.block(first - numbers.firstRow, 0, out.rows, out.cols), out);
    if (layer != config.lastLayerOf(config.stackOf(layer)))
        edit(Stage::residualBefore, layer + 1, first, out);
}

bool Transformer::handsOnUnchanged(int layer) const
{
    const TransformerConfig &config = m_model->config();
    const bool last = layer == config.lastLayerOf(config.stackOf(layer));
    return endOfLayer(config, layer) == Stage::residualAfter && (last || !touches(m_edits, Stage::residualBefore, layer + 1, Edit::kAll));
}

LayerTrace Transformer::runLayer(int layer, const LayerInput &input, const std::stop_token &stop) const
{
    LayerShape shape{queryCount(layer), keyCount(layer)};
    shape.ownJoined = touches(m_edits, Stage::joinedHeads, layer, Edit::kAll);
    LayerTrace numbers = allocateLayer(m_model->config(), layer, shape, *m_pool);
    numbers.residualBefore = input.residual;
    project(layer, input, numbers, true, true, stop);
    if (!stop.stop_requested())
        runBehindHeads(layer, numbers, stop);
    return numbers;
}

LayerTrace Transformer::runHeads(int layer, const LayerInput &input, bool withQueries, const std::stop_token &stop) const
{
    LayerShape shape{withQueries ? queryCount(layer) : 0, keyCount(layer)};
    shape.unturned = shape.behindHeads = false;
    LayerTrace numbers = allocateLayer(m_model->config(), layer, shape, *m_pool);
    numbers.residualBefore = input.residual;
    project(layer, input, numbers, withQueries, true, stop);
    return numbers;
}

LayerTrace Transformer::runRows(
    int layer, const LayerInput &input, const LayerTrace *heads, int first, int rows, const std::stop_token &stop) const
{
    LayerShape shape{rows, 0};
    shape.ownJoined = touches(m_edits, Stage::joinedHeads, layer, Edit::kAll);
    shape.behindHeads = heads != nullptr;
    LayerTrace numbers = allocateLayer(m_model->config(), layer, shape, *m_pool);
    numbers.firstRow = first;
    numbers.residualBefore = {input.residual.view.block(first, 0, rows, input.residual.cols()), input.residual.owner};
    project(layer, input, numbers, true, false, stop);
    if (!heads || stop.stop_requested())
        return numbers;
    numbers.keys = heads->keys;
    numbers.v = heads->v;
    numbers.globalK = heads->globalK;
    numbers.globalV = heads->globalV;
    runBehindHeads(layer, numbers, stop);
    return numbers;
}

LayerTrace Transformer::runKeyRows(int layer, const LayerInput &input, int first, int rows) const
{
    LayerShape shape{0, rows};
    shape.behindHeads = false;
    LayerTrace numbers = allocateLayer(m_model->config(), layer, shape, *m_pool);
    numbers.firstKey = first;
    if (!m_model->config().layer(layer).cross) {
        numbers.firstRow = first;
        numbers.residualBefore = {input.residual.view.block(first, 0, rows, input.residual.cols()), input.residual.owner};
    }
    project(layer, input, numbers, false, true, {});
    return numbers;
}

void Transformer::runBehindHeads(int layer, LayerTrace &numbers, const std::stop_token &stop) const
{
    const TransformerConfig &config = m_model->config();
    const LayerWeights &weights = m_model->weights().layer(layer);
    const int first = numbers.firstRow;
    attend(layer, numbers, stop);
    if (stop.stop_requested())
        return;

    if (numbers.joinedHeads.view.data != numbers.weightedSum.view.data) {
        const MutableMatrixView joined = writable(numbers.joinedHeads);
        copyRows(numbers.weightedSum.view, joined);
        edit(Stage::joinedHeads, layer, first, joined);
    }
    const MutableMatrixView projected = writable(numbers.outputProjection);
    linear(numbers.joinedHeads.view, weights.output.weight, weights.output.bias, projected);
    edit(Stage::outputProjection, layer, first, projected);

    if (config.hasMlp(layer)) {
        if (!config.parallel) {
            const MutableMatrixView middle = writable(numbers.residualMiddle);
            if (config.outputNorms)
                norm(Stage::attentionOutNorm, layer, numbers, first, middle);
            addRows(numbers.residualBefore.view, config.outputNorms ? MatrixView(middle) : numbers.outputProjection.view, middle);
            edit(Stage::residualMiddle, layer, first, middle);
        }
        runMlp(layer, numbers, stop);
        if (stop.stop_requested())
            return;
    }
    addUp(layer, numbers);
    edit(Stage::residualAfter, layer, first, writable(numbers.residualAfter));
}

// X′: everything but its edits.
void Transformer::addUp(int layer, LayerTrace &numbers) const
{
    const TransformerConfig &config = m_model->config();
    const MutableMatrixView sum = writable(numbers.residualAfter);
    const MatrixView start = numbers.residualBefore.view;
    if (!config.hasMlp(layer)) {
        if (config.outputNorms)
            norm(Stage::attentionOutNorm, layer, numbers, numbers.firstRow, sum);
        addRows(start, config.outputNorms ? MatrixView(sum) : numbers.outputProjection.view, sum);
        return;
    }
    std::optional<WorkMatrix> normed;
    MatrixView added = numbers.mlpOut.view;
    if (config.outputNorms) {
        normed.emplace(*m_pool, sum.rows, sum.cols);
        norm(Stage::mlpOutNorm, layer, numbers, numbers.firstRow, normed->view);
        added = normed->view;
    }
    if (config.parallel) {
        if (config.outputNorms)
            norm(Stage::attentionOutNorm, layer, numbers, numbers.firstRow, sum);
        addRows(start, config.outputNorms ? MatrixView(sum) : numbers.outputProjection.view, sum);
        addRows(sum, added, sum);
    } else if (config.isPostNorm()) {
        norm(Stage::attentionNorm, layer, numbers, numbers.firstRow, sum);
        addRows(sum, added, sum);
    } else {
        addRows(numbers.residualMiddle.view, added, sum);
    }
}

void Transformer::mlpInner(Stage stage, int layer, const LayerTrace &numbers, int first, MutableMatrixView out) const
{
    const TransformerConfig &config = m_model->config();
    const LayerWeights &weights = m_model->weights().layer(layer);
    const Stage read = stepOf(m_model->plan(layer), Stage::mlpPre).sources[0].stage;
    MatrixView input;
    std::optional<WorkMatrix> normed;
    if (const auto kept = stepOf(m_model->plan(layer), read).kept) {
        input = (numbers.*kept).view.block(first - numbers.firstRow, 0, out.rows, config.width);
    } else {
        normed.emplace(*m_pool, out.rows, config.width);
        norm(read, layer, numbers, first, normed->view);
        input = normed->view;
    }
    const auto map = [&](Stage made, const LinearWeights &by, MutableMatrixView target) {
        linear(input, by.weight, by.bias, target);
        edit(made, layer, first, target);
    };
    if (stage == Stage::mlpLinear)
        return map(Stage::mlpLinear, weights.mlpIn, out);
    map(Stage::mlpPre, config.gated ? weights.mlpGate : weights.mlpIn, out);
    if (stage == Stage::mlpPre)
        return;
    if (stage != Stage::mlpPost)
        refuseStage(stage);
    activate(config.activation, out);
    if (config.gated) {
        const WorkMatrix gated(*m_pool, out.rows, out.cols);
        map(Stage::mlpLinear, weights.mlpIn, gated.view);
        for (int r = 0; r < out.rows; ++r)
            for (int c = 0; c < out.cols; ++c)
                out(r, c) *= gated.view(r, c);
    }
    edit(Stage::mlpPost, layer, first, out);
}

void Transformer::runMlp(int layer, LayerTrace &numbers, const std::stop_token &stop) const
{
    const TransformerConfig &config = m_model->config();
    const LayerWeights &weights = m_model->weights().layer(layer);
    const int tokens = numbers.mlpOut.rows();
    const WorkMatrix inner(*m_pool, std::min(tokens, kMlpRows), config.feedForward);
    const MutableMatrixView out = writable(numbers.mlpOut);
    for (int first = 0; first < tokens && !stop.stop_requested(); first += kMlpRows) {
        const int rows = std::min(kMlpRows, tokens - first);
        mlpInner(Stage::mlpPost, layer, numbers, numbers.firstRow + first, inner.view.rowRange(0, rows));
        linear(inner.view.rowRange(0, rows), weights.mlpOut.weight, weights.mlpOut.bias, out.rowRange(first, rows));
    }
    edit(Stage::mlpOut, layer, numbers.firstRow, out);
}

} // namespace headscope
