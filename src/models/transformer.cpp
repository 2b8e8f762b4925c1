#include "src/models/transformer.h"

#include "src/attention/absolute_positions.h"
#include "src/devices/cpu/threads.h"
#include "src/ops/activations.h"
#include "src/ops/embedding.h"
#include "src/ops/layer_norm.h"
#include "src/ops/linear.h"
#include "src/ops/matmul.h"
#include "src/ops/rms_norm.h"

#include <algorithm>
#include <cmath>
#include <optional>

namespace headscope {

namespace {

// Rows a thread takes at a time in loops without a product; a number's cost there is that of about 8 multiplications.
constexpr int kRowsAtATime = 16;
constexpr double kCostOfNumber = 8;

// body(first, rows) for all rows of `out`; on several threads when there is enough to do.
template <typename Body>
void forRows(MutableMatrixView out, const Body &body)
{
    const int blocks = (out.rows + kRowsAtATime - 1) / kRowsAtATime;
    forTasks(blocks, kCostOfNumber * out.rows * out.cols, [&](int index, int) {
        const int first = index * kRowsAtATime;
        body(first, std::min(kRowsAtATime, out.rows - first));
    });
}

void addRows(MatrixView a, MatrixView b, MutableMatrixView out)
{
    for (int r = 0; r < out.rows; ++r)
        for (int c = 0; c < out.cols; ++c)
            out(r, c) = a(r, c) + b(r, c);
}

// Numbers needed only until the next step.
struct WorkMatrix {
    WorkMatrix(BufferPool &pool, int rows, int cols)
        : buffer(pool.take(static_cast<std::size_t>(rows) * static_cast<std::size_t>(cols)))
        , view(buffer.view(rows, cols))
    {
    }

