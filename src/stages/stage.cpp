#include "src/stages/stage.h"

#include "src/error.h"

namespace headscope {

namespace {

// "hook_pattern" for "attn.hook_pattern".
std::string_view lastPart(std::string_view hook)
{
    const std::size_t dot = hook.rfind('.');
    return dot == std::string_view::npos ? hook : hook.substr(dot + 1);
}

} // namespace

bool isBehindLayers(Stage stage)
{
    return stageInfo(stage).block == StageBlock::finalNorm || isOfLastStack(stage);
}

bool isOfLastStack(Stage stage)
{
    const StageBlock block = stageInfo(stage).block;
    return block == StageBlock::predictionHead || block == StageBlock::unembedding || block == StageBlock::classHead;
}

void refuseStage(Stage stage)
{
    throw Error("the stage \"" + std::string(stageInfo(stage).name) + "\" is not made here");
}

std::optional<Stage> stageNamed(std::string_view name)
{
    for (const StageInfo &info : kStages)
        if (name == info.name || name == info.hook)
            return info.stage;
    // Three norms share "hook_normalized": a last part alone must be unique to count.
    std::optional<Stage> found;
    for (const StageInfo &info : kStages) {
        if (name != lastPart(info.hook))
            continue;
        if (found)
            return std::nullopt;
        found = info.stage;
    }
    return found;
}

std::string hookName(Stage stage, int layer)
{
    const StageInfo &info = stageInfo(stage);
    if (info.scope == StageScope::model)
        return std::string(info.hook);
    return "blocks." + std::to_string(layer) + "." + std::string(info.hook);
}

} // namespace headscope
