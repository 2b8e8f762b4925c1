#include "ui/views/pattern/measure_words.h"

#include "src/analysis/measured_pattern.h"
#include "ui/session/model_words.h"

#include <QCoreApplication>

namespace headscope {

namespace {

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

QString choiceTitle(const PatternChoice &choice, HeadPlace picked)
{
    QStringList parts;
    if (const auto heads = static_cast<int>(measuredHeads(picked, choice).size()); heads > 1) {
        switch (choice.rule) {
        case HeadRule::mean: parts << Words::tr("mean of %n heads", nullptr, heads); break;
        case HeadRule::max: parts << Words::tr("max of %n heads", nullptr, heads); break;
        case HeadRule::min: parts << Words::tr("min of %n heads", nullptr, heads); break;
        case HeadRule::sideBySide: parts << Words::tr("%n heads", nullptr, heads); break;
        }
    }
    if (choice.unit != TokenUnit::tokens)
        parts << unitNames().value(static_cast<int>(choice.unit)).toLower();
    if (choice.special != SpecialTokens::shown)
        parts << Words::tr("special tokens hidden");
    if (!choice.hidden.empty())
        parts << Words::tr("hidden: %1").arg(QString::fromStdString(choice.hidden));
    return parts.join(QStringLiteral(" · "));
}

} // namespace headscope
