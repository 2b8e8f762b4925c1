#include "src/trace/capture_plan.h"

#include "src/attention/attention.h"
#include "src/devices/cpu/threads.h"

#include <algorithm>

namespace headscope {

namespace {

std::size_t streamBytes(const Transformer &transformer, int layer)
{
    return static_cast<std::size_t>(transformer.queryCount(layer)) * static_cast<std::size_t>(transformer.model().config().width)
        * sizeof(float);
}

std::size_t bytesOfAll(const Transformer &transformer)
{
    const TransformerConfig &config = transformer.model().config();
    std::size_t bytes = 0;
    for (int layer = 0; layer < config.layers; ++layer) {
        LayerShape shape{transformer.queryCount(layer), transformer.keyCount(layer)};
        shape.ownJoined = touches(transformer.edits(), Stage::joinedHeads, layer, Edit::kAll);
        bytes += layerBytes(config, layer, shape);
        const bool first = layer == config.firstLayerOf(config.stackOf(layer));
        if (first || !transformer.handsOnUnchanged(layer - 1))
            bytes += streamBytes(transformer, layer); // an input that is not the end of the layer before
    }
    return bytes;
}

// Of one layer with the largest needs: what its heads read, and running it with the scratch rows of all threads.
std::size_t bytesOfHeads(const Transformer &transformer, bool withQueries)
{
    const TransformerConfig &config = transformer.model().config();
    std::size_t most = 0;
    for (int layer = 0; layer < config.layers; ++layer) {
        LayerShape shape{withQueries ? transformer.queryCount(layer) : 0, transformer.keyCount(layer)};
        shape.unturned = shape.behindHeads = false;
        most = std::max(most, layerBytes(config, layer, shape));
    }
    return most;
}

std::size_t bytesOfRunning(const Transformer &transformer)
{
    const TransformerConfig &config = transformer.model().config();
    std::size_t most = 0;
    int keys = 0;
    for (int layer = 0; layer < config.layers; ++layer) {
        LayerShape shape{std::min(kPassedRows, transformer.queryCount(layer)), 0};
        shape.ownJoined = true;
        most = std::max(most, layerBytes(config, layer, shape));
        keys = std::max(keys, transformer.keyCount(layer));
    }
    const std::size_t scratch
        = sizeof(float) * static_cast<std::size_t>(threadCount()) * static_cast<std::size_t>(kAttentionRows) * static_cast<std::size_t>(keys);
    const std::size_t insideOfMlp = 2 * sizeof(float) * static_cast<std::size_t>(kTileRows) * static_cast<std::size_t>(config.feedForward);
    return bytesOfHeads(transformer, false) + most + insideOfMlp + scratch;
}

std::size_t bytesOfInputs(const Transformer &transformer, const CapturePlan &plan)
{
    const TransformerConfig &config = transformer.model().config();
    std::size_t bytes = 0;
    for (int layer = 0; layer < config.layers; ++layer)
        if (plan.keepsInput(config, layer))
            bytes += streamBytes(transformer, layer);
    for (int stack = 0; stack < config.stackCount(); ++stack)
        bytes += streamBytes(transformer, config.lastLayerOf(stack));
    if (config.isEncoderDecoder())
        bytes += streamBytes(transformer, 0); // what cross-attention reads
    return bytes;
}

} // namespace

bool CapturePlan::keepsInput(const TransformerConfig &config, int layer) const
{
    const int place = layer - config.firstLayerOf(config.stackOf(layer));
    return place > 0 && place % every == 0; // that of the first is the embedding, which costs next to nothing
}

std::size_t CapturePlan::mostAlive() const
{
    return all ? kept : kept + reading + std::max(working, reading);
}

CapturePlan planCapture(const Transformer &transformer, std::size_t budget)
{
    CapturePlan plan;
    plan.kept = bytesOfAll(transformer);
    if (plan.mostAlive() <= budget)
        return plan;
    plan.all = false;
    const TransformerConfig &config = transformer.model().config();
    std::size_t widest = 0;
    for (int stack = 0; stack < config.stackCount(); ++stack)
        widest = std::max(widest, streamBytes(transformer, config.firstLayerOf(stack)));
    for (plan.every = 1;; ++plan.every) {
        plan.kept = bytesOfInputs(transformer, plan);
        // Beside it: what the layer is made from, and what it hands on. One of them is kept where every second is; that of a stack's first
        // layer never is.
        plan.working = bytesOfRunning(transformer) + widest * static_cast<std::size_t>(std::clamp(plan.every - 1, 1, 2));
        plan.reading = bytesOfHeads(transformer, true) + widest;
        if (plan.mostAlive() <= budget || plan.every >= config.layers)
            return plan;
    }
}

} // namespace headscope
