#include "src/patterns/attention_graph.h"

#include "src/error.h"

#include <algorithm>

namespace headscope {

std::vector<int> graphLayers(const Trace &trace, int layer, int mostTokens, const char *measure)
{
    trace.rows({Stage::weights, layer, 0}, 0, 0); // throws for a layer out of range
    const TransformerConfig &config = trace.config();
    if (config.layer(layer).cross)
        throw Error(std::string(measure) + " goes from layer to layer within one text, and this layer looks at another",
            config.layerName(layer), "Pick a layer of self-attention");
    const int tokens = trace.rowCount({Stage::weights, layer, 0});
    if (tokens > mostTokens)
        throw Error(std::string(measure) + " is computed for at most " + std::to_string(mostTokens) + " tokens, and the text has "
                + std::to_string(tokens),
            {}, "Its cost grows with a power of the length: take a shorter text, or another measure");
    std::vector<int> layers;
    for (int below = config.firstLayerOf(config.stackOf(layer)); below <= layer; ++below)
        if (!config.layer(below).cross)
            layers.push_back(below);
    return layers;
}

std::vector<float> residualAttention(const Trace &trace, int layer)
{
    constexpr int blockRows = 256;
    const int heads = trace.config().heads;
    const int tokens = trace.rowCount({Stage::weights, layer, 0});
    const auto width = static_cast<std::size_t>(tokens);
    std::vector<float> graph(width * width, 0.0f);
    for (int head = 0; head < heads; ++head) {
        for (int first = 0; first < tokens; first += blockRows) {
            const Matrix rows = trace.rows({Stage::weights, layer, head}, first, std::min(blockRows, tokens - first));
            for (int r = 0; r < rows.rows(); ++r) {
                float *row = graph.data() + static_cast<std::size_t>(first + r) * width;
                for (int s = 0; s < tokens; ++s)
                    row[s] += rows(r, s);
            }
        }
    }
    const float share = 0.5f / static_cast<float>(heads);
    for (float &edge : graph)
        edge *= share;
    for (std::size_t t = 0; t < width; ++t)
        graph[t * width + t] += 0.5f;
    return graph;
}

} // namespace headscope
