#include "src/models/config.h"

#include "src/error.h"
#include "src/models/layer_plan.h"

#include <algorithm>

namespace headscope {

namespace {

// Widened before the positions are added, their sum has the model's width already.
bool isWidened(const TransformerConfig &config, Stage stage)
{
    if (config.embeddingProjection != EmbeddingProjection::beforePositions || stageInfo(stage).block != StageBlock::embedding)
        return false;
    const LayerPlan plan = layerPlan(config, 0);
    return findStep(plan, stage) > findStep(plan, Stage::embeddingProjection);
}

} // namespace

void TransformerConfig::setLayers(const LayerConfig &all)
{
    if (layers > kMostLayers)
        throw Error("the model has " + std::to_string(layers) + " layers; more than " + std::to_string(kMostLayers) + " are not supported");
    layerConfigs.assign(static_cast<std::size_t>(layers), all);
}

std::vector<Stage> TransformerConfig::stages(int layer) const
{
    std::vector<Stage> list;
    for (const PlanStep &step : layerPlan(*this, layer))
        list.push_back(step.stage);
    return list;
}

bool TransformerConfig::has(Stage stage, int layer) const
{
    return findStep(layerPlan(*this, layer), stage) != nullptr;
}

bool TransformerConfig::has(Stage stage) const
{
    for (int layer = 0; layer < layers; ++layer)
        if (has(stage, layer))
            return true;
    return false;
}

int TransformerConfig::columnsOf(Stage stage) const
{
    switch (stageInfo(stage).colAxis) {
    case '1': return 1;
    case 'h': return headWidth;
    case 'S': return 0;
    case 'J': return heads * headWidth;
    case 'F': return feedForward;
    case 'V': return vocabulary;
    case 'C': return classHead.classes;
    case 'E': return isWidened(*this, stage) ? width : widthOfEmbedding();
    default: return width;
    }
}

std::string TransformerConfig::layerName(int index) const
{
    if (!isEncoderDecoder())
        return "Layer " + std::to_string(index + 1);
    if (stackOf(index) == 0)
        return "Encoder " + std::to_string(index + 1);
    return "Decoder " + std::to_string((index - encoderLayers) / 2 + 1) + (layer(index).cross ? " cross" : " self");
}

std::string TransformerConfig::shortLayerName(int index) const
{
    if (!isEncoderDecoder())
        return std::to_string(index + 1);
    if (stackOf(index) == 0)
        return "E" + std::to_string(index + 1);
    return "D" + std::to_string((index - encoderLayers) / 2 + 1) + (layer(index).cross ? "×" : "");
}

std::string hookName(const TransformerConfig &config, Stage stage, int layer)
{
    const StageInfo &info = stageInfo(stage);
    if (info.scope != StageScope::model)
        return "blocks." + std::to_string(layer) + "." + std::string(info.hook);
    if (!config.isEncoderDecoder() || info.block == StageBlock::unembedding || info.block == StageBlock::classHead)
        return std::string(info.hook);
    return (config.stackOf(layer) == 0 ? "encoder." : "decoder.") + std::string(info.hook);
}

} // namespace headscope
