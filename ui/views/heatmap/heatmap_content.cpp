#include "ui/views/heatmap/heatmap_content.h"

#include "src/analysis/pattern_totals.h"

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

} // namespace

std::optional<HeatmapContent> heatmapContent(const Session &session, const Selection &selection, HeatmapKind kind)
{
    const Shown shown = selection.shown();
    const auto original = session.original();
    const auto trace = shown == Shown::original ? original : session.trace();
    if (!trace || trace->tokenCount() == 0 || selection.layer() >= trace->config().layers || selection.head() >= trace->config().heads)
        return std::nullopt;
    const bool compares = shown == Shown::difference && original && original->tokenCount() == trace->tokenCount();

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
    for (const Token &token : trace->tokens())
        picture.rowLabels << QString::fromStdString(token.display);
    picture.columnLabels = picture.rowLabels;
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

    const QString what = kind == HeatmapKind::weights ? Words::tr("attention weights") : Words::tr("scores");
    const QString place = Words::tr("%1 · layer %2, head %3 · %4")
                              .arg(QString::fromStdString(trace->model().name()))
                              .arg(content.key.layer + 1)
                              .arg(content.key.head + 1)
                              .arg(what);
    content.title = shown == Shown::original ? Words::tr("%1 · original").arg(place)
        : compares                           ? Words::tr("%1 · difference").arg(place)
                                             : place;
    return content;
}

} // namespace headscope
