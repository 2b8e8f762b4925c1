#include "src/trace/undefined_origin.h"

#include "src/models/weights.h"
#include "src/ops/finite.h"
#include "src/trace/norm_parts.h"
#include "src/trace/product_parts.h"
#include "src/trace/sources.h"
#include "src/trace/trace_data.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace headscope {

namespace {

constexpr int kRowsAtOnce = 256;
constexpr int kToldTensors = 4; // a note is a line

// Of the mask, which says so with −∞.
bool isAllowed(Stage stage, float number)
{
    return std::isfinite(number) || (stage == Stage::maskedScores && number == -HUGE_VALF);
}

bool isDefined(const MatrixView &numbers, Stage stage)
{
    if (allFinite(numbers))
        return true;
    for (int r = 0; r < numbers.rows; ++r)
        for (int c = 0; c < numbers.cols; ++c)
            if (!isAllowed(stage, numbers(r, c)))
                return false;
    return true;
}

bool isDefined(const Trace &trace, const StageKey &key)
{
    const int rows = trace.rowCount(key);
    // Of logits, V wide, the last row: what spoils one spoils all.
    if (stageInfo(key.stage).colAxis == 'V')
        return rows == 0 || isDefined(trace.rows(key, rows - 1, 1).view, key.stage);
    for (int row = 0; row < rows; row += kRowsAtOnce)
        if (!isDefined(trace.rows(key, row, std::min(kRowsAtOnce, rows - row)).view, key.stage))
            return false;
    return true;
}

int lastDoneOf(const Trace &trace, int stack)
{
    return std::min(trace.config().lastLayerOf(stack), trace.doneLayers() - 1);
}

// What a stack's last layer leaves in the stream, or the last that was run.
bool endIsDefined(const Trace &trace, int stack)
{
    const TransformerConfig &config = trace.config();
    const StageKey last{Stage::residualAfter, lastDoneOf(trace, stack), 0};
    const LayerStore &store = *trace.data().store;
    if (last.layer < config.lastLayerOf(stack))
        return isDefined(trace, last);
    if (store.plan().all)
        return allFinite(trace.matrix(last).view);
    const int rows = trace.rowCount(last);
    const Buffer buffer = trace.data().transformer->pool().take(static_cast<std::size_t>(rows) * static_cast<std::size_t>(config.width));
    store.end(stack, 0, buffer.view(rows, config.width));
    return allFinite(buffer.matrix(rows, config.width).view);
}

// n × n stages are only looked at where what comes out of them is undefined.
bool isWorthALook(const Trace &trace, const StageKey &key)
{
    return !stageInfo(key.stage).quadratic || !isDefined(trace, {Stage::weightedSum, key.layer, key.head});
}

std::optional<StageKey> firstOf(const Trace &trace, int layer, bool inLayer, bool behind)
{
    const TransformerConfig &config = trace.config();
    for (const Stage stage : config.stages(layer)) {
        const StageInfo &info = stageInfo(stage);
        const bool isOfModel = info.scope == StageScope::model;
        if (isOfModel == inLayer || (isOfModel && isBehindLayers(stage) != behind))
            continue;
        const int heads = info.scope == StageScope::head ? config.heads : 1;
        for (int head = 0; head < heads; ++head) {
            const StageKey key{stage, layer, head};
            if (isWorthALook(trace, key) && !isDefined(trace, key))
                return key;
        }
    }
    return std::nullopt;
}

std::optional<StageKey> firstUndefined(const Trace &trace)
{
    const TransformerConfig &config = trace.config();
    for (int stack = 0; stack < config.stackCount() && config.firstLayerOf(stack) < trace.doneLayers(); ++stack) {
        const int last = lastDoneOf(trace, stack);
        if (const auto found = firstOf(trace, config.firstLayerOf(stack), false, false))
            return found;
        for (int layer = config.firstLayerOf(stack); layer <= last; ++layer) {
            const bool isWhole = layer < last ? isDefined(trace, {Stage::residualBefore, layer + 1, 0}) : endIsDefined(trace, stack);
            if (isWhole)
                continue;
            if (const auto found = firstOf(trace, layer, true, false))
                return found;
        }
        if (last < config.lastLayerOf(stack))
            break;
        if (const auto found = firstOf(trace, last, false, true))
            return found;
    }
    return std::nullopt;
}

// Where the numbers lie that a stage is made with, beside other stages.
std::vector<const void *> weightsOf(const Trace &trace, const StageKey &key)
{
    const ModelWeights &weights = trace.model().weights().model();
    const StackWeights &stack = weights.stacks[trace.config().stackOf(key.layer)];
    const PlanStep &step = stepAt(trace, key);
    if (step.operation == Operation::lookUp)
        return {(stack.*step.table.table).data()};
    if (step.operation == Operation::distanceBias)
        return {stack.scoreBuckets.data};
    if (step.operation == Operation::norm) {
        const NormParts parts = normParts(trace, key);
        return {parts.gain.data, parts.shift.data};
    }
    std::vector<const void *> places;
    for (const auto &parts : {productParts(trace, key), firstRowParts(trace, key)}) {
        if (parts && !parts->right) {
            places.push_back(parts->weight.data());
            places.push_back(parts->bias.data);
        }
    }
    return places;
}

std::string countText(std::size_t nan, std::size_t infinite)
{
    std::string text = nan > 0 ? std::to_string(nan) + " NaN" : std::string();
    if (infinite > 0)
        text += (text.empty() ? "" : " and ") + std::to_string(infinite) + " ∞";
    return text;
}

// "lm_head.weight holds 3 NaN"; empty when it holds none.
std::string damageOf(const NamedTensor &tensor)
{
    std::size_t nan = 0;
    std::size_t infinite = 0;
    std::vector<float> row(static_cast<std::size_t>(tensor.numbers.cols()));
    const MutableMatrixView out{row.data(), 1, tensor.numbers.cols(), tensor.numbers.cols()};
    for (int r = 0; r < tensor.numbers.rows(); ++r) {
        tensor.numbers.block(r, 0, 1, tensor.numbers.cols()).copyTo(out);
        for (const float number : row) {
            nan += std::isnan(number) ? 1 : 0;
            infinite += std::isinf(number) ? 1 : 0;
        }
    }
    return nan + infinite == 0 ? std::string() : tensor.name + " holds " + countText(nan, infinite);
}

std::string placeText(const TransformerConfig &config, const StageKey &key)
{
    const StageInfo &info = stageInfo(key.stage);
    std::string text;
    if (info.scope != StageScope::model)
        text = config.layerName(key.layer);
    else if (config.isEncoderDecoder())
        text = config.stackOf(key.layer) == 0 ? "Encoder" : "Decoder";
    if (info.scope == StageScope::head)
        text += ", head " + std::to_string(key.head + 1);
    return text + (text.empty() ? "" : ", ") + std::string(info.title);
}

} // namespace

