// The whole walk as one line: input stages, then the layer stages of layer 1, 2, …, then the output stages.
#pragma once

#include "src/models/config.h"
#include "src/trace/trace.h"

#include <vector>

namespace headscope {

class WalkPath {
public:
    WalkPath() = default;
    explicit WalkPath(const TransformerConfig &config);

    int length() const;
    /// Stage and layer at a position; layer is 0 for stages outside layers. Head is left to the caller.
    StageKey at(int position) const;
    /// Position of a stage; -1 when the model has no such stage.
    int positionOf(const StageKey &key) const;

    const std::vector<Stage> &inputStages() const { return m_input; }
    const std::vector<Stage> &layerStages() const { return m_layer; }
    const std::vector<Stage> &outputStages() const { return m_output; }

private:
    std::vector<Stage> m_input;
    std::vector<Stage> m_layer;
    std::vector<Stage> m_output;
    int m_layers = 0;
};

} // namespace headscope
