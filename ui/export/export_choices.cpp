#include "ui/export/export_choices.h"

#include "ui/session/local_bytes.h"
#include "ui/session/model_words.h"

#include <QCoreApplication>

#include <algorithm>

namespace headscope {

namespace {

struct Text {
    Q_DECLARE_TR_FUNCTIONS(headscope::ExportDialog)
};

/// Wider choices of the same stage than one place.
std::vector<ExportScope> widerScopes(const TransformerConfig &config, const StageKey &key)
{
    std::vector<ExportScope> scopes;
    const StageScope scope = stageInfo(key.stage).scope;
    if (scope == StageScope::head && config.heads > 1)
        scopes.push_back(
            {Text::tr("All heads of %1").arg(layerTitle(config, key.layer).toLower()), false, {{key.stage}, key.layer, std::nullopt}});
    if (scope == StageScope::head && config.layers > 1)
        scopes.push_back({Text::tr("All layers and heads"), false, {{key.stage}, std::nullopt, std::nullopt}});
    if (scope == StageScope::layer && config.layers > 1)
        scopes.push_back({Text::tr("All layers"), false, {{key.stage}, std::nullopt, std::nullopt}});
    return scopes;
}

QString placeLabel(const TransformerConfig &config, const StageKey &key)
{
    switch (stageInfo(key.stage).scope) {
    case StageScope::model: return Text::tr("This stage");
    case StageScope::layer: return layerTitle(config, key.layer);
    case StageScope::head: return headTitle(config, key.layer, key.head);
    }
    return {};
}

} // namespace

std::vector<ExportScope> figureScopes(const Trace &trace, const StageKey &key)
{
    std::vector<ExportScope> scopes{{Text::tr("What you see"), true, {}}};
    const std::vector<ExportScope> wider = widerScopes(trace.config(), key);
    scopes.insert(scopes.end(), wider.begin(), wider.end());
    return scopes;
}

std::vector<ExportScope> dataScopes(const Trace &trace, const StageKey &key, FormatHolds holds)
{
    std::vector<ExportScope> scopes{{placeLabel(trace.config(), key), false, {{key.stage}, key.layer, key.head}}};
    if (holds >= FormatHolds::stage) {
        const std::vector<ExportScope> wider = widerScopes(trace.config(), key);
        scopes.insert(scopes.end(), wider.begin(), wider.end());
    }
    if (holds >= FormatHolds::run)
        scopes.push_back({Text::tr("Every stage, layer and head"), false, {stagesOf(trace.config()), std::nullopt, std::nullopt}});
    return scopes;
}

void writeData(const Trace &trace, const ExportRequest &request, const ExportFile &file, const std::stop_token &stop)
{
    requireFormat(ExportOf::stages, file).writeStages(trace, request, pathOf(file.path), stop);
}

std::vector<Stage> stagesOf(const TransformerConfig &config)
{
    std::vector<Stage> stages;
    for (const StageInfo &info : allStages())
        if (config.has(info.stage))
            stages.push_back(info.stage);
    return stages;
}

std::vector<StageKey> placesOf(const ExportRequest &request, const TransformerConfig &config)
{
    std::vector<StageKey> places;
    for (const Stage stage : request.stages) {
        const StageScope scope = stageInfo(stage).scope;
        const int heads = scope == StageScope::head ? config.heads : 1;
        const int firstHead = scope == StageScope::head ? request.head.value_or(0) : 0;
        const int lastHead = request.head ? firstHead + 1 : heads;
        if (scope == StageScope::model) {
            // Once for each text, or for the one that the layer belongs to.
            for (int stack = 0; stack < config.stackCount(); ++stack) {
                const int layer = config.firstLayerOf(stack);
                const bool meant = !request.layer || config.stackOf(*request.layer) == stack
                    || !config.has(stage, config.firstLayerOf(config.stackOf(*request.layer)));
                if (meant && config.has(stage, layer))
                    places.push_back({stage, layer, 0});
            }
            continue;
        }
        for (int layer = request.layer.value_or(0); layer < (request.layer ? *request.layer + 1 : config.layers); ++layer) {
            if (!config.has(stage, layer))
                continue;
            for (int head = firstHead; head < std::min(lastHead, firstHead + heads); ++head)
                places.push_back({stage, layer, head});
        }
    }
    return places;
}

} // namespace headscope
