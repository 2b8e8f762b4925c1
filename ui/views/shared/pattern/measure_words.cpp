#include "ui/views/shared/pattern/measure_words.h"

#include "src/patterns/measured_pattern.h"
#include "ui/session/model_words.h"

#include <QCoreApplication>

namespace headscope {

namespace {

constexpr std::size_t kMostNamed = 6; // heads in a title

struct Words {
    Q_DECLARE_TR_FUNCTIONS(headscope::Measures)
};

} // namespace

QStringList measureNames()
{
    return {Words::tr("Weights"), Words::tr("Scores"), Words::tr("Value-weighted"), Words::tr("Norm-weighted"), Words::tr("Rollout"),
        Words::tr("Flow")};
}

QStringList unitNames()
{
    return {Words::tr("Tokens"), Words::tr("Words"), Words::tr("Sentences")};
}

QStringList specialTokensNames()
{
    return {Words::tr("Special shown"), Words::tr("Special hidden"), Words::tr("Special hidden, rows renormalised")};
}

QStringList headRuleNames()
{
    return {Words::tr("Mean"), Words::tr("Max"), Words::tr("Min"), Words::tr("Side by side")};
}

QString measureTitle(Measure measure)
{
    switch (measure) {
    case Measure::weights: return Words::tr("attention weights");
    case Measure::scores: return Words::tr("scores");
    case Measure::valueWeighted: return Words::tr("value-weighted attention");
    case Measure::normWeighted: return Words::tr("norm-weighted attention");
    case Measure::rollout: return Words::tr("rollout");
    case Measure::flow: return Words::tr("attention flow");
    }
    return {};
}

QString pictureTitle(const TransformerConfig &config, HeadPlace place, Measure measure)
{
    return measuresHeads(measure) ? headTitle(config, place.layer, place.head)
                                  : Words::tr("%1, all heads").arg(layerTitle(config, place.layer));
}

QString headsTitle(const TransformerConfig &config, HeadPlace picked, const PatternChoice &choice)
{
    const std::vector<HeadPlace> heads = measuredHeads(picked, choice);
    if (heads.size() < 2)
        return pictureTitle(config, picked, choice.measure).toLower();
    QStringList names;
    const std::size_t named = heads.size() > kMostNamed ? kMostNamed - 1 : heads.size();
    for (std::size_t i = 0; i < named; ++i)
        names << QStringLiteral("%1.%2").arg(QString::fromStdString(config.shortLayerName(heads[i].layer))).arg(heads[i].head + 1);
    QString list = names.join(QStringLiteral(", "));
    if (named < heads.size())
        list += QStringLiteral(" …");
    const auto count = static_cast<int>(heads.size());
    switch (choice.rule) {
    case HeadRule::mean: return Words::tr("mean of %n heads (%1)", nullptr, count).arg(list);
    case HeadRule::max: return Words::tr("max of %n heads (%1)", nullptr, count).arg(list);
    case HeadRule::min: return Words::tr("min of %n heads (%1)", nullptr, count).arg(list);
    case HeadRule::sideBySide: return Words::tr("%n heads (%1)", nullptr, count).arg(list);
    }
    return {};
}

QString choiceTitle(const PatternChoice &choice)
{
    QStringList parts;
    if (choice.unit != TokenUnit::tokens)
        parts << unitNames().value(static_cast<int>(choice.unit)).toLower();
    if (choice.special != SpecialTokens::shown)
        parts << Words::tr("special tokens hidden");
    if (!choice.hidden.empty())
        parts << Words::tr("hidden: %1").arg(QString::fromStdString(choice.hidden));
    return parts.join(QStringLiteral(" · "));
}

} // namespace headscope
