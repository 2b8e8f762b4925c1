#include "src/models/layer_trace.h"

#include <vector>

namespace headscope {

namespace {

// Every matrix starts at a cache line.
std::size_t sizeOf(int rows, int cols)
{
    return (static_cast<std::size_t>(rows) * static_cast<std::size_t>(cols) + 15) / 16 * 16;
}

// What attends is q and k, normalised or turned.
bool changesHeads(const TransformerConfig &config, int layer)
{
    return config.layer(layer).rotary.turns() || config.queryKeyNorm != NormKind::none;
}

struct Wanted {
    Matrix LayerTrace::*matrix;
    int rows;
    int cols;
};

std::vector<Wanted> wantedOf(const TransformerConfig &config, int layer, const LayerShape &shape)
{
    const int ofHeads = config.heads * config.headWidth;
    const int ofGroups = config.groups() * config.headWidth;
    const bool changed = changesHeads(config, layer);
    const bool hasMlp = config.hasMlp(layer);
    std::vector<Wanted> wanted;
    const auto want = [&](Matrix LayerTrace::*matrix, int rows, int cols, bool condition = true) {
        if (condition && rows > 0)
            wanted.push_back({matrix, rows, cols});
    };
    want(&LayerTrace::q, shape.queries, ofHeads, shape.unturned || !changed);
    want(&LayerTrace::k, shape.keys, ofGroups, shape.unturned || !changed);
    want(&LayerTrace::v, shape.keys, ofGroups);
    want(&LayerTrace::queries, shape.queries, ofHeads, changed);
    want(&LayerTrace::keys, shape.keys, ofGroups, changed);
    want(&LayerTrace::globalK, shape.keys, ofGroups, config.globalFirstToken);
    want(&LayerTrace::globalV, shape.keys, ofGroups, config.globalFirstToken);
    if (shape.behindHeads) {
        want(&LayerTrace::weightedSum, shape.queries, ofHeads);
        want(&LayerTrace::joinedHeads, shape.queries, ofHeads, shape.ownJoined);
        want(&LayerTrace::outputProjection, shape.queries, config.width);
        want(&LayerTrace::residualMiddle, shape.queries, config.width, hasMlp && !config.parallel);
        want(&LayerTrace::mlpOut, shape.queries, config.width, hasMlp);
        want(&LayerTrace::residualAfter, shape.queries, config.width);
    }
    return wanted;
}

std::size_t floatsOf(const std::vector<Wanted> &wanted)
{
    std::size_t size = 0;
    for (const Wanted &entry : wanted)
        size += sizeOf(entry.rows, entry.cols);
    return size;
}

} // namespace

std::size_t layerBytes(const TransformerConfig &config, int layer, const LayerShape &shape)
{
    return floatsOf(wantedOf(config, layer, shape)) * sizeof(float);
}

LayerTrace allocateLayer(const TransformerConfig &config, int layer, const LayerShape &shape, BufferPool &pool)
{
    LayerTrace result;
    const std::vector<Wanted> wanted = wantedOf(config, layer, shape);
    const Buffer buffer = pool.take(floatsOf(wanted));
    std::size_t used = 0;
    for (const Wanted &entry : wanted) {
        result.*entry.matrix = {{buffer.owner.get() + used, entry.rows, entry.cols, entry.cols, 1}, buffer.owner};
        used += sizeOf(entry.rows, entry.cols);
    }
    if (!changesHeads(config, layer)) {
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
