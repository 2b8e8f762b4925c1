#include "src/lab/swap.h"

#include "src/error.h"
#include "src/lab/lab_input.h"
#include "src/lab/text_loss.h"

#include <numeric>

namespace headscope {

namespace {

std::shared_ptr<const RowPatch> wholePatch(Matrix values)
{
    auto patch = std::make_shared<RowPatch>();
    patch->rows.resize(static_cast<std::size_t>(values.rows()));
    std::iota(patch->rows.begin(), patch->rows.end(), 0);
    patch->values = std::move(values);
    return patch;
}

Edit swapped(const SwapRequest &request, const Trace &trace, int layer, int head)
{
    const MechanismInput input = swappedInput(trace, layer, head, request.seed);
    const MechanismInfo &mechanism = *request.mechanism;
    Edit edit;
    edit.layer = layer;
    edit.head = head;
    edit.name = mechanism.title;
    if (mechanism.weights == WeightsKind::none || !mechanism.handsOverValues) {
        edit.kind = Edit::Kind::setRows;
        edit.stage = Stage::weightedSum;
        edit.patch = wholePatch(runMechanism(mechanism, input, request.parameters).output);
        return edit;
    }
    const std::shared_ptr<const Pattern> pattern = mechanism.weights == WeightsKind::implied
        ? impliedPattern(mechanism, input, request.parameters)
        : runMechanism(mechanism, input, request.parameters).weights;
    edit.kind = Edit::Kind::replacePattern;
    edit.stage = Stage::weights;
    edit.rule = PatternRule::given;
    edit.patch = wholePatch(wholeMatrix(*pattern));
    return edit;
}

void check(const SwapRequest &request)
{
    const TransformerConfig &config = request.base->config();
    if (request.mechanism->readsOther)
        throw Error(
            std::string(request.mechanism->title) + " looks at a second text, and the model has one", {}, "Choose another mechanism");
    for (const int layer : swappedLayers(config, request.layer)) {
        if (config.layerConfigs[static_cast<std::size_t>(layer)].cross)
            throw Error("layer " + std::to_string(layer + 1) + " looks at another text", request.base->model().name(),
                "Choose a layer in which tokens look at their own text");
        if (request.base->keyTokens(layer).size() > kMostSwapped)
            throw Error("the text has " + std::to_string(request.base->keyTokens(layer).size())
                    + " tokens; with another mechanism it may have " + std::to_string(kMostSwapped),
                {}, "Take a shorter text");
    }
    if (request.base->tokens().empty())
        throw Error("the text is empty", {}, "Type a sentence");
}

std::vector<std::string> notesOf(const TransformerConfig &config, const std::vector<int> &layers)
{
    std::vector<std::string> notes;
    if (config.scoreBias != ScoreBias::none)
        notes.emplace_back("The model adds a bias for the distance to its scores; the mechanism does not.");
    if (config.scoreCap > 0)
        notes.emplace_back("The model caps its scores; the mechanism does not.");
    if (config.globalFirstToken)
        notes.emplace_back("The first token of the model looks by maps of its own; the mechanism has none.");
    for (const int layer : layers) {
        const float divisor = config.layerConfigs[static_cast<std::size_t>(layer)].scoreDivisor;
        if (divisor * divisor < 0.999F * static_cast<float>(config.headWidth)
            || divisor * divisor > 1.001F * static_cast<float>(config.headWidth)) {
            notes.emplace_back("The model does not divide its scores by the root of the head's width, as the mechanism may.");
            break;
        }
    }
    return notes;
}

} // namespace

MechanismInput swappedInput(const Trace &trace, int layer, int head, std::uint64_t seed)
{
    MechanismInput input = headInput(trace, layer, head, seed);
    const TransformerConfig &config = trace.config();
    const LayerConfig &rules = config.layerConfigs[static_cast<std::size_t>(layer)];
    input.mask = {rules.causal, {}, rules.window, config.globalFirstToken, !rules.cross};
    for (const Edit &edit : trace.edits()) {
        if (!reaches(edit, layer, head))
            continue;
        if (edit.kind == Edit::Kind::maskOff)
            input.mask.causal = false;
        else if (edit.kind == Edit::Kind::hideToken)
            input.mask.hidden.push_back({edit.column, edit.row == Edit::kAll ? Mask::HiddenKey::kEveryQuery : edit.row});
    }
    return input;
}

std::vector<int> swappedLayers(const TransformerConfig &config, int layer)
{
    if (layer != Edit::kAll)
        return {layer};
    std::vector<int> layers;
    for (int each = 0; each < config.layers; ++each)
        if (!config.layerConfigs[static_cast<std::size_t>(each)].cross)
            layers.push_back(each);
    return layers;
}

std::optional<SwapResult> swapMechanism(Engine &engine, const SwapRequest &request,
    const std::function<void(int doneLayers, int layers)> &progress, const std::stop_token &stop)
{
    check(request);
    const TransformerConfig &config = request.base->config();
    const std::vector<int> layers = swappedLayers(config, request.layer);
    RunRequest run = request.run;
    run.progress = {};
    run.partial = {};
    std::shared_ptr<const Trace> trace = request.base;
    for (std::size_t i = 0; i < layers.size(); ++i) {
        for (int head = 0; head < config.heads; ++head) {
            if (stop.stop_requested())
                return std::nullopt;
            run.edits.push_back(swapped(request, *trace, layers[i], head));
        }
        const int needed = i + 1 < layers.size() ? layers[i + 1] + 1 : config.layers;
        run.base = trace;
        run.layers = [needed](const Trace &) { return needed; };
        trace = engine.run(run, stop);
        if (!trace)
            return std::nullopt;
        if (progress)
            progress(static_cast<int>(i) + 1, static_cast<int>(layers.size()));
    }
    return SwapResult{run.edits, trace, textLoss(*request.base), textLoss(*trace), notesOf(config, layers)};
}

} // namespace headscope