    Buffer buffer;
    MutableMatrixView view;
};

} // namespace

Transformer::Transformer(std::shared_ptr<const Model> model, std::vector<int> ids, Edits edits, std::shared_ptr<BufferPool> pool)
    : m_model(std::move(model))
    , m_ids(std::move(ids))
    , m_edits(std::move(edits))
    , m_pool(std::move(pool))
{
}

bool Transformer::hasPostNorm() const
{
    const TransformerConfig &config = m_model->config();
    return config.norm != NormKind::none && config.normPlace == NormPlace::post;
}

void Transformer::edit(Stage stage, int layer, int first, MutableMatrixView rows) const
{
    applyEdits(m_edits, stage, layer, Edit::kAll, first, rows);
}

void Transformer::embedding(int first, MutableMatrixView out) const
{
    lookUp(m_model->weights().model().embedding,
        std::span(m_ids).subspan(static_cast<std::size_t>(first), static_cast<std::size_t>(out.rows)), out);
    edit(Stage::embedding, 0, first, out);
}

void Transformer::position(int first, MutableMatrixView out) const
{
    const bool off = std::any_of(m_edits.begin(), m_edits.end(), [](const Edit &e) { return e.kind == Edit::Kind::positionsOff; });
    if (off)
        for (int r = 0; r < out.rows; ++r)
            std::fill_n(out.row(r), out.cols, 0.0f);
    else if (m_model->config().position == PositionKind::learned)
        learnedPositions(m_model->weights().model().position, first, out);
    else
        sinusoidalPositions(first, out);
    edit(Stage::position, 0, first, out);
}

void Transformer::startStream(int first, MutableMatrixView out) const
{
    embedding(first, out);
    if (m_model->config().position == PositionKind::none)
        return;
    const WorkMatrix positions(*m_pool, out.rows, out.cols);
    position(first, positions.view);
    addRows(out, positions.view, out);
}

void Transformer::normalise(const NormWeights &weights, MatrixView x, MutableMatrixView out) const
{
    const TransformerConfig &config = m_model->config();
    const auto normRows = config.norm == NormKind::layer ? layerNorm : rmsNorm;
    forRows(out, [&](int first, int rows) {
        normRows(x.block(first, 0, rows, x.cols), weights.gain, weights.shift, config.normEpsilon, out.rowRange(first, rows));
    });
}

void Transformer::norm(Stage stage, int layer, const LayerTrace &numbers, int first, MutableMatrixView out) const
{
    const LayerWeights &weights = m_model->weights().layer(layer);
    const bool beforeMlp = m_model->config().hasMlp();
    const Matrix *input = nullptr;
    if (stage == Stage::attentionNorm)
        input = !hasPostNorm() ? &numbers.residualBefore : beforeMlp ? &numbers.residualMiddle : &numbers.residualAfter;
    else
        input = hasPostNorm() ? &numbers.residualAfter : &numbers.residualMiddle;
    normalise(
        stage == Stage::attentionNorm ? weights.attentionNorm : weights.mlpNorm, input->view.block(first, 0, out.rows, out.cols), out);
    edit(stage, layer, first, out);
}

void Transformer::endOfLayer(int layer, const LayerTrace &numbers, int first, MutableMatrixView out) const
{
    if (hasPostNorm()) {
        norm(m_model->config().hasMlp() ? Stage::mlpNorm : Stage::attentionNorm, layer, numbers, first, out);
        return;
    }
    const MatrixView stream = numbers.residualAfter.view;
    for (int r = 0; r < out.rows; ++r)
        std::copy_n(stream.data + (first + r) * stream.rowStride, out.cols, out.row(r));
}

LayerTrace Transformer::runLayer(int layer, const LayerTrace *before, const std::stop_token &stop) const
{
    const TransformerConfig &config = m_model->config();
    const bool ownStart = !before || hasPostNorm() || touches(m_edits, Stage::residualBefore, layer, Edit::kAll);
    const bool ownJoined = touches(m_edits, Stage::joinedHeads, layer, Edit::kAll);
    LayerTrace numbers = allocateLayer(config, tokenCount(), ownStart, ownJoined, *m_pool);
    if (ownStart) {
        const MutableMatrixView stream = writable(numbers.residualBefore);
        if (before)
            endOfLayer(layer - 1, *before, 0, stream);
        else
            startStream(0, stream);
        edit(Stage::residualBefore, layer, 0, stream);
    } else {
        numbers.residualBefore = before->residualAfter;
    }

    runAttention(layer, numbers, stop);
    if (stop.stop_requested())
        return numbers;

    const MutableMatrixView afterAttention = writable(config.hasMlp() ? numbers.residualMiddle : numbers.residualAfter);
    addRows(numbers.residualBefore.view, numbers.outputProjection.view, afterAttention);
    if (config.hasMlp()) {
        edit(Stage::residualMiddle, layer, 0, afterAttention);
        runMlp(layer, numbers);
    }
    edit(Stage::residualAfter, layer, 0, writable(numbers.residualAfter));
    return numbers;
}

AttentionHead Transformer::head(int layer, int head, const LayerTrace &numbers) const
{
    const TransformerConfig &config = m_model->config();
    const int width = config.headWidth;
    const auto columns = [&](const Matrix &all) { return all.view.block(0, head * width, all.rows(), width); };

    AttentionHead result{columns(numbers.q), columns(numbers.k), columns(numbers.v), 1, {}, &m_edits, layer, head};
    result.mask.causal = config.causal;
    bool scaled = config.scaled;
    float temperature = 1;
    for (const Edit &e : m_edits) {
        if (!reaches(e, layer, head))
            continue;
        if (e.kind == Edit::Kind::maskOff)
            result.mask.causal = false;
        else if (e.kind == Edit::Kind::scalingOff)
            scaled = false;
        else if (e.kind == Edit::Kind::temperature)
            temperature *= e.value;
        else if (e.kind == Edit::Kind::hideToken)
            result.mask.hidden.push_back({e.column, e.row == Edit::kAll ? Mask::HiddenKey::kEveryQuery : e.row});
    }
    result.divisor = (scaled ? std::sqrt(static_cast<float>(width)) : 1.0f) * temperature;
    return result;
}

void Transformer::runAttention(int layer, LayerTrace &numbers, const std::stop_token &stop) const
{
    const TransformerConfig &config = m_model->config();
    const LayerWeights &weights = m_model->weights().layer(layer);
    const int tokens = tokenCount();

    MatrixView input = numbers.residualBefore.view;
    std::optional<WorkMatrix> normed;
    if (config.norm != NormKind::none && !hasPostNorm()) {
        normed.emplace(*m_pool, tokens, config.width);
        norm(Stage::attentionNorm, layer, numbers, 0, normed->view);
        input = normed->view;
    }
    const auto project = [&](Stage stage, const LinearWeights &map, const Matrix &target) {
        const MutableMatrixView out = writable(target);
        linear(input, map.weight, map.bias, out);
        for (int h = 0; h < config.heads; ++h)
            applyEdits(m_edits, stage, layer, h, 0, out.block(0, h * config.headWidth, tokens, config.headWidth));
    };
    project(Stage::q, weights.q, numbers.q);
    project(Stage::k, weights.k, numbers.k);
    project(Stage::v, weights.v, numbers.v);

    std::vector<AttentionHead> heads;
    for (int h = 0; h < config.heads; ++h)
        heads.push_back(head(layer, h, numbers));
    const int blocks = (tokens + kAttentionRows - 1) / kAttentionRows;
    const MutableMatrixView sums = writable(numbers.weightedSum);
    const auto attend = [&](int index, float *scratch) {
        // Later blocks of a causal model have more keys: the longest first shares the work out evenly.
        const int first = (blocks - 1 - index / config.heads) * kAttentionRows;
        const int h = index % config.heads;
        const int rows = std::min(kAttentionRows, tokens - first);
        heads[static_cast<std::size_t>(h)].attend(first, scratch, sums.block(first, h * config.headWidth, rows, config.headWidth));
    };
    const std::size_t scratchSize = heads.front().scratchSize();
    const Buffer scratch = m_pool->take(scratchSize * static_cast<std::size_t>(threadCount()));
    forTasks(blocks * config.heads, 2.0 * tokens * tokens * config.heads * config.headWidth, [&](int index, int thread) {
        if (!stop.stop_requested())
            attend(index, scratch.owner.get() + scratchSize * static_cast<std::size_t>(thread));
    });
    if (stop.stop_requested())
        return;

    if (numbers.joinedHeads.view.data != numbers.weightedSum.view.data) {
        const MutableMatrixView joined = writable(numbers.joinedHeads);
        std::copy_n(sums.data, static_cast<std::size_t>(sums.rows) * sums.cols, joined.data);
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
    MatrixView input = numbers.residualMiddle.view.block(first, 0, out.rows, config.width);
    std::optional<WorkMatrix> normed;
    if (config.norm != NormKind::none) {
        normed.emplace(*m_pool, out.rows, config.width);
        norm(hasPostNorm() ? Stage::attentionNorm : Stage::mlpNorm, layer, numbers, first, normed->view);
        input = normed->view;
    }
    linear(input, weights.mlpIn.weight, weights.mlpIn.bias, out);
    edit(Stage::mlpPre, layer, first, out);
    if (stage == Stage::mlpPre)
        return;
    activate(out);
    edit(Stage::mlpPost, layer, first, out);
}

void Transformer::runMlp(int layer, LayerTrace &numbers) const
{
    const TransformerConfig &config = m_model->config();
    const LayerWeights &weights = m_model->weights().layer(layer);
    const int tokens = tokenCount();

    const WorkMatrix inner(*m_pool, tokens, config.feedForward);
    mlpInner(Stage::mlpPost, layer, numbers, 0, inner.view);
    const MutableMatrixView out = writable(numbers.mlpOut);
    linear(inner.view, weights.mlpOut.weight, weights.mlpOut.bias, out);
    edit(Stage::mlpOut, layer, 0, out);

    MatrixView stream = numbers.residualMiddle.view;
    std::optional<WorkMatrix> normed;
    if (hasPostNorm()) {
        normed.emplace(*m_pool, tokens, config.width);
        norm(Stage::attentionNorm, layer, numbers, 0, normed->view);
        stream = normed->view;
    }
    addRows(stream, out, writable(numbers.residualAfter));
}

void Transformer::activate(MutableMatrixView x) const
{
    const Activation kind = m_model->config().activation;
    const auto function = kind == Activation::gelu ? geluErf : kind == Activation::geluTanh ? geluTanh : relu;
    forRows(x, [&](int first, int rows) { function(x.rowRange(first, rows)); });
}

void Transformer::finalNorm(const LayerTrace &last, int first, MutableMatrixView out) const
{
    const TransformerConfig &config = m_model->config();
    const WorkMatrix stream(*m_pool, out.rows, out.cols);
    endOfLayer(config.layers - 1, last, first, stream.view);
    normalise(m_model->weights().model().finalNorm, stream.view, out);
    edit(Stage::finalNorm, config.layers, first, out);
}

void Transformer::logits(const LayerTrace &last, int first, MutableMatrixView out) const
{
    const TransformerConfig &config = m_model->config();
    const LinearWeights &map = m_model->weights().model().unembedding;
    const WorkMatrix input(*m_pool, out.rows, config.width);
    if (config.finalNorm && config.norm != NormKind::none)
        finalNorm(last, first, input.view);
    else
        endOfLayer(config.layers - 1, last, first, input.view);
    // W_U can be larger than all other weights together: each tile of it is read once, for all rows.
    const int tiles = (out.cols + kTileColumns - 1) / kTileColumns;
    const auto makeTile = [&](int tile, int) {
        const int column = tile * kTileColumns;
        const int columns = std::min(kTileColumns, out.cols - column);
        const MatrixView bias = map.bias.empty() ? map.bias : map.bias.block(0, column, 1, columns);
        for (int row = 0; row < out.rows; row += kLogitRows) {
            const int rows = std::min(kLogitRows, out.rows - row);
            linear(input.view.rowRange(row, rows), map.weight.block(0, column, config.width, columns), bias,
                out.block(row, column, rows, columns));
        }
    };
    forTasks(tiles, static_cast<double>(out.rows) * out.cols * config.width, makeTile);
    edit(Stage::logits, config.layers, first, out);
}

} // namespace headscope
