#include "src/trace/norm_parts.h"

#include "src/trace/sources.h"

namespace headscope {

NormParts normParts(const Trace &trace, const StageKey &key)
{
    const TransformerConfig &config = trace.config();
    const PlanStep &step = stepAt(trace, key);
    const NormKind kind = step.normKind;
    NormWeights weights = weightsAt(step.normWeights, trace.model().weights(), config, key.layer);
    const StageInfo &info = stageInfo(key.stage);
    if (info.scope == StageScope::head) {
        const int place = info.rowAxis == 'S' ? config.groupOf(key.head) : key.head;
        for (MatrixView *vector : {&weights.gain, &weights.shift})
            if (vector->cols > config.headWidth) // each head has its own
                *vector = vector->block(0, place * config.headWidth, 1, config.headWidth);
    }
    const bool lessOne = kind == NormKind::rms && config.gainPlusOne;
    return {kind == NormKind::layer, lessOne ? 1.0 : 0.0, weights.gain, weights.shift};
}

} // namespace headscope
