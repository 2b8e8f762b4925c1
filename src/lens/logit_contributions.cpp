#include "src/lens/logit_contributions.h"

#include "src/error.h"
#include "src/models/weights.h"
#include "src/ops/linear.h"
#include "src/trace/norm_parts.h"
#include "src/trace/sources.h"
#include "src/trace/trace_data.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace headscope {

namespace {

using Vector = std::vector<double>;

double dot(const Vector &direction, MatrixView row)
{
    double sum = 0;
    for (std::size_t c = 0; c < direction.size(); ++c)
        sum += direction[c] * row(0, static_cast<int>(c));
    return sum;
}

// W · direction: how much each input of the map adds along the direction. W [I, C], direction [C] → [I].
Vector throughMap(const StoredMatrix &map, const Vector &direction)
{
    Vector result(static_cast<std::size_t>(map.rows()));
    std::vector<float> memory;
    const int width = tileColumns(map);
    for (int column = 0; column < map.cols(); column += width) {
        const int columns = std::min(width, map.cols() - column);
        const MatrixView tile = weightTile(map, column, columns, memory);
        if (tile.colStride == 1) {
            for (int i = 0; i < tile.rows; ++i)
                for (int c = 0; c < columns; ++c)
                    result[static_cast<std::size_t>(i)] += tile(i, c) * direction[static_cast<std::size_t>(column + c)];
        } else {
            for (int c = 0; c < columns; ++c)
                for (int i = 0; i < tile.rows; ++i)
                    result[static_cast<std::size_t>(i)] += tile(i, c) * direction[static_cast<std::size_t>(column + c)];
        }
    }
    return result;
}

// The stages that the way back passes, from the logits to what is added to the stream: a number of theirs that is set by hand is no sum of
// what was added.
std::vector<Stage> passedStages(const Trace &trace)
{
    const TransformerConfig &config = trace.config();
    std::vector<Stage> reached{Stage::logits};
    std::vector<Stage> passed;
    const auto isIn = [](const std::vector<Stage> &stages, Stage stage) { return std::ranges::find(stages, stage) != stages.end(); };
    for (int layer = config.layers - 1; layer >= config.firstLayerOf(config.stackCount() - 1); --layer)
        for (auto step = trace.model().plan(layer).rbegin(); step != trace.model().plan(layer).rend(); ++step) {
            const bool isPart = stageInfo(step->stage).block == StageBlock::embedding || step->stage == Stage::joinedHeads
                || step->stage == Stage::mlpOut;
            if (isPart || !isIn(reached, step->stage))
                continue;
            if (!isIn(passed, step->stage))
                passed.push_back(step->stage);
            for (const StageSource &source : step->sources)
                reached.push_back(source.stage);
        }
    return passed;
}

bool changesStream(const Trace &trace)
{
    const Edits &edits = trace.data().transformer->edits();
    if (edits.empty())
        return false;
    const std::vector<Stage> passed = passedStages(trace);
    return std::any_of(edits.begin(), edits.end(), [&](const Edit &edit) {
        return std::any_of(
            passed.begin(), passed.end(), [&](Stage stage) { return touches({edit}, stage, std::max(edit.layer, 0), Edit::kAll); });
    });
}

// Goes from the logit back to the embedding. `m_direction` is what a vector added to the stream at this place is multiplied by.
class WayBack {
public:
    WayBack(const Trace &trace, int row, int id)
        : m_trace(trace)
        , m_config(trace.config())
        , m_row(row)
    {
        m_result.row = row;
        m_result.id = id;
        m_result.beforeCap = m_config.logitCap > 0;
        m_result.severalNorms = m_config.isPostNorm() || m_config.outputNorms || m_config.predictionNorm;
    }

    LogitContributions walk()
    {
        const int first = m_config.firstLayerOf(m_config.stackCount() - 1);
        fromLogit();
        for (int layer = m_config.layers - 1; layer >= first; --layer)
            throughLayer(layer);
        fromEmbedding(first);
        std::reverse(m_result.parts.begin(), m_result.parts.end());
        if (changesStream(m_trace)) {
            const double sum = std::accumulate(m_result.parts.begin(), m_result.parts.end(), 0.0,
                [](double total, const Contribution &part) { return total + part.value; });
            add(Contribution::Part::edits, m_result.logit - sum);
        }
        return std::move(m_result);
    }

private:
    Matrix numbers(Stage stage, int layer) const { return m_trace.rows({stage, layer, 0}, m_row, 1); }

    void add(Contribution::Part part, double value, int layer = -1, int head = -1) { m_result.parts.push_back({part, layer, head, value}); }

    // direction · norm(x) = result · x + what is returned, with the mean and scale that x has in the run.
    double throughNorm(Stage norm, int layer, Vector &direction) const
    {
        const StageKey key{norm, layer, 0};
        const StageKey source = sourcesOf(m_trace, key).front();
        const Matrix x = numbers(source.stage, source.layer);
        const NormParts parts = normParts(m_trace, key);
        const auto width = static_cast<double>(x.cols());
        double mean = 0;
        if (parts.centred)
            for (int c = 0; c < x.cols(); ++c)
                mean += x(0, c) / width;
        double squares = 0;
        for (int c = 0; c < x.cols(); ++c)
            squares += (x(0, c) - mean) * (x(0, c) - mean) / width;
        const double scale = 1 / std::sqrt(squares + m_config.normEpsilon);
        const double shift = parts.shift.empty() ? 0 : dot(direction, parts.shift);
        double average = 0;
        for (std::size_t c = 0; c < direction.size(); ++c) {
            direction[c] *= scale * (parts.gainOffset + parts.gain(0, static_cast<int>(c)));
            average += direction[c] / width;
        }
        if (parts.centred)
            for (double &value : direction)
                value -= average;
        return shift;
    }

