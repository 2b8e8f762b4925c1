#include "ui/views/shared/pattern/measure_words.h"

#include "ui/session/model_words.h"

#include <QCoreApplication>

namespace headscope {

namespace {

constexpr std::size_t kMostNamed = 6; // heads in a title

struct Words {
    Q_DECLARE_TR_FUNCTIONS(headscope::Measures)
};

} // namespace

QString tableWords(std::string_view words)
{
    return QCoreApplication::translate("Patterns", words.data());
}

QString measureTitle(Measure measure)
{
    return tableWords(measureInfo(measure).phrase);
}

QString pictureTitle(const TransformerConfig &config, HeadPlace place, Measure measure)
{
    return measureInfo(measure).ofHeads ? headTitle(config, place.layer, place.head)
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
    return QCoreApplication::translate("Patterns", headRuleInfo(choice.rule).phrase.data(), nullptr, int(heads.size())).arg(list);
}

QString choiceTitle(const PatternChoice &choice)
{
    QStringList parts;
    if (choice.unit != TokenUnit::tokens)
        parts << tableWords(rowOf(kTokenUnits, choice.unit).title).toLower();
    if (choice.special != SpecialTokens::shown)
        parts << Words::tr("special tokens hidden");
    if (!choice.hidden.empty())
        parts << Words::tr("hidden: %1").arg(QString::fromStdString(choice.hidden));
    return parts.join(QStringLiteral(" · "));
}

} // namespace headscope
