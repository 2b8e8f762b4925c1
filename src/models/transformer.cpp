#include "src/models/transformer.h"

#include "src/attention/rotary.h"
#include "src/attention/score_bias.h"
#include "src/models/activate.h"
#include "src/models/work_matrix.h"
#include "src/ops/layer_norm.h"
#include "src/ops/linear.h"
#include "src/ops/matmul.h"
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

bool Transformer::hasPostNorm() const
{
    const TransformerConfig &config = m_model->config();
    return config.norm != NormKind::none && config.normPlace == NormPlace::post;
}

bool Transformer::hasPreNorm() const
{
    const TransformerConfig &config = m_model->config();
    return config.norm != NormKind::none && config.normPlace == NormPlace::pre;
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

void Transformer::norm(Stage stage, int layer, const LayerTrace &numbers, int first, MutableMatrixView out) const
{
    const TransformerConfig &config = m_model->config();
    const LayerWeights &weights = m_model->weights().layer(layer);
    const bool hasMlp = config.hasMlp(layer);
    const Matrix *input = nullptr;
    const NormWeights *norm = nullptr;
    switch (stage) {
    case Stage::attentionNorm:
        input = !hasPostNorm() ? &numbers.residualBefore : hasMlp ? &numbers.residualMiddle : &numbers.residualAfter;
        norm = &weights.attentionNorm;
        break;
    case Stage::attentionOutNorm:
        input = &numbers.outputProjection;
        norm = &weights.attentionOutNorm;
        break;
    case Stage::mlpNorm:
        input = hasPostNorm() ? &numbers.residualAfter : config.parallel ? &numbers.residualBefore : &numbers.residualMiddle;
        norm = &weights.mlpNorm;
        break;
    default:
        input = &numbers.mlpOut;
        norm = &weights.mlpOutNorm;
        break;
    }
    normalise(config.norm, *norm, input->view.block(first, 0, out.rows, out.cols), out);
    edit(stage, layer, first, out);
}

void Transformer::headNorm(Stage stage, int layer, int head, const LayerTrace &numbers, int first, MutableMatrixView out) const
{
    const TransformerConfig &config = m_model->config();
    const LayerWeights &weights = m_model->weights().layer(layer);
    const bool ofQueries = stage == Stage::qNorm;
    const int place = ofQueries ? head : config.groupOf(head);
    const Matrix &from = ofQueries ? numbers.q : numbers.k;
    NormWeights norm = ofQueries ? weights.queryNorm : weights.keyNorm;
    for (MatrixView *vector : {&norm.gain, &norm.shift})
        if (vector->cols > config.headWidth) // each head has its own
            *vector = vector->block(0, place * config.headWidth, 1, config.headWidth);
    normalise(config.queryKeyNorm, norm, from.view.block(first, place * config.headWidth, out.rows, config.headWidth), out);
    applyEdits(m_edits, stage, layer, ofQueries ? head : config.firstOfGroup(head), first, out);
}

void Transformer::endOfLayer(int layer, const LayerTrace &numbers, int first, MutableMatrixView out) const
{
    if (hasPostNorm())
        norm(m_model->config().hasMlp(layer) ? Stage::mlpNorm : Stage::attentionNorm, layer, numbers, first, out);
    else
        copyRows(numbers.residualAfter.view.block(first, 0, out.rows, out.cols), out);
}

LayerTrace Transformer::runLayer(int layer, LayerTraces done, const std::stop_token &stop) const
{
    const TransformerConfig &config = m_model->config();
    const int stack = config.stackOf(layer);
    const LayerTrace *before = layer > config.firstLayerOf(stack) ? done[static_cast<std::size_t>(layer) - 1].get() : nullptr;
    LayerShape shape{queryCount(layer), keyCount(layer)};
    shape.ownStart = !before || hasPostNorm() || touches(m_edits, Stage::residualBefore, layer, Edit::kAll);
    shape.ownJoined = touches(m_edits, Stage::joinedHeads, layer, Edit::kAll);
    LayerTrace numbers = allocateLayer(config, layer, shape, *m_pool);
    if (shape.ownStart) {
        const MutableMatrixView stream = writable(numbers.residualBefore);
        if (before)
            endOfLayer(layer - 1, *before, 0, stream);
        else
            embed(Stage::residualBefore, stack, 0, stream);
        edit(Stage::residualBefore, layer, 0, stream);
    } else {
        numbers.residualBefore = before->residualAfter;
    }

    runAttention(layer, done, numbers, stop);
    if (stop.stop_requested())
        return numbers;
    if (config.hasMlp(layer)) {
        if (!config.parallel) {
            const MutableMatrixView middle = writable(numbers.residualMiddle);
            if (config.outputNorms)
                norm(Stage::attentionOutNorm, layer, numbers, 0, middle);
            addRows(numbers.residualBefore.view, config.outputNorms ? MatrixView(middle) : numbers.outputProjection.view, middle);
            edit(Stage::residualMiddle, layer, 0, middle);
        }
        runMlp(layer, numbers, stop);
        if (stop.stop_requested())
            return numbers;
    }
    addUp(layer, numbers);
    edit(Stage::residualAfter, layer, 0, writable(numbers.residualAfter));
    return numbers;
}

// X′: everything but its edits.
void Transformer::addUp(int layer, LayerTrace &numbers) const
{
    const TransformerConfig &config = m_model->config();
    const MutableMatrixView sum = writable(numbers.residualAfter);
    const MatrixView start = numbers.residualBefore.view;
    if (!config.hasMlp(layer)) {
        if (config.outputNorms)
            norm(Stage::attentionOutNorm, layer, numbers, 0, sum);
        addRows(start, config.outputNorms ? MatrixView(sum) : numbers.outputProjection.view, sum);
        return;
    }
    std::optional<WorkMatrix> normed;
    MatrixView added = numbers.mlpOut.view;
    if (config.outputNorms) {
        normed.emplace(*m_pool, sum.rows, sum.cols);
        norm(Stage::mlpOutNorm, layer, numbers, 0, normed->view);
        added = normed->view;
    }
    if (config.parallel) {
        if (config.outputNorms)
            norm(Stage::attentionOutNorm, layer, numbers, 0, sum);
        addRows(start, config.outputNorms ? MatrixView(sum) : numbers.outputProjection.view, sum);
        addRows(sum, added, sum);
    } else if (hasPostNorm()) {
        norm(Stage::attentionNorm, layer, numbers, 0, sum);
        addRows(sum, added, sum);
    } else {
        addRows(numbers.residualMiddle.view, added, sum);
    }
}

AttentionHead Transformer::head(int layer, int head, const LayerTrace &numbers) const
{
    const TransformerConfig &config = m_model->config();
    const LayerConfig &rules = config.layer(layer);
    const int width = config.headWidth;
    const auto columns
        = [&](const Matrix &all, int place) { return all.empty() ? MatrixView{} : all.view.block(0, place * width, all.rows(), width); };
    const int group = config.groupOf(head);

    AttentionHead result;
    result.q = columns(numbers.queries, head);
    result.k = columns(numbers.keys, group);
    result.v = columns(numbers.v, group);
    result.globalK = columns(numbers.globalK, group);
    result.globalV = columns(numbers.globalV, group);
    result.edits = &m_edits;
    result.layer = layer;
    result.head = head;
    result.cap = config.scoreCap;
    result.mask = {rules.causal, {}, rules.window, config.globalFirstToken, !rules.cross};
    float divisor = rules.scoreDivisor;
    float temperature = 1;
    for (const Edit &e : m_edits) {
        if (!reaches(e, layer, head))
            continue;
        if (e.kind == Edit::Kind::maskOff)
            result.mask.causal = false;
        else if (e.kind == Edit::Kind::scalingOff)
            divisor = 1;
        else if (e.kind == Edit::Kind::temperature)
            temperature *= e.value;
        else if (e.kind == Edit::Kind::hideToken)
            result.mask.hidden.push_back({e.column, e.row == Edit::kAll ? Mask::HiddenKey::kEveryQuery : e.row});
    }
    result.divisor = divisor * temperature;

    if (rules.cross || config.scoreBias == ScoreBias::none)
        return result;
    const int tokens = result.q.rows;
    if (m_positionsOff)
        result.distanceBias.assign(static_cast<std::size_t>(2 * tokens), 0.0f);
    else if (config.scoreBias == ScoreBias::slopes)
        result.distanceBias = slopeBiases(alibiSlopes(config.heads)[static_cast<std::size_t>(head)], tokens, tokens);
    else
        result.distanceBias = bucketBiases(m_model->weights().model().stacks[config.stackOf(layer)].scoreBuckets, head, !rules.causal,
            config.bucketDistance, tokens, tokens);
    return result;
}

void Transformer::project(int layer, MatrixView queriesFrom, MatrixView keysFrom, LayerTrace &numbers, const std::stop_token &stop) const
{
    const TransformerConfig &config = m_model->config();
    const LayerWeights &weights = m_model->weights().layer(layer);
    const int width = config.headWidth;
    const auto make = [&](Stage stage, MatrixView from, const LinearWeights &map, const Matrix &target) {
        if (stop.stop_requested())
            return;
        const MutableMatrixView out = writable(target);
        linear(from, map.weight, map.bias, out);
        // Keys and values of a group are edited under its first head.
        const int heads = out.cols / width;
        for (int place = 0; place < heads; ++place)
            applyEdits(m_edits, stage, layer, place * (config.heads / heads), 0, out.block(0, place * width, out.rows, width));
    };
    make(Stage::k, keysFrom, weights.k, numbers.k);
    make(Stage::v, keysFrom, weights.v, numbers.v);
    if (!config.globalFirstToken) {
        make(Stage::q, queriesFrom, weights.q, numbers.q);
        return;
    }
    make(Stage::globalK, keysFrom, weights.globalK, numbers.globalK);
    make(Stage::globalV, keysFrom, weights.globalV, numbers.globalV);
    const MutableMatrixView q = writable(numbers.q);
    linear(queriesFrom, weights.q.weight, weights.q.bias, q);
    linear(queriesFrom.block(0, 0, 1, queriesFrom.cols), weights.globalQ.weight, weights.globalQ.bias, q.rowRange(0, 1));
    for (int head = 0; head < config.heads; ++head)
        applyEdits(m_edits, Stage::q, layer, head, 0, q.block(0, head * width, q.rows, width));
}

// From q and k to what attends.
void Transformer::normaliseAndTurn(int layer, LayerTrace &numbers) const
{
    const TransformerConfig &config = m_model->config();
    const LayerConfig &rules = config.layer(layer);
    if (config.queryKeyNorm == NormKind::none && !rules.rotary.turns())
        return;
    const int width = config.headWidth;
    const auto make = [&](bool ofQueries, const Matrix &from, const Matrix &target) {
        const MutableMatrixView out = writable(target);
        const int heads = out.cols / width;
        const int headsEach = config.heads / heads;
        if (config.queryKeyNorm == NormKind::none)
            copyRows(from.view, out);
        else
            for (int place = 0; place < heads; ++place)
                headNorm(ofQueries ? Stage::qNorm : Stage::kNorm, layer, place * headsEach, numbers, 0,
                    out.block(0, place * width, out.rows, width));
        if (!rules.rotary.turns())
            return;
        if (const MatrixView table = m_rotaryTables[static_cast<std::size_t>(layer)].view; !table.empty())
            forRows(out, [&](int first, int rows) {
                rotate(rules.rotary, table.block(first, 0, rows, table.cols), width, out.rowRange(first, rows));
            });
        for (int place = 0; place < heads; ++place)
            applyEdits(m_edits, ofQueries ? Stage::rotatedQ : Stage::rotatedK, layer, place * headsEach, 0,
                out.block(0, place * width, out.rows, width));
    };
    make(true, numbers.q, numbers.queries);
    make(false, numbers.k, numbers.keys);
}

void Transformer::attend(int layer, LayerTrace &numbers, const std::stop_token &stop) const
{
    const TransformerConfig &config = m_model->config();
    const int queries = queryCount(layer);
    std::vector<AttentionHead> heads;
    for (int h = 0; h < config.heads; ++h)
        heads.push_back(head(layer, h, numbers));
    const int blocks = (queries + kAttentionRows - 1) / kAttentionRows;
    const MutableMatrixView sums = writable(numbers.weightedSum);
    const auto attendBlock = [&](int index, float *scratch) {
        // Later blocks of a causal model have more keys: the longest first shares the work out evenly.
        const int first = (blocks - 1 - index / config.heads) * kAttentionRows;
        const int h = index % config.heads;
        const int rows = std::min(kAttentionRows, queries - first);
        heads[static_cast<std::size_t>(h)].attend(first, scratch, sums.block(first, h * config.headWidth, rows, config.headWidth));
    };
    const std::size_t scratchSize = heads.front().scratchSize();
    const Buffer scratch = m_pool->take(scratchSize * static_cast<std::size_t>(threadCount()));
    const double work = 2.0 * queries * keyCount(layer) * config.heads * config.headWidth;
    forTasks(blocks * config.heads, work, [&](int index, int thread) {
        if (!stop.stop_requested())
            attendBlock(index, scratch.owner.get() + scratchSize * static_cast<std::size_t>(thread));
    });
}

void Transformer::runAttention(int layer, LayerTraces done, LayerTrace &numbers, const std::stop_token &stop) const
{
    const TransformerConfig &config = m_model->config();
    const LayerWeights &weights = m_model->weights().layer(layer);

    MatrixView input = numbers.residualBefore.view;
    std::optional<WorkMatrix> normed;
    if (hasPreNorm()) {
        normed.emplace(*m_pool, input.rows, input.cols);
        norm(Stage::attentionNorm, layer, numbers, 0, normed->view);
        input = normed->view;
    }
    std::optional<WorkMatrix> encoded;
    if (config.layer(layer).cross) {
        encoded.emplace(*m_pool, keyCount(layer), config.width);
        endOfStack(0, done, 0, encoded->view);
    }
    project(layer, input, encoded ? MatrixView(encoded->view) : input, numbers, stop);
    if (stop.stop_requested())
        return;
    normaliseAndTurn(layer, numbers);
    attend(layer, numbers, stop);
    if (stop.stop_requested())
        return;

    if (numbers.joinedHeads.view.data != numbers.weightedSum.view.data) {
        const MutableMatrixView joined = writable(numbers.joinedHeads);
        copyRows(numbers.weightedSum.view, joined);
        edit(Stage::joinedHeads, layer, 0, joined);
    }
    const MutableMatrixView projected = writable(numbers.outputProjection);
    linear(numbers.joinedHeads.view, weights.output.weight, weights.output.bias, projected);
    edit(Stage::outputProjection, layer, 0, projected);
}

void Transformer::mlpInner(Stage stage, int layer, const LayerTrace &numbers, int first, MutableMatrixView out) const
{
    const TransformerConfig &config = m_model->config();
    const LayerWeights &weights = m_model->weights().layer(layer);
    MatrixView input = (config.parallel ? numbers.residualBefore : numbers.residualMiddle).view.block(first, 0, out.rows, config.width);
    std::optional<WorkMatrix> normed;
    if (config.norm != NormKind::none) {
        const bool ofAttention = hasPostNorm() || (config.parallel && config.sharedNorm);
        normed.emplace(*m_pool, out.rows, config.width);
        norm(ofAttention ? Stage::attentionNorm : Stage::mlpNorm, layer, numbers, first, normed->view);
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
    const int tokens = queryCount(layer);
    const WorkMatrix inner(*m_pool, std::min(tokens, kMlpRows), config.feedForward);
    const MutableMatrixView out = writable(numbers.mlpOut);
    for (int first = 0; first < tokens && !stop.stop_requested(); first += kMlpRows) {
        const int rows = std::min(kMlpRows, tokens - first);
        mlpInner(Stage::mlpPost, layer, numbers, first, inner.view.rowRange(0, rows));
        linear(inner.view.rowRange(0, rows), weights.mlpOut.weight, weights.mlpOut.bias, out.rowRange(first, rows));
    }
    edit(Stage::mlpOut, layer, 0, out);
}

} // namespace headscope
