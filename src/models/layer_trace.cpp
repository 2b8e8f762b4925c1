#include "src/models/layer_trace.h"

namespace headscope {

namespace {

// Every matrix starts at a cache line.
std::size_t sizeOf(int rows, int cols)
{
    return (static_cast<std::size_t>(rows) * static_cast<std::size_t>(cols) + 15) / 16 * 16;
}

} // namespace

LayerTrace allocateLayer(const TransformerConfig &config, int tokens, bool ownStart, bool ownJoined, BufferPool &pool)
{
    const int joined = config.heads * config.headWidth;
    const std::size_t ofWidth = (ownStart ? 3 : 2) + (config.hasMlp() ? 2 : 0);
    const std::size_t ofHeads = ownJoined ? 5 : 4;
    const Buffer buffer = pool.take(ofWidth * sizeOf(tokens, config.width) + ofHeads * sizeOf(tokens, joined));
    std::size_t used = 0;
    const auto take = [&](int cols) {
        const MatrixView view{buffer.owner.get() + used, tokens, cols, cols, 1};
        used += sizeOf(tokens, cols);
        return Matrix{view, buffer.owner};
    };

    LayerTrace layer;
    layer.bytes = buffer.size * sizeof(float);
    if (ownStart)
        layer.residualBefore = take(config.width);
    for (Matrix *matrix : {&layer.q, &layer.k, &layer.v, &layer.weightedSum})
        *matrix = take(joined);
    layer.joinedHeads = ownJoined ? take(joined) : layer.weightedSum;
    layer.outputProjection = take(config.width);
    if (config.hasMlp()) {
        layer.residualMiddle = take(config.width);
        layer.mlpOut = take(config.width);
    }
    layer.residualAfter = take(config.width);
    return layer;
}

MutableMatrixView writable(const Matrix &matrix)
{
    return {const_cast<float *>(matrix.view.data), matrix.rows(), matrix.cols(), matrix.view.rowStride};
}

} // namespace headscope
