#include "ui/window/walk_path.h"

#include <algorithm>

namespace headscope {

namespace {

int indexIn(const std::vector<Stage> &stages, Stage stage)
{
    const auto found = std::find(stages.begin(), stages.end(), stage);
    return found == stages.end() ? -1 : static_cast<int>(found - stages.begin());
}

} // namespace

WalkPath::WalkPath(const TransformerConfig &config)
    : m_layers(config.layers)
{
    for (const Stage stage : config.stages()) {
        if (stageInfo(stage).scope != StageScope::model)
            m_layer.push_back(stage);
        else if (m_layer.empty())
            m_input.push_back(stage);
        else
            m_output.push_back(stage);
    }
}

int WalkPath::length() const
{
    return static_cast<int>(m_input.size() + m_output.size()) + m_layers * static_cast<int>(m_layer.size());
}

StageKey WalkPath::at(int position) const
{
    const int inputs = static_cast<int>(m_input.size());
    const int perLayer = static_cast<int>(m_layer.size());
    if (position < inputs)
        return {m_input[static_cast<std::size_t>(position)], 0, 0};
    position -= inputs;
    if (position < m_layers * perLayer)
        return {m_layer[static_cast<std::size_t>(position % perLayer)], position / perLayer, 0};
    return {m_output[static_cast<std::size_t>(position - m_layers * perLayer)], 0, 0};
}

int WalkPath::positionOf(const StageKey &key) const
{
    const int inputs = static_cast<int>(m_input.size());
    const int perLayer = static_cast<int>(m_layer.size());
    if (const int index = indexIn(m_input, key.stage); index >= 0)
        return index;
    if (const int index = indexIn(m_layer, key.stage); index >= 0)
        return inputs + key.layer * perLayer + index;
    if (const int index = indexIn(m_output, key.stage); index >= 0)
        return inputs + m_layers * perLayer + index;
    return -1;
}

} // namespace headscope
