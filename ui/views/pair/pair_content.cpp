#include "ui/views/pair/pair_content.h"

#include "src/trace/number_words.h"
#include "ui/session/model_words.h"
#include "ui/views/shared/matrix/number_text.h"

#include <QCoreApplication>

#include <algorithm>
#include <cmath>
#include <numeric>

namespace headscope {

namespace {

struct Words {
    Q_DECLARE_TR_FUNCTIONS(headscope::Pair)
};

QString number(double value)
{
    return QString::fromStdString(roundedNumber(value));
}

QString exact(double value)
{
    return QString::fromStdString(floatNumber(value));
}

QString display(const Token &token)
{
    return QString::fromStdString(token.display);
}

/// Negative numbers behind an operator stand in brackets.
QString bracketed(double value)
{
    return value < 0 ? QLatin1Char('(') + number(value) + QLatin1Char(')') : number(value);
}

std::vector<int> orderOf(const std::vector<double> &sizes, ChannelOrder order)
{
    std::vector<int> channels(sizes.size());
    std::iota(channels.begin(), channels.end(), 0);
    if (order == ChannelOrder::bySize)
        std::ranges::stable_sort(channels, [&](int a, int b) { return sizeOf(sizes[std::size_t(a)]) > sizeOf(sizes[std::size_t(b)]); });
    return channels;
}

std::vector<double> arranged(const std::vector<double> &values, const std::vector<int> &channels)
{
    std::vector<double> result;
    for (const int channel : channels)
        result.push_back(values[std::size_t(channel)]);
    return result;
}

/// "turned by position", "normalised": what happened to a vector between its projection and this stage.
QString vectorWords(Stage stage)
{
    switch (stage) {
    case Stage::rotatedQ:
    case Stage::rotatedK: return Words::tr(", turned by position");
    case Stage::qNorm:
    case Stage::kNorm: return Words::tr(", normalised");
    case Stage::globalK:
    case Stage::globalV: return Words::tr(", global");
    default: return {};
    }
}

QString scaleWords(const Explanation &step)
{
    QStringList parts;
    for (const Explanation::Step &part : step.steps) {
        const QString name = QString::fromStdString(part.name);
        if (part.name == "divisor")
            parts << Words::tr("÷ %1").arg(number(part.value));
        else if (part.name == "temperature")
            parts << Words::tr("÷ temperature %1").arg(number(part.value));
        else
            parts << Words::tr("÷ %1 = %2").arg(name, number(part.value));
    }
    return parts.isEmpty() ? Words::tr("not divided") : parts.join(QLatin1Char(' '));
}

QString biasWords(const Explanation &step)
{
    const double bias = step.terms.back().value;
    const QString distance = number(step.stepValue("distance"));
    if (step.step("slope"))
        return Words::tr("+ slope %1 × distance %2").arg(number(step.stepValue("slope")), distance);
    return Words::tr("+ bias %1, distance %2").arg(bracketed(bias), distance);
}

QString softmaxWords(const Explanation &step)
{
    const double score = step.terms[std::size_t(step.column)].a;
    if (score == -HUGE_VAL)
        return Words::tr("e^(−∞) = 0");
    return Words::tr("e^(%1 − %2) ÷ %3")
        .arg(number(score), bracketed(step.stepValue("maximum")), number(step.stepValue("sum of exponentials")));
}

QString stepWords(const Explanation &step)
{
    switch (step.kind) {
    case Explanation::Kind::scale: return scaleWords(step);
    case Explanation::Kind::cap: return Words::tr("%1 × tanh(%2 ÷ %1)").arg(number(step.stepValue("cap")), number(step.terms.front().a));
    case Explanation::Kind::bias: return biasWords(step);
    case Explanation::Kind::mask:
        if (step.stepValue("allowed") == 0)
            return step.reason.empty() ? Words::tr("may not look") : QString::fromStdString(step.reason);
        return step.reason.empty() ? Words::tr("allowed") : Words::tr("allowed: %1").arg(QString::fromStdString(step.reason));
    case Explanation::Kind::softmax: return softmaxWords(step);
    default: return QString::fromStdString(step.expression);
    }
}

QString stepTitle(const Explanation &step)
{
    switch (step.kind) {
    case Explanation::Kind::scale: return Words::tr("Scaled");
    case Explanation::Kind::cap: return Words::tr("Capped");
    case Explanation::Kind::bias: return Words::tr("With position bias");
    case Explanation::Kind::mask: return Words::tr("Masked");
    case Explanation::Kind::softmax: return Words::tr("Weight α");
    default: return stageTitle(step.key.stage);
    }
}

std::vector<PairStep> stepsOf(const PairArithmetic &pair)
{
    std::vector<PairStep> steps{{Words::tr("Raw score"), number(double(pair.raw.stored)),
        pair.raw.edited ? Words::tr("changed by hand from %1").arg(number(pair.raw.rebuilt))
                        : Words::tr("sum of %1 products").arg(pair.raw.terms.size()),
        false}};
    for (const Explanation &step : pair.chain) {
        PairStep shown;
        shown.title = stepTitle(step);
        shown.number = number(double(step.stored));
        shown.how = stepWords(step);
        if (step.edited)
            shown.how = Words::tr("changed by hand from %1").arg(number(step.rebuilt));
        shown.isLast = step.key.stage == Stage::weights;
        steps.push_back(shown);
    }
    return steps;
}

void fillScore(PairContent &content, const QString &query, const QString &key, ChannelOrder order)
{
    const PairArithmetic &pair = content.numbers;
    std::vector<double> q, k, product;
    for (const Term &term : pair.raw.terms) {
        q.push_back(term.a);
        k.push_back(term.b);
        product.push_back(term.value);
    }
    PairGroup &group = content.score;
    group.channels = orderOf(product, order);
    std::vector<double> running = arranged(product, group.channels);
    std::partial_sum(running.begin(), running.end(), running.begin());
    group.title = Words::tr("q · k, channel by channel");
    group.note = order == ChannelOrder::bySize ? Words::tr("%1 channels, largest |q × k| first").arg(q.size())
                                               : Words::tr("%1 channels in their place").arg(q.size());
    group.lanes = {
        {QStringLiteral("q"), Words::tr("query “%1”%2").arg(query, vectorWords(pair.queries)), arranged(q, group.channels), {},
            &Theme::query, {}, false},
        {QStringLiteral("k"), Words::tr("key “%1”%2").arg(key, vectorWords(pair.keys)), arranged(k, group.channels), {}, &Theme::key, {},
            false},
        {QStringLiteral("q × k"), Words::tr("what each channel adds"), arranged(product, group.channels), {}, nullptr, {}, false},
        {QStringLiteral("Σ q × k"), Words::tr("added up so far"), running, {}, &Theme::result,
            Words::tr("= %1").arg(number(running.back())), true},
    };
}

void fillValue(PairContent &content, const QString &query, const QString &key, ChannelOrder order)
{
    const PairArithmetic &pair = content.numbers;
    PairGroup &group = content.value;
    group.channels = orderOf(pair.weighted, order);
    group.title = Words::tr("What “%1” receives from “%2”").arg(query, key);
    group.note = order == ChannelOrder::bySize ? Words::tr("channels of v, not those of q and k; largest |α × v| first")
                                               : Words::tr("channels of v, not those of q and k");
    double length = 0;
    for (const double v : pair.weighted)
        length += v * v;
    group.lanes = {
        {QStringLiteral("v"), Words::tr("value “%1”%2").arg(key, vectorWords(pair.values)), arranged(pair.value, group.channels), {},
            &Theme::value, {}, false},
        {QStringLiteral("α × v"), Words::tr("pale: of all keys"), arranged(pair.weighted, group.channels),
            arranged(pair.sum, group.channels), &Theme::value, Words::tr("‖α v‖ %1").arg(number(std::sqrt(length))), false},
    };
}

} // namespace

PairContent pairContent(const Trace &trace, int layer, int head, int row, int column, ChannelOrder order)
{
    PairContent content;
    content.numbers = pairArithmetic(trace, layer, head, row, column);
    content.row = row;
    content.column = column;
    const QString query = display(trace.rowTokens({Stage::weights, layer, head})[std::size_t(row)]);
    const QString key = display(trace.keyTokens(layer)[std::size_t(column)]);
    content.heading = QStringLiteral("%1 → %2").arg(query, key);
    content.place = QStringLiteral("%1 · %2").arg(modelTitle(trace.model()), headTitle(trace.config(), layer, head).toLower());
    content.steps = stepsOf(content.numbers);
    fillScore(content, query, key, order);
    fillValue(content, query, key, order);
    return content;
}

HeatmapCard channelCard(const PairContent &content, bool ofValue, int place)
{
    const PairArithmetic &pair = content.numbers;
    const PairGroup &group = ofValue ? content.value : content.score;
    const auto channel = std::size_t(group.channels[std::size_t(place)]);
    HeatmapCard card;
    card.heading = Words::tr("Channel %1 of %2").arg(channel + 1).arg(group.channels.size());
    if (ofValue) {
        card.lines << QStringLiteral("%1 × %2 = %3").arg(exact(pair.weight()), exact(pair.value[channel]), exact(pair.weighted[channel]));
        card.lines << Words::tr("weight × value = what arrives");
        card.lines << Words::tr("sum over all keys %1").arg(exact(pair.sum[channel]));
        return card;
    }
    const Term &term = pair.raw.terms[channel];
    card.lines << QStringLiteral("%1 × %2 = %3").arg(exact(term.a), exact(term.b), exact(term.value));
    card.lines << Words::tr("query × key = what it adds");
    card.lines << Words::tr("added up so far %1 of %2").arg(exact(group.lanes.back().values[std::size_t(place)]), exact(pair.raw.rebuilt));
    return card;
}

} // namespace headscope
