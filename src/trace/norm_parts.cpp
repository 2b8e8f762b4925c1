#include "src/trace/norm_parts.h"

#include "src/models/weights.h"

namespace headscope {

namespace {

NormKind kindOf(const TransformerConfig &config, Stage stage)
{
    switch (stage) {
    case Stage::embeddingNorm:
    case Stage::predictionNorm: return NormKind::layer;
    case Stage::qNorm:
    case Stage::kNorm: return config.queryKeyNorm;
    default: return config.norm;
    }
}

NormWeights weightsOf(const Trace &trace, const StageKey &key)
{
    const TransformerConfig &config = trace.config();
    const Weights &weights = trace.model().weights();
    switch (key.stage) {
    case Stage::embeddingNorm: return weights.model().stacks[config.stackOf(key.layer)].embeddingNorm;
    case Stage::finalNorm: return weights.model().stacks[config.stackOf(key.layer)].finalNorm;
    case Stage::predictionNorm: return weights.model().predictionNorm;
    case Stage::qNorm: return weights.layer(key.layer).queryNorm;
    case Stage::kNorm: return weights.layer(key.layer).keyNorm;
    case Stage::attentionNorm: return weights.layer(key.layer).attentionNorm;
    case Stage::attentionOutNorm: return weights.layer(key.layer).attentionOutNorm;
    case Stage::mlpOutNorm: return weights.layer(key.layer).mlpOutNorm;
    default: return weights.layer(key.layer).mlpNorm;
    }
}

} // namespace

bool isNorm(Stage stage)
{
    switch (stage) {
    case Stage::embeddingNorm:
    case Stage::attentionNorm:
    case Stage::qNorm:
    case Stage::kNorm:
    case Stage::attentionOutNorm:
    case Stage::mlpNorm:
    case Stage::mlpOutNorm:
    case Stage::finalNorm:
    case Stage::predictionNorm: return true;
    default: return false;
    }
}

NormParts normParts(const Trace &trace, const StageKey &key)
{
    const TransformerConfig &config = trace.config();
    const NormKind kind = kindOf(config, key.stage);
    NormWeights weights = weightsOf(trace, key);
    if (stageInfo(key.stage).scope == StageScope::head) {
        const int place = key.stage == Stage::qNorm ? key.head : config.groupOf(key.head);
        for (MatrixView *vector : {&weights.gain, &weights.shift})
            if (vector->cols > config.headWidth) // each head has its own
                *vector = vector->block(0, place * config.headWidth, 1, config.headWidth);
    }
    const bool lessOne = kind == NormKind::rms && config.gainPlusOne;
    return {kind == NormKind::layer, lessOne ? 1.0 : 0.0, weights.gain, weights.shift};
}

} // namespace headscope