bool endsUndefined(const Trace &trace)
{
    const TransformerConfig &config = trace.config();
    const int layer = config.layers - 1;
    if (!endIsDefined(trace, config.stackOf(trace.doneLayers() - 1)))
        return true;
    if (!trace.isComplete())
        return false;
    if (config.predicts != Predicts::nothing && !isDefined(trace, {Stage::logits, layer, 0}))
        return true;
    const Stage last = config.stages(layer).back(); // of a pooler, what it ends with
    return stageInfo(last).block == StageBlock::classHead && !isDefined(trace, {last, layer, 0});
}

std::optional<UndefinedOrigin> undefinedOrigin(const Trace &trace)
{
    const std::optional<StageKey> key = firstUndefined(trace);
    if (!key)
        return std::nullopt;
    UndefinedOrigin origin{*key, {}};
    std::vector<const NamedTensor *> seen;
    for (const void *place : weightsOf(trace, *key)) {
        const NamedTensor *tensor = trace.model().weights().tensorAt(place);
        if (!tensor || std::ranges::find(seen, tensor) != seen.end())
            continue;
        seen.push_back(tensor);
        if (std::string damage = damageOf(*tensor); !damage.empty() && origin.tensors.size() < kToldTensors)
            origin.tensors.push_back(std::move(damage));
    }
    return origin;
}

std::string undefinedNote(const Trace &trace)
{
    const std::optional<UndefinedOrigin> origin = undefinedOrigin(trace);
    std::string text = "Numbers are undefined (NaN or ∞)";
    if (origin)
        text += ", first in: " + placeText(trace.config(), origin->key);
    if (origin && !origin->tensors.empty()) {
        text += ". The checkpoint's ";
        for (std::size_t i = 0; i < origin->tensors.size(); ++i)
            text += (i == 0 ? "" : ", ") + origin->tensors[i];
        return text + ".";
    }
    text += ". No weight read there is: they grew too large for 32-bit arithmetic.";
    if (!trace.data().transformer->edits().empty())
        text += " Undo the last edit, or use a smaller number.";
    return text;
}

} // namespace headscope
