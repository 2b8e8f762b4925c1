// The heads of a layer: what they read, made by the projections, and what they give.
#include "src/attention/rotary.h"
#include "src/attention/score_bias.h"
#include "src/models/transformer.h"
#include "src/models/work_matrix.h"
#include "src/ops/linear.h"

#include <algorithm>
#include <optional>

namespace headscope {

void Transformer::headNorm(Stage stage, int layer, int head, const LayerTrace &numbers, int first, MutableMatrixView out) const
{
    const bool ofQueries = stage == Stage::qNorm;
    const Matrix &from = ofQueries ? numbers.q : numbers.k;
    const int row = first - (ofQueries ? numbers.firstRow : numbers.firstKey);
    normaliseHead(stage, layer, head, from.view.block(row, 0, out.rows, from.cols()), first, out);
}

// `from` has all heads.
void Transformer::normaliseHead(Stage stage, int layer, int head, MatrixView from, int first, MutableMatrixView out) const
{
    const TransformerConfig &config = m_model->config();
    const LayerWeights &weights = m_model->weights().layer(layer);
    const bool ofQueries = stage == Stage::qNorm;
    const int place = ofQueries ? head : config.groupOf(head);
    NormWeights norm = ofQueries ? weights.queryNorm : weights.keyNorm;
    for (MatrixView *vector : {&norm.gain, &norm.shift})
        if (vector->cols > config.headWidth) // each head has its own
            *vector = vector->block(0, place * config.headWidth, 1, config.headWidth);
    normalise(config.queryKeyNorm, norm, from.block(0, place * config.headWidth, out.rows, config.headWidth), out);
    applyEdits(m_edits, stage, layer, ofQueries ? head : config.firstOfGroup(head), first, out);
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
    result.firstQuery = numbers.firstRow;
    result.queries = queryCount(layer);
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
    const int tokens = result.queries;
    if (m_positionsOff)
        result.distanceBias.assign(static_cast<std::size_t>(2 * tokens), 0.0f);
    else if (config.scoreBias == ScoreBias::slopes)
        result.distanceBias = slopeBiases(alibiSlopes(config.heads)[static_cast<std::size_t>(head)], tokens, tokens);
    else
        result.distanceBias = bucketBiases(m_model->weights().model().stacks[config.stackOf(layer)].scoreBuckets, head, !rules.causal,
            config.bucketDistance, tokens, tokens);
    return result;
}

// Value edits of a stage whose heads stand side by side. Keys and values of a group are edited under its first head.
void Transformer::editHeads(Stage stage, int layer, int first, MutableMatrixView rows) const
{
    const TransformerConfig &config = m_model->config();
    const int heads = rows.cols / config.headWidth;
    for (int place = 0; place < heads; ++place)
        applyEdits(m_edits, stage, layer, place * (config.heads / heads), first,
            rows.block(0, place * config.headWidth, rows.rows, config.headWidth));
}

void Transformer::project(
    int layer, const LayerInput &input, LayerTrace &numbers, bool withQueries, bool withKeys, const std::stop_token &stop) const
{
    const bool cross = m_model->config().layer(layer).cross;
    const MatrixView stream = numbers.residualBefore.view;
    std::optional<WorkMatrix> normed;
    if (m_model->config().isPreNorm() && stream.rows > 0)
        normed.emplace(*m_pool, std::min(kProjectedRows, stream.rows), stream.cols);
    for (int row = 0; row < stream.rows && (withQueries || !cross) && !stop.stop_requested(); row += kProjectedRows) {
        const int rows = std::min(kProjectedRows, stream.rows - row);
        const int first = numbers.firstRow + row;
        MatrixView from = stream.block(row, 0, rows, stream.cols);
        if (normed) {
            norm(Stage::attentionNorm, layer, numbers, first, normed->view.rowRange(0, rows));
            from = normed->view.rowRange(0, rows);
        }
        if (withQueries)
            projectQueries(layer, from, first, numbers);
        if (withKeys && !cross)
            projectKeys(layer, from, first, numbers);
    }
    if (!withKeys || !cross)
        return;
    const int keys = numbers.v.rows();
    for (int row = 0; row < keys && !stop.stop_requested(); row += kProjectedRows) {
        const int first = numbers.firstKey + row;
        projectKeys(layer, input.encoded.view.block(first, 0, std::min(kProjectedRows, keys - row), input.encoded.cols()), first, numbers);
    }
}

void Transformer::projectQueries(int layer, MatrixView from, int first, LayerTrace &numbers) const
{
    const TransformerConfig &config = m_model->config();
    const LayerWeights &weights = m_model->weights().layer(layer);
    const auto place = [&](const Matrix &matrix) { return writable(matrix).rowRange(first - numbers.firstRow, from.rows); };
    std::optional<WorkMatrix> passing; // where only what attends is kept
    if (numbers.q.empty())
        passing.emplace(*m_pool, from.rows, numbers.queries.cols());
    const MutableMatrixView q = passing ? passing->view : place(numbers.q);
    linear(from, weights.q.weight, weights.q.bias, q);
    if (config.globalFirstToken && first == 0)
        linear(from.block(0, 0, 1, from.cols), weights.globalQ.weight, weights.globalQ.bias, q.rowRange(0, 1));
    editHeads(Stage::q, layer, first, q);
    if (numbers.queries.view.data != numbers.q.view.data)
        normaliseAndTurn(true, layer, q, first, place(numbers.queries));
}

void Transformer::projectKeys(int layer, MatrixView from, int first, LayerTrace &numbers) const
{
    const TransformerConfig &config = m_model->config();
    const LayerWeights &weights = m_model->weights().layer(layer);
    const auto place = [&](const Matrix &matrix) { return writable(matrix).rowRange(first - numbers.firstKey, from.rows); };
    const auto make = [&](Stage stage, const LinearWeights &map, MutableMatrixView out) {
        linear(from, map.weight, map.bias, out);
        editHeads(stage, layer, first, out);
    };
    std::optional<WorkMatrix> passing;
    if (numbers.k.empty())
        passing.emplace(*m_pool, from.rows, numbers.keys.cols());
    const MutableMatrixView k = passing ? passing->view : place(numbers.k);
    make(Stage::k, weights.k, k);
    make(Stage::v, weights.v, place(numbers.v));
    if (config.globalFirstToken) {
        make(Stage::globalK, weights.globalK, place(numbers.globalK));
        make(Stage::globalV, weights.globalV, place(numbers.globalV));
    }
    if (numbers.keys.view.data != numbers.k.view.data)
        normaliseAndTurn(false, layer, k, first, place(numbers.keys));
}

// From q and k to what attends. `from` and `out` have all heads.
void Transformer::normaliseAndTurn(bool ofQueries, int layer, MatrixView from, int first, MutableMatrixView out) const
{
    const TransformerConfig &config = m_model->config();
    const LayerConfig &rules = config.layer(layer);
    const int width = config.headWidth;
    const int heads = out.cols / width;
    if (config.queryKeyNorm == NormKind::none)
        copyRows(from, out);
    else
        for (int place = 0; place < heads; ++place)
            normaliseHead(ofQueries ? Stage::qNorm : Stage::kNorm, layer, place * (config.heads / heads), from, first,
                out.block(0, place * width, out.rows, width));
    if (!rules.rotary.turns())
        return;
    if (const MatrixView table = m_rotaryTables[static_cast<std::size_t>(layer)].view; !table.empty())
        forRows(out, [&](int row, int rows) {
            rotate(rules.rotary, table.block(first + row, 0, rows, table.cols), width, out.rowRange(row, rows));
        });
    editHeads(ofQueries ? Stage::rotatedQ : Stage::rotatedK, layer, first, out);
}

void Transformer::attend(int layer, LayerTrace &numbers, const std::stop_token &stop) const
{
    const TransformerConfig &config = m_model->config();
    const int queries = numbers.queries.rows();
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
        heads[static_cast<std::size_t>(h)].attend(
            numbers.firstRow + first, scratch, sums.block(first, h * config.headWidth, rows, config.headWidth));
    };
    const std::size_t scratchSize = heads.front().scratchSize();
    const Buffer scratch = m_pool->take(scratchSize * static_cast<std::size_t>(threadCount()));
    const double work = 2.0 * queries * keyCount(layer) * config.heads * config.headWidth;
    forTasks(blocks * config.heads, work, [&](int index, int thread) {
        if (!stop.stop_requested())
            attendBlock(index, scratch.owner.get() + scratchSize * static_cast<std::size_t>(thread));
    });
}

} // namespace headscope
