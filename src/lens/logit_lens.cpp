#include "src/lens/logit_lens.h"

#include "src/error.h"
#include "src/models/layer_plan.h"
#include "src/models/weights.h"
#include "src/trace/predictions.h"
#include "src/trace/trace_data.h"

#include <algorithm>
#include <cmath>

namespace headscope {

namespace {

// Layers whose logits are made together: W_U is read once for them, and whoever cancels waits for no more.
constexpr int kPointsAtATime = 8;

} // namespace

std::optional<std::string> lensRefusal(const TransformerConfig &config)
{
    if (config.predicts == Predicts::nothing)
        return "The model has no map from its last layer to words, so there is nothing to look through.";
    return std::nullopt;
}

std::shared_ptr<const LogitLens> LogitLens::make(const Trace &trace, int row, std::stop_token stop)
{
    const TransformerConfig &config = trace.config();
    if (const auto reason = lensRefusal(config))
        throw Error(*reason, trace.model().name());
    const int stack = config.stackCount() - 1;
    const auto tokens = static_cast<int>(trace.stackTokens(stack).size());
    if (!trace.data().store)
        throw Error("the text is empty: no layer was run", trace.model().name(), "Type at least one word");
    if (row < 0 || row >= tokens)
        throw Error("there is no token " + std::to_string(row + 1) + ", the text has " + std::to_string(tokens));

    const int first = config.firstLayerOf(stack);
    const int points = config.layers - first + 1;
    const Transformer &transformer = *trace.data().transformer;
    const Buffer streams = transformer.pool().take(static_cast<std::size_t>(points) * static_cast<std::size_t>(config.width));
    const Buffer logits = transformer.pool().take(static_cast<std::size_t>(points) * static_cast<std::size_t>(config.vocabulary));
    const MutableMatrixView streamRows = streams.view(points, config.width);
    for (int point = 0; point < points; ++point) {
        const StageKey place = point + 1 < points ? StageKey{Stage::residualBefore, first + point, 0}
                                                  : StageKey{endOfLayer(config, config.layers - 1), config.layers - 1, 0};
        const Matrix numbers = trace.rows(place, row, 1);
        for (int c = 0; c < config.width; ++c)
            streamRows(point, c) = numbers(0, c);
    }
    for (int point = 0; point < points; point += kPointsAtATime) {
        if (stop.stop_requested())
            return nullptr;
        const int count = std::min(kPointsAtATime, points - point);
        transformer.predictFrom(streamRows.rowRange(point, count), row, logits.view(points, config.vocabulary).rowRange(point, count));
    }
    trace.model().weights().requireUnchanged();
    std::shared_ptr<LogitLens> lens(new LogitLens);
    lens->m_model = trace.modelPointer();
    lens->m_row = row;
    lens->m_firstLayer = first;
    lens->m_logits = logits.matrix(points, config.vocabulary);
    return lens;
}

std::vector<Prediction> LogitLens::best(int point, int count) const
{
    return mostProbable(m_model->tokenizer(), m_logits.view.block(point, 0, 1, m_logits.cols()), count);
}

Prediction LogitLens::prediction(int point, int id) const
{
    return probabilityOf(m_model->tokenizer(), m_logits.view.block(point, 0, 1, m_logits.cols()), id);
}

int LogitLens::rank(int point, int id) const
{
    const float own = prediction(point, id).logit;
    if (std::isnan(own))
        return 0;
    int better = 0;
    for (int other = 0; other < m_logits.cols(); ++other)
        better += m_logits(point, other) > own || (m_logits(point, other) == own && other < id) ? 1 : 0;
    return better + 1;
}

} // namespace headscope
