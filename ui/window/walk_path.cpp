#include "ui/window/walk_path.h"

namespace headscope {

WalkPath::WalkPath(const TransformerConfig &config)
{
    const auto add = [&](Stage stage, int layer) {
        m_places.push_back({stage, layer, 0});
        m_stacks.push_back(config.stackOf(layer));
    };
    for (int layer = 0; layer < config.layers; ++layer) {
        m_stackOf.push_back(config.stackOf(layer));
        const bool first = layer == config.firstLayerOf(config.stackOf(layer));
        const bool last = layer == config.lastLayerOf(config.stackOf(layer));
        bool behind = false;
        for (const Stage stage : config.stages(layer)) {
            const bool ofLayer = stageInfo(stage).scope != StageScope::model;
            if (ofLayer || (first && !behind) || (last && behind))
                add(stage, layer);
            behind = behind || ofLayer;
        }
    }
}

int WalkPath::positionOf(const StageKey &key) const
{
    if (key.layer < 0 || key.layer >= static_cast<int>(m_stackOf.size()))
        return -1;
    const bool ofModel = stageInfo(key.stage).scope == StageScope::model;
    const int stack = m_stackOf[static_cast<std::size_t>(key.layer)];
    for (std::size_t i = 0; i < m_places.size(); ++i) {
        const StageKey &place = m_places[i];
        if (place.stage == key.stage && (ofModel ? m_stacks[i] == stack : place.layer == key.layer))
            return static_cast<int>(i);
    }
    return -1;
}

} // namespace headscope
