#include "src/trace/sources.h"

namespace headscope {

namespace {

bool isPostNorm(const TransformerConfig &config)
{
    return config.norm != NormKind::none && config.normPlace == NormPlace::post;
}

bool isPreNorm(const TransformerConfig &config)
{
    return config.norm != NormKind::none && config.normPlace == NormPlace::pre;
}

// What a layer hands on.
Stage endOfLayer(const TransformerConfig &config)
{
    if (!isPostNorm(config))
        return Stage::residualAfter;
    return config.feedForward > 0 ? Stage::mlpNorm : Stage::attentionNorm;
}

Stage inputOfNorm(const TransformerConfig &config, Stage norm)
{
    if (norm == Stage::mlpNorm)
        return isPostNorm(config) ? Stage::residualAfter : Stage::residualMiddle;
    if (!isPostNorm(config))
        return Stage::residualBefore;
    return config.feedForward > 0 ? Stage::residualMiddle : Stage::residualAfter;
}

Stage inputOfMlp(const TransformerConfig &config)
{
    if (config.norm == NormKind::none)
        return Stage::residualMiddle;
    return isPostNorm(config) ? Stage::attentionNorm : Stage::mlpNorm;
}

std::vector<StageKey> joinedFrom(const TransformerConfig &config, int layer)
{
    std::vector<StageKey> heads;
    for (int head = 0; head < config.heads; ++head)
        heads.push_back({Stage::weightedSum, layer, head});
    return heads;
}

} // namespace

std::vector<StageKey> sourcesOf(const TransformerConfig &config, const StageKey &key)
{
    const auto here = [&key](Stage stage) { return StageKey{stage, key.layer, key.head}; };
    const StageKey lastEnd{endOfLayer(config), config.layers - 1, 0};
    switch (key.stage) {
    case Stage::tokens:
    case Stage::position: return {};
    case Stage::embedding: return {here(Stage::tokens)};
    case Stage::residualBefore:
        if (key.layer > 0)
            return {{endOfLayer(config), key.layer - 1, 0}};
        if (config.position == PositionKind::none)
            return {here(Stage::embedding)};
        return {here(Stage::embedding), here(Stage::position)};
    case Stage::attentionNorm:
    case Stage::mlpNorm: return {here(inputOfNorm(config, key.stage))};
    case Stage::q:
    case Stage::k:
    case Stage::v: return {here(isPreNorm(config) ? Stage::attentionNorm : Stage::residualBefore)};
    case Stage::rawScores: return {here(Stage::q), here(Stage::k)};
    case Stage::scaledScores: return {here(Stage::rawScores)};
    case Stage::maskedScores: return {here(Stage::scaledScores)};
    case Stage::weights: return {here(Stage::maskedScores)};
    case Stage::weightedSum: return {here(Stage::weights), here(Stage::v)};
    case Stage::joinedHeads: return joinedFrom(config, key.layer);
    case Stage::outputProjection: return {here(Stage::joinedHeads)};
    case Stage::residualMiddle: return {here(Stage::residualBefore), here(Stage::outputProjection)};
    case Stage::mlpPre: return {here(inputOfMlp(config))};
    case Stage::mlpPost: return {here(Stage::mlpPre)};
    case Stage::mlpOut: return {here(Stage::mlpPost)};
    case Stage::residualAfter:
        if (!config.hasMlp(key.layer))
            return {here(Stage::residualBefore), here(Stage::outputProjection)};
        return {here(isPostNorm(config) ? Stage::attentionNorm : Stage::residualMiddle), here(Stage::mlpOut)};
    case Stage::finalNorm: return {lastEnd};
    case Stage::logits:
        if (config.finalNorm && config.norm != NormKind::none)
            return {here(Stage::finalNorm)};
        return {lastEnd};
    default: return {};
    }
    return {};
}

} // namespace headscope
