#include "ui/views/shared/pattern/heatmap_content.h"

#include "src/patterns/difference_pattern.h"
#include "src/patterns/head_pattern.h"
#include "src/trace/trace_data.h"
#include "ui/session/model_words.h"
#include "ui/views/shared/matrix/matrix_labels.h"
#include "ui/views/shared/pattern/measure_words.h"
#include "ui/views/shared/pattern/shown_patterns.h"

#include <QCoreApplication>

#include <algorithm>
#include <cmath>
#include <limits>

namespace headscope {

namespace {

struct Words {
    Q_DECLARE_TR_FUNCTIONS(headscope::Heatmap)
};

/// A formula that has room in one line of the legend is not broken in the middle.
QString inOnePiece(QString formula)
{
    constexpr int mostCharacters = 42;
    return formula.size() <= mostCharacters ? formula.replace(QLatin1Char(' '), QChar(QChar::Nbsp)) : formula;
}

HeatmapTotals totals(const QString &title, std::vector<double> values)
{
    HeatmapTotals result;
    result.title = title;
    for (const double value : values)
        result.most = std::isfinite(value) ? std::max(result.most, std::abs(value)) : result.most;
    result.format = {result.most >= 99.5 ? 0 : result.most >= 9.95 ? 1 : result.most >= 0.095 ? 2 : 3, false};
    for (const double value : values)
        result.widest = std::max(result.widest, int(numberText(value, result.format).size()));
    result.values = std::move(values);
    return result;
}

void subtract(std::vector<double> &from, const std::vector<double> &what)
{
    for (std::size_t i = 0; i < from.size(); ++i)
        from[i] -= what[i];
}

/// Entropy speaks for rows that sum to 1; else the sums themselves are what to look at.
void addTotals(HeatmapContent &content, PatternTotals now, const PatternTotals *old)
{
    const bool sumToOne = now.rowsSumToOne() && (!old || old->rowsSumToOne());
    const bool isWeights = content.request.choice.measure == Measure::weights;
    QString caption = tableWords(measureInfo(content.request.choice.measure).legend);
    const auto undefined = std::ranges::count_if(now.rowSums, [](double sum) { return !std::isfinite(sum); });
    if (!old && undefined > 0) {
        caption = Words::tr("%1; %2 of %3 rows are undefined").arg(caption).arg(undefined).arg(now.rowSums.size());
    } else if (!old && sumToOne) {
        caption = Words::tr("%1, each row sums to 1").arg(caption);
    } else if (!old && isWeights) {
        const auto [least, most] = std::ranges::minmax(now.rowSums);
        const QString range = Words::tr("rows sum to %1 … %2").arg(numberText(least, {2, false}), numberText(most, {2, false}));
        caption = content.request.trace->edits().empty()
            ? QStringLiteral("%1, %2").arg(caption, range)
            : Words::tr("%1; edits changed weights after the softmax, so %2").arg(caption, range);
    }
    if (old) {
        subtract(now.rowSums, old->rowSums);
        subtract(now.rowEntropy, old->rowEntropy);
        subtract(now.received, old->received);
        caption = Words::tr("change of %1: edited − original").arg(caption);
    }
    content.legend.caption = caption;
    if (sumToOne)
        content.rows = totals(old ? Words::tr("change of entropy, bits") : Words::tr("entropy, bits"), std::move(now.rowEntropy));
    else
        content.rows = totals(old ? Words::tr("change of row sum") : Words::tr("row sum"), std::move(now.rowSums));
    const QString received = isWeights ? Words::tr("attention received") : Words::tr("column sum");
    content.columns = totals(old ? Words::tr("change of %1").arg(received) : received, std::move(now.received));
}

/// How much of a sentence's attention goes where the filter lets through.
double shareOf(const HeatmapContent &content)
{
    const Matrix &weights = content.picture.numbers;
    double sum = 0;
    int rows = 0;
    for (int r = 0; r < weights.rows(); ++r) {
        bool counts = false;
        for (int c = 0; c < weights.cols(); ++c) {
            if (!content.pairs.passes(r, c))
                continue;
            counts = true;
            sum += weights(r, c);
        }
        rows += counts ? 1 : 0;
    }
    return rows > 0 ? sum / rows : 0;
}

void addFilter(HeatmapContent &content)
{
    const PairFilter filter = content.pairs.filter;
    if (filter == PairFilter::all)
        return;
    const bool knowsShare = content.request.choice.measure == Measure::weights && !content.isPooled();
    content.legend.caption += knowsShare ? Words::tr("; %1 bright, the rest dimmed: %2 % of its rows' attention")
                                               .arg(filterText(filter), numberText(100 * shareOf(content), {1, false}))
                                         : Words::tr("; %1 bright, the rest dimmed").arg(filterText(filter));
}

/// "Storyteller · layer 2, head 5 · attention weights", "… · mean of 3 heads (2.5, 2.6, 3.1) · …".
QString titleOf(const HeatmapContent &content)
{
    const HeatmapRequest &request = content.request;
    const TransformerConfig &config = request.trace->config();
    const bool together = request.choice.rule != HeadRule::sideBySide; // a heatmap is of the picked head then
    const QString heads = together ? headsTitle(config, request.place, request.choice)
                                   : pictureTitle(config, request.place, request.choice.measure).toLower();
    const MeasureInfo &measure = measureInfo(request.choice.measure);
    const QString what = tableWords(measure.ofHeads ? measure.phrase : measure.legend);
    QString title = QStringLiteral("%1 · %2 · %3").arg(modelTitle(request.trace->model()), heads, what);
    if (content.pairs.filter != PairFilter::all)
        title += QStringLiteral(" · ") + filterText(content.pairs.filter);
    return content.shown == Shown::original  ? Words::tr("%1 · original").arg(title)
        : content.shown == Shown::difference ? Words::tr("%1 · difference").arg(title)
                                             : title;
}

void addPicture(HeatmapContent &content, const PooledPattern &pooled)
{
    MatrixPicture &picture = content.picture;
    const auto values = std::make_shared<const std::vector<float>>(pooled.values);
    picture.numbers = {{values->data(), pooled.rows, pooled.columns, pooled.columns, 1}, values};
    const ValueRange range = rangeOf(pooled);
    const MeasureInfo &measure = measureInfo(content.request.choice.measure);
    picture.found = range;
    picture.format = formatFor(picture.numbers.view, range, measure.decimals);
    picture.widest = widestText(range, picture.format);
    if (content.diverging)
        picture.range = range.symmetric();
    else if (measure.scale == MeasureScale::unit && measure.ofHeads) // edited weights may lie outside; what went through layers is thin
        picture.range = {std::min(0.0, range.low), std::max(1.0, range.high)};
    else
        picture.range = {std::min(0.0, range.low), range.high > 0 ? range.high : 1.0};
    content.legend.range = picture.range;
    content.legend.numbers = range;
    const bool whole = range.low == std::floor(range.low) && range.high == std::floor(range.high);
    content.legend.format = {whole ? 0 : picture.format.decimals, picture.format.scientific}; // "0 … 1", not "0.000 … 1.000"
}

} // namespace

QString filterText(PairFilter filter)
{
    return tableWords(rowOf(kPairFilters, filter).title);
}

QString poolRuleText(PoolRule rule)
{
    return tableWords(rowOf(kPoolRules, rule).phrase);
}

QString contrastCaption(Contrast contrast)
{
    return contrast == Contrast::linear ? QString()
                                        : Words::tr("; contrast: %1").arg(tableWords(rowOf(kContrasts, contrast).title).toLower());
}

bool HeatmapRequest::operator==(const HeatmapRequest &other) const
{
    const auto same = [](const std::shared_ptr<const Trace> &a, const std::shared_ptr<const Trace> &b) {
        return a == b || (a && b && a->data().store == b->data().store);
    };
    return same(trace, other.trace) && same(before, other.before) && place == other.place && choice == other.choice && rule == other.rule
        && filter == other.filter && shown == other.shown;
}

int HeatmapContent::rowOf(int token) const
{
    return spanOf(pattern->rows(), token);
}

int HeatmapContent::columnOf(int token) const
{
    return spanOf(pattern->columns(), token);
}

void HeatmapContent::dress()
{
    picture.scale = diverging ? ColorScale::currentDiverging() : ColorScale::currentSequential();
    legend.scale = picture.scale;
    widestRow = widestLabel(picture.rowLabels);
    widestColumn = widestLabel(picture.columnLabels);
}

void HeatmapContent::setContrast(Contrast contrast)
{
    picture.contrast = legend.contrast = contrast;
    picture.rowLargest = contrast == Contrast::rowMaximum ? largestOfRows(picture.numbers.view) : nullptr;
}

std::shared_ptr<const std::vector<float>> HeatmapContent::rowLargest(int first, int count, int rowStep) const
{
    if (!picture.rowLargest)
        return nullptr;
    auto part = std::make_shared<std::vector<float>>();
    const int held = int(picture.rowLargest->size());
    for (int row = 0; row < count; ++row) {
        const int from = std::min(held - 1, (first + row * rowStep) / step);
        const int end = std::clamp((first + (row + 1) * rowStep + step - 1) / step, from + 1, held);
        part->push_back(*std::max_element(picture.rowLargest->begin() + from, picture.rowLargest->begin() + end));
    }
    return part;
}

std::optional<HeatmapRequest> heatmapRequest(const Session &session, const Selection &selection, PoolRule rule)
{
    auto wanted = patternRequest(session, selection);
    if (!wanted)
        return std::nullopt;
    HeatmapRequest request{std::move(*wanted), nullptr, rule, selection.shown()};
    const auto &trace = request.trace;
    const auto original = session.original();
    const int layer = request.place.layer;
    const StageKey key = selection.key(Stage::weights);
    if (request.shown == Shown::difference && original && original->doneLayers() > layer && original->rowCount(key) == trace->rowCount(key)
        && original->columnCount(key) == trace->columnCount(key))
        request.before = original;
    return request;
}

std::optional<HeatmapContent> heatmapContent(const HeatmapRequest &request, const std::stop_token &stop, std::atomic<int> *rowsDone)
{
    const Trace &trace = *request.trace;
    const TransformerConfig &config = trace.config();
    const int layer = request.place.layer;
    const MeasureInfo &measure = measureInfo(request.choice.measure);
    const bool compares = request.before != nullptr;

    HeatmapContent content;
    content.request = request;
    content.key = {measure.stage, layer, request.place.head};
    content.shown = compares || request.shown != Shown::difference ? request.shown : Shown::edited;
    content.diverging = compares || measure.scale == MeasureScale::diverging;
    ChosenPatterns chosen = chosenPatterns(request);
    content.later = content.pattern = chosen.heads.front().pattern;
    content.pairs = std::move(chosen.pairs);
    if (compares) {
        content.earlier = makePattern(request.before, request.place, request.choice);
        content.pattern = differencePattern(content.later, content.earlier);
    }
    if (request.choice.unit == TokenUnit::tokens && (request.choice.others.empty() || request.choice.rule == HeadRule::sideBySide)) {
        content.weights = headPattern(request.trace, {Stage::weights, layer, request.place.head});
        content.scores = headPattern(request.trace, {Stage::maskedScores, layer, request.place.head});
    }

    const bool hasTotals = measure.adds;
    const auto pool = [&](const Pattern &pattern, WithTotals totals) {
        return poolPattern(pattern, request.rule, HeatmapContent::kMostCells, totals, stop, rowsDone);
    };
    auto pooled = pool(*content.pattern, hasTotals && !compares ? WithTotals::yes : WithTotals::no);
    if (!pooled)
        return std::nullopt;
    content.step = pooled->step;
    addPicture(content, *pooled);
    if (!content.isPooled())
        content.picture.mask = wholeMatrix(*maskPattern(request.trace, request.place, request.choice));
    if (hasTotals && compares) {
        const auto now = pool(*content.later, WithTotals::yes);
        const auto old = now ? pool(*content.earlier, WithTotals::yes) : std::nullopt;
        if (!old)
            return std::nullopt;
        addTotals(content, now->totals, &old->totals);
    } else if (hasTotals) {
        addTotals(content, std::move(pooled->totals), nullptr);
    } else {
        content.legend.caption = compares ? Words::tr("change of %1: edited − original").arg(tableWords(measure.number))
                                          : Words::tr("%1; hatched or grey: −∞, not allowed").arg(tableWords(measure.legend));
    }
    if (!compares)
        content.legend.caption += QStringLiteral("; ") + inOnePiece(QString::fromStdString(content.pattern->formula()));

    MatrixPicture &picture = content.picture;
    picture.rowLabels = labelsIn(chosen.rowLabels);
    picture.columnLabels = labelsIn(chosen.columnLabels);
    if (config.globalFirstToken && config.layer(layer).window > 0 && !picture.rowLabels.isEmpty() && content.rowOf(0) == 0
        && content.columnOf(0) == 0) {
        picture.rowLabels.front().prepend(QStringLiteral("◆ "));
        picture.columnLabels.front().prepend(QStringLiteral("◆ "));
        content.legend.caption += Words::tr("; ◆ the global token looks at all and is seen by all");
    }
    addFilter(content);
    content.title = titleOf(content);
    return content;
}

} // namespace headscope