    // From what is added to the stream back to the product that makes it.
    double throughMessage(StageKey &message, Vector &direction) const
    {
        double shift = 0;
        for (;;) {
            const PlanStep &step = stepAt(m_trace, message);
            if (step.operation == Operation::linear)
                return shift;
            if (step.operation == Operation::norm)
                shift += throughNorm(message.stage, message.layer, direction);
            else if (step.operation == Operation::scale)
                for (double &value : direction)
                    value *= step.factor;
            else
                refuseStage(message.stage);
            message = sourcesOf(m_trace, message).front();
        }
    }

    void fromLogit()
    {
        const ModelWeights &weights = m_trace.model().weights().model();
        const int last = m_config.layers - 1;
        std::vector<float> memory;
        const MatrixView column = weightTile(weights.unembedding.weight, m_result.id, 1, memory);
        const double scale = m_config.logitScale;
        for (int c = 0; c < column.rows; ++c)
            m_direction.push_back(scale * column(c, 0));
        double bias = weights.unembedding.bias.empty() ? 0 : scale * weights.unembedding.bias(0, m_result.id);
        if (m_config.predictionNorm)
            bias += throughNorm(Stage::predictionNorm, last, m_direction);
        if (m_config.predictionDense) {
            if (!weights.predictionDense.bias.empty())
                bias += dot(m_direction, weights.predictionDense.bias);
            m_direction = throughMap(weights.predictionDense.weight, m_direction);
        }
        if (m_config.hasFinalNorm())
            bias += throughNorm(Stage::finalNorm, last, m_direction);
        add(Contribution::Part::outputBias, bias);
        m_result.logit = m_result.beforeCap ? scale * numbers(Stage::rawLogits, last)(0, m_result.id)
                                            : static_cast<double>(numbers(Stage::logits, last)(0, m_result.id));
    }

    void throughLayer(int layer)
    {
        double bias = 0;
        if (m_config.hasMlp(layer)) {
            if (m_config.isPostNorm())
                bias += throughNorm(Stage::mlpNorm, layer, m_direction);
            StageKey message = sourcesOf(m_trace, {Stage::residualAfter, layer, 0}).back();
            Vector direction = m_direction;
            const double shift = throughMessage(message, direction);
            add(Contribution::Part::mlp, dot(direction, numbers(message.stage, layer).view) + shift, layer);
        }
        if (m_config.isPostNorm())
            bias += throughNorm(Stage::attentionNorm, layer, m_direction);

        const LinearWeights &map = m_trace.model().weights().layer(layer).output;
        const Stage sum = m_config.has(Stage::residualMiddle, layer) ? Stage::residualMiddle : Stage::residualAfter;
        StageKey message = sourcesOf(m_trace, {sum, layer, 0})[1];
        Vector direction = m_direction;
        bias += throughMessage(message, direction);
        if (!map.bias.empty())
            bias += dot(direction, map.bias);
        add(Contribution::Part::bias, bias, layer);
        const Vector ofHeads = throughMap(map.weight, direction);
        const Matrix joined = numbers(Stage::joinedHeads, layer);
        for (int head = m_config.heads - 1; head >= 0; --head) {
            double value = 0;
            for (int c = head * m_config.headWidth; c < (head + 1) * m_config.headWidth; ++c)
                value += ofHeads[static_cast<std::size_t>(c)] * joined(0, c);
            add(Contribution::Part::head, value, layer, head);
        }
    }

    void fromEmbedding(int first)
    {
        if (m_config.has(Stage::embeddingSum, first))
            return add(Contribution::Part::embedding, dot(m_direction, numbers(Stage::residualBefore, first).view));
        std::vector<StageKey> terms = sourcesOf(m_trace, {Stage::residualBefore, first, 0});
        std::reverse(terms.begin(), terms.end());
        for (const StageKey &term : terms)
            add(term.stage == Stage::position        ? Contribution::Part::position
                    : term.stage == Stage::tokenType ? Contribution::Part::tokenType
                                                     : Contribution::Part::embedding,
                dot(m_direction, numbers(term.stage, first).view));
    }

    const Trace &m_trace;
    const TransformerConfig &m_config;
    int m_row;
    Vector m_direction;
    LogitContributions m_result;
};

} // namespace

std::optional<std::string> contributionsRefusal(const TransformerConfig &config)
{
    if (config.predicts == Predicts::nothing)
        return "The model has no map from its last layer to words, so there is no logit to share out.";
    if (config.predictionActivation != Activation::identity)
        return "Between the last layer and the words this model has a step that is not linear (the activation of its prediction head). "
               "What reaches a word's logit is therefore no sum of what the heads add.";
    return std::nullopt;
}

LogitContributions logitContributions(const Trace &trace, int row, int id)
{
    const TransformerConfig &config = trace.config();
    if (const auto reason = contributionsRefusal(config))
        throw Error(*reason, trace.model().name(), "Switch heads off one after the other to see what each changes");
    const auto tokens = static_cast<int>(trace.stackTokens(config.stackCount() - 1).size());
    if (!trace.data().store)
        throw Error("the text is empty: no layer was run", trace.model().name(), "Type at least one word");
    if (row < 0 || row >= tokens)
        throw Error("there is no token " + std::to_string(row + 1) + ", the text has " + std::to_string(tokens));
    if (id < 0 || id >= config.vocabulary)
        throw Error("there is no vocabulary entry " + std::to_string(id) + ": the model has " + std::to_string(config.vocabulary));
    LogitContributions contributions = WayBack(trace, row, id).walk();
    trace.model().weights().requireUnchanged();
    return contributions;
}

} // namespace headscope
