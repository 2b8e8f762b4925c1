// From ids to what the first layer of a stack gets.
#include "src/attention/absolute_positions.h"
#include "src/models/transformer.h"
#include "src/models/work_matrix.h"
#include "src/ops/embedding.h"
#include "src/ops/linear.h"

#include <optional>

namespace headscope {

void Transformer::learnedPositions(int stack, int first, MutableMatrixView out) const
{
    const std::span<const int> rows
        = std::span(m_positions[stack]).subspan(static_cast<std::size_t>(first), static_cast<std::size_t>(out.rows));
    lookUp(m_model->weights().model().stacks[stack].position, rows, out);
}

// position or tokenType: vectors that are added to the embedding.
void Transformer::addedEmbedding(Stage stage, int stack, int first, MutableMatrixView out) const
{
    const auto rows = static_cast<std::size_t>(out.rows);
    if (stage == Stage::tokenType) {
        const std::vector<int> none(m_tokens.segments.empty() || stack > 0 ? rows : 0, 0);
        const std::span<const int> types
            = none.empty() ? std::span(m_tokens.segments).subspan(static_cast<std::size_t>(first), rows) : std::span(none);
        lookUp(m_model->weights().model().stacks[stack].tokenType, types, out);
    } else if (m_positionsOff) {
        for (int r = 0; r < out.rows; ++r)
            std::fill_n(out.row(r), out.cols, 0.0f);
    } else if (m_model->config().position == PositionKind::learned) {
        learnedPositions(stack, first, out);
    } else if (m_model->config().position == PositionKind::sinusoidal) {
        sinusoidalPositions(first, out);
    } else {
        sinusoidalHalves(first, out);
    }
    edit(stage, m_model->config().firstLayerOf(stack), first, out);
}

void Transformer::embed(Stage stage, int stack, int first, MutableMatrixView out) const
{
    const TransformerConfig &config = m_model->config();
    const StackWeights &weights = m_model->weights().model().stacks[stack];
    const int layer = config.firstLayerOf(stack);
    if (stage == Stage::position || stage == Stage::tokenType)
        return addedEmbedding(stage, stack, first, out);

    // `current` holds the numbers of the last stage passed.
    std::optional<WorkMatrix> narrow(std::in_place, *m_pool, out.rows, config.widthOfEmbedding());
    std::optional<WorkMatrix> wide;
    MutableMatrixView current = narrow->view;
    const auto passed = [&](Stage done) {
        edit(done, layer, first, current);
        if (done == stage)
            copyRows(current, out);
        return done == stage;
    };
    const auto widen = [&] {
        wide.emplace(*m_pool, out.rows, config.width);
        linear(current, weights.embeddingProjection.weight, weights.embeddingProjection.bias, wide->view);
        current = wide->view;
    };

    lookUp(weights.embedding, std::span(m_tokens.ids[stack]).subspan(static_cast<std::size_t>(first), static_cast<std::size_t>(out.rows)),
        current);
    if (passed(Stage::embedding))
        return;
    if (config.embeddingScale != 1) {
        for (int r = 0; r < current.rows; ++r)
            for (int c = 0; c < current.cols; ++c)
                current(r, c) *= config.embeddingScale;
        if (passed(Stage::scaledEmbedding))
            return;
    }
    if (config.embeddingProjection == EmbeddingProjection::beforePositions) {
        widen();
        if (passed(Stage::embeddingProjection))
            return;
    }
    const WorkMatrix added(*m_pool, out.rows, current.cols);
    if (config.position != PositionKind::none) {
        addedEmbedding(Stage::position, stack, first, added.view);
        addRows(current, added.view, current);
    }
    if (config.tokenTypes > 0) {
        addedEmbedding(Stage::tokenType, stack, first, added.view);
        addRows(current, added.view, current);
    }
    const bool projected = config.embeddingProjection == EmbeddingProjection::afterNorm;
    if ((config.embeddingNorm || projected) && passed(Stage::embeddingSum))
        return;
    if (config.embeddingNorm) {
        normalise(NormKind::layer, weights.embeddingNorm, current, current);
        if (passed(Stage::embeddingNorm))
            return;
    }
    if (projected) {
        widen();
        if (passed(Stage::embeddingProjection))
            return;
    }
    if (stage != Stage::residualBefore)
        refuseStage(stage);
    copyRows(current, out);
}

} // namespace headscope
