#include "ui/views/heatmap/heatmap_content.h"

#include "src/analysis/pattern_totals.h"
#include "ui/session/model_words.h"

#include <QCoreApplication>

#include <algorithm>
#include <cmath>
#include <limits>

namespace headscope {

namespace {

struct Words {
    Q_DECLARE_TR_FUNCTIONS(headscope::Heatmap)
};

Matrix difference(const Matrix &after, const Matrix &before)
{
    auto values = std::make_shared<std::vector<float>>(std::size_t(after.rows()) * after.cols());
    for (int r = 0; r < after.rows(); ++r) {
        for (int c = 0; c < after.cols(); ++c) {
            const float a = after(r, c);
            const float b = before(r, c);
            // Masked in both runs: not allowed then and now, and not a change. −∞ − −∞ would be NaN.
            (*values)[std::size_t(r) * after.cols() + c] = std::isinf(a) && a == b ? -std::numeric_limits<float>::infinity() : a - b;
        }
    }
    return {{values->data(), after.rows(), after.cols(), after.cols(), 1}, values};
}

HeatmapTotals totals(const QString &title, std::vector<double> values)
{
    HeatmapTotals result;
    result.title = title;
    for (const double value : values)
        result.most = std::max(result.most, std::abs(value));
    result.format = {result.most >= 99.5 ? 0 : result.most >= 9.95 ? 1 : result.most >= 0.095 ? 2 : 3, false};
    result.values = std::move(values);
    return result;
}

void subtract(std::vector<double> &from, const std::vector<double> &what)
{
    for (std::size_t i = 0; i < from.size(); ++i)
        from[i] -= what[i];
}

/// Entropy speaks for rows that sum to 1; when edits broke that, the sums themselves are what to look at.
void addWeightTotals(HeatmapContent &content, const Matrix &weights, const Matrix *before)
{
    PatternTotals now = patternTotals(weights.view);
    bool sumToOne = now.rowsSumToOne();
    QString caption = Words::tr("attention weight, each row sums to 1");
    if (!sumToOne) {
        const auto [least, most] = std::ranges::minmax(now.rowSums);
        caption = Words::tr("attention weight; edits changed weights after the softmax, so rows sum to %1 … %2")
                      .arg(numberText(least, {2, false}), numberText(most, {2, false}));
    }
    if (before) {
        const PatternTotals old = patternTotals(before->view);
        sumToOne = sumToOne && old.rowsSumToOne();
        subtract(now.rowSums, old.rowSums);
        subtract(now.rowEntropy, old.rowEntropy);
        subtract(now.received, old.received);
        caption = Words::tr("change of attention weight: edited − original");
    }
    content.legend.caption = caption;
    if (sumToOne)
        content.rows = totals(before ? Words::tr("change of entropy, bits") : Words::tr("entropy, bits"), std::move(now.rowEntropy));
    else
        content.rows = totals(before ? Words::tr("change of row sum") : Words::tr("row sum"), std::move(now.rowSums));
    content.columns = totals(before ? Words::tr("change of attention received") : Words::tr("attention received"), std::move(now.received));
}

std::vector<int> sentencesOf(const TransformerConfig &config, const std::vector<Token> &tokens)
{
    std::vector<int> sentences;
    for (const Token &token : tokens)
        sentences.push_back(sentenceOf(config, token));
    return sentences;
}

/// How much of a sentence's attention goes where the filter lets through.
double shareOf(const HeatmapContent &content, const Matrix &weights)
{
    double sum = 0;
    int rows = 0;
    for (int r = 0; r < weights.rows(); ++r) {
        bool counts = false;
        for (int c = 0; c < weights.cols(); ++c) {
            if (!passes(content.filter, content.rowSentences[std::size_t(r)], content.columnSentences[std::size_t(c)]))
                continue;
            counts = true;
            sum += weights(r, c);
        }
        rows += counts ? 1 : 0;
    }
    return rows > 0 ? sum / rows : 0;
}

void addPair(HeatmapContent &content, const Trace &trace, PairFilter filter, const Matrix &weights)
{
    content.rowSentences = sentencesOf(trace.config(), trace.rowTokens(content.key));
    content.columnSentences = sentencesOf(trace.config(), trace.keyTokens(content.key.layer));
    content.filter = filter;
    if (filter == PairFilter::all)
        return;
    content.legend.caption += content.key.stage == Stage::weights
        ? Words::tr("; %1 bright, the rest dimmed: %2 % of its rows' attention")
              .arg(filterText(filter), numberText(100 * shareOf(content, weights), {1, false}))
        : Words::tr("; %1 bright, the rest dimmed").arg(filterText(filter));
}

} // namespace

bool passes(PairFilter filter, int rowSentence, int columnSentence)
{
    switch (filter) {
    case PairFilter::all: return true;
    case PairFilter::aToA: return rowSentence == 0 && columnSentence == 0;
    case PairFilter::aToB: return rowSentence == 0 && columnSentence == 1;
    case PairFilter::bToA: return rowSentence == 1 && columnSentence == 0;
    case PairFilter::bToB: return rowSentence == 1 && columnSentence == 1;
    }
    return true;
}

QString filterText(PairFilter filter)
{
    switch (filter) {
    case PairFilter::all: return Words::tr("All");
    case PairFilter::aToA: return Words::tr("A → A");
    case PairFilter::aToB: return Words::tr("A → B");
    case PairFilter::bToA: return Words::tr("B → A");
    case PairFilter::bToB: return Words::tr("B → B");
    }
    return {};
}

std::optional<HeatmapContent> heatmapContent(const Session &session, const Selection &selection, HeatmapKind kind)
{
    const Shown shown = selection.shown();
    const auto original = session.original();
    const auto trace = shown == Shown::original ? original : session.trace();
    if (!trace || !hasTokens(*trace) || selection.layer() >= trace->config().layers || selection.head() >= trace->config().heads)
        return std::nullopt;
    const StageKey weightsKey = selection.key(Stage::weights);
    const bool compares = shown == Shown::difference && original && original->rowCount(weightsKey) == trace->rowCount(weightsKey)
        && original->columnCount(weightsKey) == trace->columnCount(weightsKey);

    HeatmapContent content;
    content.shown = compares || shown != Shown::difference ? shown : Shown::edited;
    content.key = selection.key(kind == HeatmapKind::weights ? Stage::weights : Stage::maskedScores);
    const Matrix numbers = trace->matrix(content.key);
    const Matrix before = compares ? original->matrix(content.key) : Matrix();
    if (compares)
        content.picture = divergingPicture(difference(numbers, before), kind == HeatmapKind::weights ? 3 : 2);
    else if (kind == HeatmapKind::scores)
        content.picture = divergingPicture(numbers, 2);
    else
        content.picture = sequentialPicture(numbers, {0, 1}, 3);

    MatrixPicture &picture = content.picture;
    const ValueRange range = rangeOf(picture.numbers.view);
    if (kind == HeatmapKind::weights && !compares) // edited weights may lie outside
        picture.range = {std::min(0.0, range.low), std::max(1.0, range.high)};
    const TransformerConfig &config = trace->config();
    const int layer = content.key.layer;
    for (const Token &token : trace->rowTokens(content.key))
        picture.rowLabels << QString::fromStdString(token.display);
    for (const Token &token : trace->keyTokens(layer))
        picture.columnLabels << QString::fromStdString(token.display);
    const bool global = config.globalFirstToken && config.layer(layer).window > 0;
    if (global) {
        picture.rowLabels.front().prepend(QStringLiteral("◆ "));
        picture.columnLabels.front().prepend(QStringLiteral("◆ "));
    }
    content.legend.scale = picture.scale;
    content.legend.range = picture.range;
    content.legend.numbers = range;
    const bool whole = range.low == std::floor(range.low) && range.high == std::floor(range.high);
    content.legend.format = {whole ? 0 : picture.format.decimals, picture.format.scientific}; // "0 … 1", not "0.000 … 1.000"
    if (kind == HeatmapKind::weights)
        addWeightTotals(content, numbers, compares ? &before : nullptr);
    else
        content.legend.caption = compares ? Words::tr("change of score: edited − original")
                                          : Words::tr("score before the softmax; hatched or grey: −∞, not allowed");

    if (global)
        content.legend.caption += Words::tr("; ◆ the global token looks at all and is seen by all");
    if (trace->pair())
        addPair(content, *trace, selection.filter(), numbers);
    const QString what = kind == HeatmapKind::weights ? Words::tr("attention weights") : Words::tr("scores");
    QString place
        = QStringLiteral("%1 · %2 · %3").arg(modelTitle(trace->model()), headTitle(config, layer, content.key.head).toLower(), what);
    if (content.filter != PairFilter::all)
        place += QStringLiteral(" · ") + filterText(content.filter);
    content.title = shown == Shown::original ? Words::tr("%1 · original").arg(place)
        : compares                           ? Words::tr("%1 · difference").arg(place)
                                             : place;
    return content;
}

} // namespace headscope
