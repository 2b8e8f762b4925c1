#include "ui/views/lab/swap_content.h"

#include "ui/session/model_words.h"
#include "ui/session/prediction_row.h"
#include "ui/session/prompt.h"

#include <QCoreApplication>

#include <algorithm>
#include <functional>
#include <limits>

namespace headscope {

namespace {

struct Words {
    Q_DECLARE_TR_FUNCTIONS(headscope::Swap)
};

constexpr int kWords = 6; // of each prediction

QStringList names(const std::vector<Token> &tokens)
{
    QStringList names;
    for (const Token &token : tokens)
        names << QString::fromStdString(token.display);
    return names;
}

Matrix maskIn(const MechanismInput &input)
{
    OwnMatrix mask(input.q.rows(), input.k.rows());
    for (int query = 0; query < input.q.rows(); ++query)
        for (int key = 0; key < input.k.rows(); ++key)
            if (!input.mask.allows(query, key))
                mask(query, key) = -std::numeric_limits<float>::infinity();
    return mask.matrix();
}

std::vector<SwapContent::Word> wordsOf(const Trace &before, const Trace &after, int row)
{
    std::vector<Prediction> likeliest = before.predictions(row, kWords);
    for (const Prediction &other : after.predictions(row, kWords))
        if (std::ranges::find(likeliest, other.id, &Prediction::id) == likeliest.end())
            likeliest.push_back(other);
    std::vector<SwapContent::Word> words;
    for (const Prediction &one : likeliest)
        words.push_back(
            {QString::fromStdString(one.display), before.prediction(row, one.id).probability, after.prediction(row, one.id).probability});
    std::ranges::stable_sort(words, std::greater(), [](const SwapContent::Word &word) { return std::max(word.before, word.after); });
    return words;
}

std::optional<SwapContent> contentOf(const SwapRequest &request, HeadPlace head, int row, const std::stop_token &stop)
{
    Engine engine(request.base->modelPointer());
    std::optional<SwapResult> result = swapMechanism(engine, request, {}, stop);
    if (!result)
        return std::nullopt;
    const Trace &before = *request.base;
    const TransformerConfig &config = before.config();
    SwapContent content;
    content.mechanism = request.mechanism;
    content.where = request.layer == Edit::kAll ? Words::tr("in all layers") : Words::tr("in layer %1").arg(request.layer + 1);
    content.head = headTitle(config, head.layer, head.head);
    const StageKey weights{Stage::weights, head.layer, head.head};
    content.before = before.matrix(weights);
    if (request.mechanism->weights != WeightsKind::none)
        content.after = result->trace->matrix(weights);
    content.mask = maskIn(swappedInput(before, head.layer, head.head, request.seed));
    content.rows = names(before.rowTokens(weights));
    content.columns = names(before.keyTokens(head.layer));
    if (row >= 0) {
        content.place = predictionPlace(before, row);
        content.words = wordsOf(before, *result->trace, row);
    }
    content.result = std::move(*result);
    return content;
}

} // namespace

ContentOrder<SwapContent> swapOrder(const Session &session, const Selection &selection, const SwapChoice &choice)
{
    const auto trace = session.trace();
    if (!choice.mechanism || !trace || !trace->isComplete() || trace->tokens().empty())
        return {};
    const std::vector<int> layers = swappedLayers(trace->config(), choice.layer);
    HeadPlace head{selection.layer(), selection.head()};
    if (std::ranges::find(layers, head.layer) == layers.end())
        head.layer = layers.front();
    SwapRequest request;
    request.base = trace;
    request.run = requestOf(promptFor(trace->model(), session.prompt()));
    request.run.edits = trace->edits();
    request.mechanism = choice.mechanism;
    request.parameters = choice.parameters;
    request.seed = choice.seed;
    request.layer = choice.layer;
    const int row = predictionRow(*trace, selection);
    return {[request, head, row](const std::stop_token &stop) { return contentOf(request, head, row, stop); }, false, {}};
}

} // namespace headscope
