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
StageKey endOfLayer(const TransformerConfig &config, int layer)
{
    if (!isPostNorm(config))
        return {Stage::residualAfter, layer, 0};
    return {config.hasMlp(layer) ? Stage::mlpNorm : Stage::attentionNorm, layer, 0};
}

// What a stack hands on.
StageKey endOfStack(const TransformerConfig &config, int stack)
{
    if (config.finalNorm && config.norm != NormKind::none)
        return {Stage::finalNorm, config.firstLayerOf(stack), 0};
    return endOfLayer(config, config.lastLayerOf(stack));
}

// The embedding before anything is added to it.
Stage plainEmbedding(const TransformerConfig &config)
{
    if (config.embeddingProjection == EmbeddingProjection::beforePositions)
        return Stage::embeddingProjection;
    return config.embeddingScale != 1 ? Stage::scaledEmbedding : Stage::embedding;
}

// What is added up for the first layer, or for the norm or the projection before it.
std::vector<Stage> embeddingTerms(const TransformerConfig &config)
{
    std::vector<Stage> terms{plainEmbedding(config)};
    if (config.position != PositionKind::none)
        terms.push_back(Stage::position);
    if (config.tokenTypes > 0)
        terms.push_back(Stage::tokenType);
    return terms;
}

std::vector<Stage> startOfStack(const TransformerConfig &config)
{
    if (config.embeddingProjection == EmbeddingProjection::afterNorm)
        return {Stage::embeddingProjection};
    return config.embeddingNorm ? std::vector{Stage::embeddingNorm} : embeddingTerms(config);
}

Stage inputOfProjection(const TransformerConfig &config)
{
    if (config.embeddingProjection == EmbeddingProjection::beforePositions)
        return config.embeddingScale != 1 ? Stage::scaledEmbedding : Stage::embedding;
    return config.embeddingNorm ? Stage::embeddingNorm : Stage::embeddingSum;
}

Stage inputOfAttentionNorm(const TransformerConfig &config, int layer)
{
    if (!isPostNorm(config))
        return Stage::residualBefore;
    return config.hasMlp(layer) ? Stage::residualMiddle : Stage::residualAfter;
}

// What norm and MLP of a layer without post-norm read.
Stage streamBeforeMlp(const TransformerConfig &config)
{
    return config.parallel ? Stage::residualBefore : Stage::residualMiddle;
}

Stage inputOfMlp(const TransformerConfig &config)
{
    if (config.norm == NormKind::none)
        return streamBeforeMlp(config);
    return isPostNorm(config) || (config.parallel && config.sharedNorm) ? Stage::attentionNorm : Stage::mlpNorm;
}

Stage scoresBeforeBias(const TransformerConfig &config)
{
    return config.scoreCap > 0 ? Stage::cappedScores : Stage::scaledScores;
}

Stage scoresBeforeMask(const TransformerConfig &config, int layer)
{
    return config.has(Stage::biasedScores, layer) ? Stage::biasedScores : scoresBeforeBias(config);
}

Stage attentionMessage(const TransformerConfig &config)
{
    return config.outputNorms ? Stage::attentionOutNorm : Stage::outputProjection;
}

std::vector<Stage> termsOfResidualAfter(const TransformerConfig &config, int layer)
{
    if (!config.hasMlp(layer))
        return {Stage::residualBefore, attentionMessage(config)};
    const Stage message = config.outputNorms ? Stage::mlpOutNorm : Stage::mlpOut;
    if (config.parallel)
        return {Stage::residualBefore, attentionMessage(config), message};
    return {isPostNorm(config) ? Stage::attentionNorm : Stage::residualMiddle, message};
}

// The stage before one of the prediction head, which has some of its stages only.
StageKey inputOfPrediction(const TransformerConfig &config, Stage stage)
{
    const int stack = config.stackCount() - 1;
    const int layer = config.firstLayerOf(stack);
    for (const Stage before : {Stage::rawLogits, Stage::predictionNorm, Stage::predictionActivation, Stage::predictionDense})
        if (before < stage && config.has(before, layer))
            return {before, layer, 0};
    return endOfStack(config, stack);
}

StageKey inputOfClasses(const TransformerConfig &config, Stage stage)
{
    const int stack = config.stackCount() - 1;
    const int layer = config.firstLayerOf(stack);
    for (const Stage before : {Stage::pooled, Stage::pooledPre})
        if (before < stage && config.has(before, layer))
            return {before, layer, 0};
    return endOfStack(config, stack);
}

std::vector<StageKey> joinedFrom(const TransformerConfig &config, int layer)
{
    std::vector<StageKey> heads;
    for (int head = 0; head < config.heads; ++head)
        heads.push_back({Stage::weightedSum, layer, head});
    return heads;
}

} // namespace

StageKey placeOf(const TransformerConfig &config, StageKey key)
{
    const StageScope scope = stageInfo(key.stage).scope;
    if (scope != StageScope::head)
        key.head = 0;
    if (scope == StageScope::model) {
        key.layer = config.firstLayerOf(config.stackOf(key.layer));
        if (!config.has(key.stage, key.layer)) // only the last stack foretells anything
            key.layer = config.firstLayerOf(config.stackCount() - 1);
    }
    return key;
}

