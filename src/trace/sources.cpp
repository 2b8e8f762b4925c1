#include "src/trace/sources.h"

namespace headscope {

namespace {

// A source of the stage at `key`, as a place of the model.
void addSource(const TransformerConfig &config, const StageKey &key, const StageSource &source, std::vector<StageKey> &keys)
{
    switch (source.place) {
    case StageSource::Place::here: keys.push_back({source.stage, key.layer, key.head}); return;
    case StageSource::Place::everyHead:
        for (int head = 0; head < config.heads; ++head)
            keys.push_back({source.stage, key.layer, head});
        return;
    case StageSource::Place::layerBefore: keys.push_back({source.stage, key.layer - 1, 0}); return;
    case StageSource::Place::lastLayer: keys.push_back({source.stage, config.lastLayerOf(config.stackOf(key.layer)), 0}); return;
    case StageSource::Place::encoder: keys.push_back(placeOf(config, {source.stage, config.lastLayerOf(0), 0})); return;
    }
}

} // namespace

StageKey placeOf(const TransformerConfig &config, StageKey key)
{
    const StageScope scope = stageInfo(key.stage).scope;
    if (scope != StageScope::head)
        key.head = 0;
    if (scope == StageScope::model)
        key.layer = config.firstLayerOf(isOfLastStack(key.stage) ? config.stackCount() - 1 : config.stackOf(key.layer));
    return key;
}

const PlanStep &stepAt(const Trace &trace, const StageKey &key)
{
    return stepOf(trace.model().plan(placeOf(trace.config(), key).layer), key.stage);
}

PlanStep stepAt(const TransformerConfig &config, const StageKey &key)
{
    return stepOf(layerPlan(config, placeOf(config, key).layer), key.stage);
}

Stage queriesOf(const Trace &trace, int layer)
{
    return stepOf(trace.model().plan(layer), Stage::rawScores).sources[0].stage;
}

Stage keysOf(const Trace &trace, int layer)
{
    return stepOf(trace.model().plan(layer), Stage::rawScores).sources[1].stage;
}

int sourceRow(const Trace &trace, const StageKey &key, int row)
{
    const TransformerConfig &config = trace.config();
    const bool pools = stageInfo(key.stage).rowAxis == 'P' && config.classHead.reads == ClassHead::Reads::lastToken;
    if (!pools || stageInfo(sourcesOf(trace, key).front().stage).rowAxis == 'P')
        return row; // the first token's row is the first row
    return static_cast<int>(trace.rowTokens(key).size()) - 1;
}

std::vector<StageKey> sourcesOf(const TransformerConfig &config, const LayerPlan &plan, const StageKey &asked)
{
    const StageKey key = stageInfo(asked.stage).scope == StageScope::model ? placeOf(config, asked) : asked;
    std::vector<StageKey> keys;
    for (const StageSource &source : stepOf(plan, key.stage).sources)
        addSource(config, key, source, keys);
    return keys;
}

std::vector<StageKey> sourcesOf(const Trace &trace, const StageKey &key)
{
    return sourcesOf(trace.config(), trace.model().plan(placeOf(trace.config(), key).layer), key);
}

} // namespace headscope
