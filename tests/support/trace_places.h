// Every place of a trace: each stage of each layer and head, those before and behind the layers once for each stack.
#pragma once

#include "src/trace/trace.h"

#include <vector>

namespace headscope {

inline std::vector<StageKey> placesOf(const TransformerConfig &config)
{
    std::vector<StageKey> places;
    for (int layer = 0; layer < config.layers; ++layer) {
        for (const Stage stage : config.stages(layer)) {
            const StageScope scope = stageInfo(stage).scope;
            if (scope == StageScope::model && layer != config.firstLayerOf(config.stackOf(layer)))
                continue;
            for (int head = 0; head < (scope == StageScope::head ? config.heads : 1); ++head)
                places.push_back({stage, layer, head});
        }
    }
    return places;
}

} // namespace headscope