Stage queriesOf(const TransformerConfig &config, int layer)
{
    if (config.layer(layer).rotary.turns())
        return Stage::rotatedQ;
    return config.queryKeyNorm != NormKind::none ? Stage::qNorm : Stage::q;
}

Stage keysOf(const TransformerConfig &config, int layer)
{
    if (config.layer(layer).rotary.turns())
        return Stage::rotatedK;
    return config.queryKeyNorm != NormKind::none ? Stage::kNorm : Stage::k;
}

int sourceRow(const Trace &trace, const StageKey &key, int row)
{
    const TransformerConfig &config = trace.config();
    const bool pools = stageInfo(key.stage).rowAxis == 'P' && config.classHead.reads == ClassHead::Reads::lastToken;
    if (!pools || stageInfo(sourcesOf(config, key).front().stage).rowAxis == 'P')
        return row; // the first token's row is the first row
    return static_cast<int>(trace.rowTokens(key).size()) - 1;
}

std::vector<StageKey> sourcesOf(const TransformerConfig &config, const StageKey &asked)
{
    const StageKey key = stageInfo(asked.stage).scope == StageScope::model ? placeOf(config, asked) : asked;
    const auto here = [&key](Stage stage) { return StageKey{stage, key.layer, key.head}; };
    const auto allHere = [&](const std::vector<Stage> &stages) {
        std::vector<StageKey> keys;
        for (const Stage stage : stages)
            keys.push_back(here(stage));
        return keys;
    };
    const auto withGlobal = [&](std::vector<Stage> stages, Stage global) {
        if (config.globalFirstToken)
            stages.push_back(global);
        return allHere(stages);
    };
    const auto attended = [&] { return here(isPreNorm(config) ? Stage::attentionNorm : Stage::residualBefore); };
    switch (key.stage) {
    case Stage::tokens:
    case Stage::position:
    case Stage::tokenType: return {};
    case Stage::embedding: return {here(Stage::tokens)};
    case Stage::scaledEmbedding: return {here(Stage::embedding)};
    case Stage::embeddingSum: return allHere(embeddingTerms(config));
    case Stage::embeddingNorm: return {here(Stage::embeddingSum)};
    case Stage::embeddingProjection: return {here(inputOfProjection(config))};
    case Stage::residualBefore:
        if (key.layer > config.firstLayerOf(config.stackOf(key.layer)))
            return {endOfLayer(config, key.layer - 1)};
        return allHere(startOfStack(config));
    case Stage::attentionNorm: return {here(inputOfAttentionNorm(config, key.layer))};
    case Stage::q: return {attended()};
    case Stage::k:
    case Stage::v:
    case Stage::globalK:
    case Stage::globalV: return {config.layer(key.layer).cross ? endOfStack(config, 0) : attended()};
    case Stage::qNorm: return {here(Stage::q)};
    case Stage::kNorm: return {here(Stage::k)};
    case Stage::rotatedQ: return {here(config.queryKeyNorm != NormKind::none ? Stage::qNorm : Stage::q)};
    case Stage::rotatedK: return {here(config.queryKeyNorm != NormKind::none ? Stage::kNorm : Stage::k)};
    case Stage::rawScores: return withGlobal({queriesOf(config, key.layer), keysOf(config, key.layer)}, Stage::globalK);
    case Stage::scaledScores: return {here(Stage::rawScores)};
    case Stage::cappedScores: return {here(Stage::scaledScores)};
    case Stage::biasedScores: return {here(scoresBeforeBias(config))};
    case Stage::maskedScores: return {here(scoresBeforeMask(config, key.layer))};
    case Stage::weights: return {here(Stage::maskedScores)};
    case Stage::weightedSum: return withGlobal({Stage::weights, Stage::v}, Stage::globalV);
    case Stage::joinedHeads: return joinedFrom(config, key.layer);
    case Stage::outputProjection: return {here(Stage::joinedHeads)};
    case Stage::attentionOutNorm: return {here(Stage::outputProjection)};
    case Stage::residualMiddle: return allHere({Stage::residualBefore, attentionMessage(config)});
    case Stage::mlpNorm: return {here(isPostNorm(config) ? Stage::residualAfter : streamBeforeMlp(config))};
    case Stage::mlpPre:
    case Stage::mlpLinear: return {here(inputOfMlp(config))};
    case Stage::mlpPost: return config.gated ? allHere({Stage::mlpPre, Stage::mlpLinear}) : allHere({Stage::mlpPre});
    case Stage::mlpOut: return {here(Stage::mlpPost)};
    case Stage::mlpOutNorm: return {here(Stage::mlpOut)};
    case Stage::residualAfter: return allHere(termsOfResidualAfter(config, key.layer));
    case Stage::finalNorm: return {endOfLayer(config, config.lastLayerOf(config.stackOf(key.layer)))};
    case Stage::predictionDense:
    case Stage::predictionActivation:
    case Stage::predictionNorm:
    case Stage::rawLogits:
    case Stage::logits: return {inputOfPrediction(config, key.stage)};
    case Stage::pooledPre:
    case Stage::pooled:
    case Stage::classLogits: return {inputOfClasses(config, key.stage)};
    }
    return {};
}

} // namespace headscope
