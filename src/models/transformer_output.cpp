// From the last layer to what the model foretells: final norm, prediction head, logits, classes.
#include "src/models/activate.h"
#include "src/models/transformer.h"
#include "src/models/work_matrix.h"
#include "src/ops/linear.h"
#include "src/ops/matmul.h"

#include <cmath>
#include <utility>

namespace headscope {

void Transformer::finalNorm(int stack, MatrixView end, int first, MutableMatrixView out) const
{
    const TransformerConfig &config = m_model->config();
    normalise(config.norm, m_model->weights().model().stacks[stack].finalNorm, end, out);
    edit(Stage::finalNorm, config.firstLayerOf(stack), first, out);
}

void Transformer::endOfStack(int stack, MatrixView end, int first, MutableMatrixView out) const
{
    const TransformerConfig &config = m_model->config();
    if (config.hasFinalNorm())
        finalNorm(stack, end, first, out);
    else
        copyRows(end, out);
}

void Transformer::predict(Stage stage, MatrixView stream, int first, MutableMatrixView out) const
{
    const TransformerConfig &config = m_model->config();
    const int layer = config.firstLayerOf(config.stackCount() - 1);

    WorkMatrix end(*m_pool, out.rows, config.width);
    endOfStack(config.stackCount() - 1, stream, first, end.view);
    predictBehind(
        stage, std::move(end), [&](Stage done, MutableMatrixView rows) { edit(done, layer, first, rows); }, out);
}

void Transformer::predictFrom(MatrixView streams, int row, MutableMatrixView out) const
{
    const TransformerConfig &config = m_model->config();
    const int stack = config.stackCount() - 1;
    const auto editEach = [&](Stage done, MutableMatrixView rows) {
        for (int r = 0; r < rows.rows; ++r)
            edit(done, config.firstLayerOf(stack), row, rows.rowRange(r, 1));
    };
    WorkMatrix end(*m_pool, out.rows, config.width);
    if (config.hasFinalNorm()) {
        normalise(config.norm, m_model->weights().model().stacks[stack].finalNorm, streams, end.view);
        editEach(Stage::finalNorm, end.view);
    } else {
        copyRows(streams, end.view);
    }
    predictBehind(Stage::logits, std::move(end), editEach, out);
}

void Transformer::predictBehind(
    Stage stage, WorkMatrix current, const std::function<void(Stage, MutableMatrixView)> &edited, MutableMatrixView out) const
{
    const TransformerConfig &config = m_model->config();
    const ModelWeights &weights = m_model->weights().model();
    const auto passed = [&](Stage done) {
        edited(done, current.view);
        if (done == stage)
            copyRows(current.view, out);
        return done == stage;
    };
    if (config.predictionDense) {
        WorkMatrix dense(*m_pool, out.rows, config.columnsOf(Stage::predictionDense));
        linear(current.view, weights.predictionDense.weight, weights.predictionDense.bias, dense.view);
        current = std::move(dense);
        if (passed(Stage::predictionDense))
            return;
    }
    if (config.predictionActivation != Activation::identity) {
        activate(config.predictionActivation, current.view);
        if (passed(Stage::predictionActivation))
            return;
    }
    if (config.predictionNorm) {
        normalise(NormKind::layer, weights.predictionNorm, current.view, current.view);
        if (passed(Stage::predictionNorm))
            return;
    }
    if (stage != Stage::rawLogits && stage != Stage::logits)
        refuseStage(stage);
    logitRows(current.view, out);
    if (config.logitScale == 1 && config.logitCap == 0) {
        edited(Stage::logits, out);
        return;
    }
    edited(Stage::rawLogits, out);
    if (stage == Stage::rawLogits)
        return;
    for (int r = 0; r < out.rows; ++r) {
        for (int c = 0; c < out.cols; ++c) {
            const float scaled = out(r, c) * config.logitScale;
            out(r, c) = config.logitCap > 0 ? config.logitCap * std::tanh(scaled / config.logitCap) : scaled;
        }
    }
    edited(Stage::logits, out);
}

// W_U can be larger than all other weights together: each tile of it is read, and converted, once for all rows.
void Transformer::logitRows(MatrixView input, MutableMatrixView out) const
{
    const LinearWeights &map = m_model->weights().model().unembedding;
    const int width = tileColumns(map.weight);
    const int tiles = (out.cols + width - 1) / width;
    const auto makeTile = [&](int tile, int) {
        thread_local std::vector<float> memory;
        const int column = tile * width;
        const int columns = std::min(width, out.cols - column);
        const MatrixView weight = weightTile(map.weight, column, columns, memory);
        const MatrixView bias = map.bias.empty() ? map.bias : map.bias.block(0, column, 1, columns);
        for (int row = 0; row < out.rows; row += kLogitRows) {
            const int rows = std::min(kLogitRows, out.rows - row);
            linear(input.block(row, 0, rows, input.cols), weight, bias, out.block(row, column, rows, columns));
        }
    };
    forTasks(tiles, static_cast<double>(out.rows) * out.cols * input.cols, makeTile);
}

int Transformer::classifiedToken(int row) const
{
    const TransformerConfig &config = m_model->config();
    if (config.classHead.reads == ClassHead::Reads::firstToken)
        return 0;
    if (config.classHead.reads == ClassHead::Reads::lastToken)
        return static_cast<int>(m_tokens.ids[config.stackCount() - 1].size()) - 1;
    return row;
}

void Transformer::classify(Stage stage, MatrixView end, int first, MutableMatrixView out) const
{
    const TransformerConfig &config = m_model->config();
    const ModelWeights &weights = m_model->weights().model();
    const int stack = config.stackCount() - 1;
    const int layer = config.firstLayerOf(stack);

    WorkMatrix current(*m_pool, out.rows, config.width);
    endOfStack(stack, end, classifiedToken(first), current.view);
    if (config.classHead.hasDense) {
        WorkMatrix dense(*m_pool, out.rows, config.width);
        linear(current.view, weights.pooler.weight, weights.pooler.bias, dense.view);
        edit(Stage::pooledPre, layer, first, dense.view);
        current = std::move(dense);
        if (stage == Stage::pooledPre)
            return copyRows(current.view, out);
        if (config.classHead.activation != Activation::identity) {
            activate(config.classHead.activation, current.view);
            edit(Stage::pooled, layer, first, current.view);
        }
        if (stage == Stage::pooled)
            return copyRows(current.view, out);
    }
    if (stage != Stage::classLogits)
        refuseStage(stage);
    linear(current.view, weights.classes.weight, weights.classes.bias, out);
    edit(Stage::classLogits, layer, first, out);
}

} // namespace headscope
