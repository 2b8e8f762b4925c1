#include "ui/views/lines/lines_picture.h"

#include "ui/views/shared/matrix/number_text.h"

#include <QCoreApplication>
#include <QLocale>

#include <algorithm>
#include <cmath>

namespace headscope {

namespace {

struct Words {
    Q_DECLARE_TR_FUNCTIONS(headscope::LinesPicture)
};

constexpr std::size_t kMostKept = 200'000; // 2.4 MB
// Lines of all heads together, for each query: more is a tangle.
constexpr std::size_t kAutomaticForQuery = 8;
constexpr std::size_t kAutomatic = 30'000; // only those in sight are painted
constexpr std::size_t kAlwaysClear = 150;
constexpr std::size_t kMostLongNames = 4; // in one line of the legend

} // namespace

double LinesPicture::strength(double number) const
{
    return high > low ? std::clamp((number - low) / (high - low), 0.0, 1.0) : 1.0;
}

double lineOpacity(double strength)
{
    // A weight of 0.02 must still be seen beside one of 1.
    return 0.04 + 0.96 * std::pow(strength, 0.7);
}

double lineWidth(double strength)
{
    return 0.8 + 2.6 * strength;
}

QString ruleText(const LinesPicture &picture)
{
    const QLocale locale;
    const QString lines
        = picture.drawn == 1 ? Words::tr("1 line") : Words::tr("%1 lines").arg(locale.toString(static_cast<qlonglong>(picture.drawn)));
    const QString pairs = locale.toString(static_cast<qlonglong>(picture.possible));
    const QString least = numberText(picture.threshold, {picture.threshold < 0.01f && picture.threshold > 0 ? 4 : 3, false});
    QString text;
    if (picture.possible == 0)
        text = picture.undefined > 0 ? Words::tr("no pair has a weight that is a number") : Words::tr("no pair has any weight");
    else if (picture.possible == 1)
        text = Words::tr("the only pair that has any weight");
    else if (picture.drawn == picture.possible)
        text = Words::tr("all %1 pairs that have any weight").arg(pairs);
    else if (picture.rule.kind == PairRule::Kind::share)
        text = Words::tr("strongest %1 % of %2 pairs: %3, from %4 on")
                   .arg(locale.toString(100 * picture.rule.value, 'g', 2), pairs, lines, least);
    else
        text = Words::tr("%1 of %2 pairs: those from %3 on")
                   .arg(locale.toString(static_cast<qlonglong>(picture.drawn)), pairs, numberText(picture.rule.value, {4, false}));
    if (picture.undefined > 0)
        text += Words::tr("; %1 undefined (NaN, ∞), without a line").arg(locale.toString(static_cast<qlonglong>(picture.undefined)));
    if (picture.cut)
        text += Words::tr(" (no more can be kept)");
    return text;
}

std::optional<LinesPicture> linesPicture(ShownPatterns shown, const LinesRule &rule, const std::stop_token &stop)
{
    LinesPicture picture;
    picture.shown = std::move(shown);
    const ShownPatterns &heads = picture.shown;
    picture.rule = rule.automatic ? PairRule{} : rule.pairs;
    const std::size_t clear = std::clamp(kAutomaticForQuery * static_cast<std::size_t>(heads.rowLabels.size()), kAlwaysClear, kAutomatic);
    const std::size_t most = rule.automatic ? std::max<std::size_t>(1, clear / std::max<std::size_t>(1, heads.heads.size())) : kMostKept;
    const std::vector<char> rows = heads.pairs.brightRows();
    const std::vector<char> columns = heads.pairs.brightColumns();
    double smallest = 0;
    double largest = 0;
    bool first = true;
    for (const ShownHead &head : heads.heads) {
        auto found = pairsByRule(*head.pattern, picture.rule, most, rows, columns, stop);
        if (!found)
            return std::nullopt;
        picture.possible += found->possible;
        picture.undefined += found->undefined;
        picture.drawn += static_cast<std::int64_t>(found->pairs.size());
        picture.cut |= found->cut && !rule.automatic;
        if (!found->pairs.empty()) {
            picture.threshold = first ? found->threshold : std::min(picture.threshold, found->threshold);
            smallest = first ? found->smallest : std::min<double>(smallest, found->smallest);
            largest = first ? found->largest : std::max<double>(largest, found->largest);
            first = false;
        }
        const bool joined = heads.heads.size() == 1 && heads.choice.rule != HeadRule::sideBySide && !heads.choice.others.empty();
        const QString name = heads.heads.size() > kMostLongNames ? head.shortName : heads.heads.size() > 1 ? head.name : QString();
        picture.sets.push_back({name, joined ? -1 : head.colorIndex, std::move(found->pairs)});
    }
    if (rule.automatic && picture.possible > 0)
        picture.rule.value = static_cast<double>(picture.drawn) / static_cast<double>(picture.possible);
    const MeasureScale scale = measureInfo(heads.choice.measure).scale;
    if (scale == MeasureScale::diverging)
        picture.low = smallest;
    picture.high = scale == MeasureScale::unit ? std::max(1.0, largest) : largest; // flows of sentences are sums
    return picture;
}

} // namespace headscope
