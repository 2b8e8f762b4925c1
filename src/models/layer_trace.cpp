#include "src/models/layer_trace.h"

#include <vector>

namespace headscope {

namespace {

// Every matrix starts at a cache line.
std::size_t sizeOf(int rows, int cols)
{
    return (static_cast<std::size_t>(rows) * static_cast<std::size_t>(cols) + 15) / 16 * 16;
}

} // namespace

LayerTrace allocateLayer(const TransformerConfig &config, int index, const LayerShape &shape, BufferPool &pool)
{
    const LayerConfig &layer = config.layer(index);
    const int ofHeads = config.heads * config.headWidth;
    const int ofGroups = config.groups() * config.headWidth;
    const bool changed = layer.rotary.turns() || config.queryKeyNorm != NormKind::none;
    const bool hasMlp = config.hasMlp(index);

    LayerTrace result;
    struct Wanted {
        Matrix *matrix;
        int rows;
        int cols;
    };
    std::vector<Wanted> wanted;
    const auto want = [&](Matrix &matrix, int rows, int cols, bool condition = true) {
        if (condition)
            wanted.push_back({&matrix, rows, cols});
    };
    want(result.residualBefore, shape.queries, config.width, shape.ownStart);
    want(result.q, shape.queries, ofHeads);
    want(result.k, shape.keys, ofGroups);
    want(result.v, shape.keys, ofGroups);
    want(result.queries, shape.queries, ofHeads, changed);
    want(result.keys, shape.keys, ofGroups, changed);
    want(result.globalK, shape.keys, ofGroups, config.globalFirstToken);
    want(result.globalV, shape.keys, ofGroups, config.globalFirstToken);
    want(result.weightedSum, shape.queries, ofHeads);
    want(result.joinedHeads, shape.queries, ofHeads, shape.ownJoined);
    want(result.outputProjection, shape.queries, config.width);
    want(result.residualMiddle, shape.queries, config.width, hasMlp && !config.parallel);
    want(result.mlpOut, shape.queries, config.width, hasMlp);
    want(result.residualAfter, shape.queries, config.width);

    std::size_t size = 0;
    for (const Wanted &entry : wanted)
        size += sizeOf(entry.rows, entry.cols);
    const Buffer buffer = pool.take(size);
    std::size_t used = 0;
    for (const Wanted &entry : wanted) {
        *entry.matrix = {{buffer.owner.get() + used, entry.rows, entry.cols, entry.cols, 1}, buffer.owner};
        used += sizeOf(entry.rows, entry.cols);
    }
    if (!changed) {
        result.queries = result.q;
        result.keys = result.k;
    }
    if (!shape.ownJoined)
        result.joinedHeads = result.weightedSum;
    result.bytes = buffer.size * sizeof(float);
    return result;
}

MutableMatrixView writable(const Matrix &matrix)
{
    return {const_cast<float *>(matrix.view.data), matrix.rows(), matrix.cols(), matrix.view.rowStride};
}

} // namespace headscope
