#include "src/models/config.h"

#include "src/error.h"

#include <algorithm>

namespace headscope {

namespace {

void append(std::initializer_list<Stage> stages, std::vector<Stage> &list)
{
    for (const Stage stage : stages)
        list.push_back(stage);
}

void appendEmbedding(const TransformerConfig &config, std::vector<Stage> &list)
{
    append({Stage::tokens, Stage::embedding}, list);
    if (config.embeddingScale != 1)
        list.push_back(Stage::scaledEmbedding);
    if (config.embeddingProjection == EmbeddingProjection::beforePositions)
        list.push_back(Stage::embeddingProjection);
    if (config.position != PositionKind::none)
        list.push_back(Stage::position);
    if (config.tokenTypes > 0)
        list.push_back(Stage::tokenType);
    const bool projected = config.embeddingProjection == EmbeddingProjection::afterNorm;
    if (config.embeddingNorm || projected)
        list.push_back(Stage::embeddingSum);
    if (config.embeddingNorm)
        list.push_back(Stage::embeddingNorm);
    if (projected)
        list.push_back(Stage::embeddingProjection);
}

void appendAttention(const TransformerConfig &config, const LayerConfig &layer, std::vector<Stage> &list)
{
    append({Stage::q, Stage::k, Stage::v}, list);
    if (config.queryKeyNorm != NormKind::none)
        append({Stage::qNorm, Stage::kNorm}, list);
    if (layer.rotary.turns())
        append({Stage::rotatedQ, Stage::rotatedK}, list);
    if (config.globalFirstToken)
        append({Stage::globalK, Stage::globalV}, list);
    append({Stage::rawScores, Stage::scaledScores}, list);
    if (config.scoreCap > 0)
        list.push_back(Stage::cappedScores);
    if (config.scoreBias != ScoreBias::none && !layer.cross)
        list.push_back(Stage::biasedScores);
    append({Stage::maskedScores, Stage::weights, Stage::weightedSum, Stage::joinedHeads, Stage::outputProjection}, list);
    if (config.outputNorms)
        list.push_back(Stage::attentionOutNorm);
}

void appendMlp(const TransformerConfig &config, std::vector<Stage> &list)
{
    list.push_back(Stage::mlpPre);
    if (config.gated)
        list.push_back(Stage::mlpLinear);
    append({Stage::mlpPost, Stage::mlpOut}, list);
    if (config.outputNorms)
        list.push_back(Stage::mlpOutNorm);
}

void appendLayer(const TransformerConfig &config, int index, std::vector<Stage> &list)
{
    const bool normed = config.norm != NormKind::none;
    const bool post = normed && config.normPlace == NormPlace::post;
    const bool pre = normed && !post;
    list.push_back(Stage::residualBefore);
    if (pre)
        list.push_back(Stage::attentionNorm);
    appendAttention(config, config.layer(index), list);
    if (config.hasMlp(index)) {
        if (!config.parallel)
            list.push_back(Stage::residualMiddle);
        if (post)
            list.push_back(Stage::attentionNorm);
        else if (pre && !(config.parallel && config.sharedNorm))
            list.push_back(Stage::mlpNorm);
        appendMlp(config, list);
    }
    list.push_back(Stage::residualAfter);
    if (post)
        list.push_back(config.hasMlp(index) ? Stage::mlpNorm : Stage::attentionNorm);
}

void appendOutput(const TransformerConfig &config, std::vector<Stage> &list)
{
    if (config.predicts != Predicts::nothing) {
        if (config.predictionDense)
            list.push_back(Stage::predictionDense);
        if (config.predictionActivation != Activation::identity)
            list.push_back(Stage::predictionActivation);
        if (config.predictionNorm)
            list.push_back(Stage::predictionNorm);
        if (config.logitScale != 1 || config.logitCap > 0)
            list.push_back(Stage::rawLogits);
        list.push_back(Stage::logits);
    }
    if (!config.hasPooler)
        return;
    if (config.classHead.hasDense)
        list.push_back(Stage::pooledPre);
    if (config.classHead.hasDense && config.classHead.activation != Activation::identity)
        list.push_back(Stage::pooled);
    if (config.classHead.classes > 0)
        list.push_back(Stage::classLogits);
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
    appendEmbedding(*this, list);
    appendLayer(*this, layer, list);
    if (finalNorm && norm != NormKind::none)
        list.push_back(Stage::finalNorm);
    if (stackOf(layer) == stackCount() - 1)
        appendOutput(*this, list);
    return list;
}

bool TransformerConfig::has(Stage stage, int layer) const
{
    const std::vector<Stage> list = stages(layer);
    return std::find(list.begin(), list.end(), stage) != list.end();
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
    case 'E':
        // Widened before the positions are added, their sum has the model's width already.
        if (embeddingProjection == EmbeddingProjection::beforePositions && stage >= Stage::position && stage <= Stage::embeddingNorm)
            return width;
        return widthOfEmbedding();
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
    if (!config.isEncoderDecoder() || stage >= Stage::rawLogits)
        return std::string(info.hook);
    return (config.stackOf(layer) == 0 ? "encoder." : "decoder.") + std::string(info.hook);
}

} // namespace headscope
