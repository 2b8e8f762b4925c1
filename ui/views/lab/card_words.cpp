#include "ui/views/lab/card_words.h"

#include <QCoreApplication>
#include <QLocale>

#include <cmath>

namespace headscope {

namespace {

struct Cards {
    Q_DECLARE_TR_FUNCTIONS(headscope::Cards)
};

QString inUnits(double count, double step, const QStringList &units)
{
    qsizetype unit = 0;
    while (count >= 9999.5 && unit + 1 < units.size()) { // four digits are read at a glance
        count /= step;
        ++unit;
    }
    const int decimals = unit == 0 || count >= 99.95 ? 0 : count >= 9.995 ? 1 : 2;
    return QStringLiteral("%L1%2").arg(count, 0, 'f', decimals).arg(units[unit]);
}

QString percent(double share)
{
    if (!std::isfinite(share))
        return Cards::tr("not a number");
    if (share == 0)
        return QStringLiteral("0 %");
    const double hundredths = share * 100;
    return QStringLiteral("%L1 %").arg(hundredths, 0, 'f', hundredths < 0.1 ? 4 : hundredths < 1000 ? 1 : 0);
}

QString timeText(double ratio)
{
    return Cards::tr("%L1 × full").arg(ratio, 0, 'f', ratio < 10 ? 2 : ratio < 100 ? 1 : 0);
}

QString differenceText(const LabCard &card)
{
    if (card.chosen.mechanism == &fullAttention())
        return Cards::tr("0 %, the reference");
    return percent(card.difference);
}

QString changeText(const LabCard &card)
{
    if (!card.largestChange)
        return card.weights.empty() ? Cards::tr("there are none") : Cards::tr("not of the same keys");
    if (*card.largestChange == 0)
        return Cards::tr("all the same");
    return Cards::tr("±%L1 at most").arg(*card.largestChange, 0, 'f', 3);
}

/// "k = 3"; of a named choice its name.
QString parameterText(const ParameterInfo &parameter, double value)
{
    const auto name = static_cast<std::size_t>(value - parameter.least);
    if (name < parameter.names.size())
        return words(parameter.names[name]);
    return QStringLiteral("%1 = %2").arg(words(parameter.name)).arg(value);
}

QString stepsText(int steps)
{
    return steps == 1 ? Cards::tr("1 step") : Cards::tr("%1 steps").arg(steps);
}

QString travelText(const LabCard &card)
{
    if (!card.travel)
        return Cards::tr("not known: no pattern");
    const QString steps = stepsText(card.travel->steps);
    return card.travel->reachesAll ? steps : Cards::tr("%1, not to all").arg(steps);
}

} // namespace

QString words(std::string_view text)
{
    return QString::fromUtf8(text.data(), static_cast<qsizetype>(text.size()));
}

QString countText(double count)
{
    return inUnits(count, 1000, {QString(), QStringLiteral(" k"), QStringLiteral(" M"), QStringLiteral(" G"), QStringLiteral(" T")});
}

QString bytesText(double bytes)
{
    return inUnits(bytes, 1024, {QStringLiteral(" B"), QStringLiteral(" KB"), QStringLiteral(" MB"), QStringLiteral(" GB")});
}

QString groupName(MechanismGroup group)
{
    QString name = words(rowOf(allMechanismGroups(), group).name);
    name[0] = name[0].toUpper();
    return name;
}

QString groupTitle(MechanismGroup group)
{
    return words(rowOf(allMechanismGroups(), group).title);
}

QString paperOf(const MechanismInfo &mechanism)
{
    return QStringLiteral("%1 %2").arg(words(mechanism.paper.authors)).arg(mechanism.paper.year);
}

QString titleOf(const ChosenMechanism &chosen)
{
    QString title = words(chosen.mechanism->title);
    QStringList others;
    for (const ParameterInfo &parameter : chosen.mechanism->parameters)
        if (const double value = chosen.parameters.number(parameter.name);
            value != parameter.sentence || parameter.name == chosen.mechanism->knob)
            others << parameterText(parameter, value);
    if (others.isEmpty())
        return title;
    return QStringLiteral("%1, %2").arg(title, others.join(QStringLiteral(", ")));
}

CardWords cardWords(const ChosenMechanism &chosen, const CardMaker::Entry *entry, const CardMaker &maker, bool pinned)
{
    const MechanismInfo &mechanism = *chosen.mechanism;
    CardWords one;
    one.name = mechanism.name;
    one.title = titleOf(chosen);
    one.source = QStringLiteral("%1 · %2").arg(paperOf(mechanism), groupName(mechanism.group));
    if (mechanism.weights == WeightsKind::implied)
        one.badges << Cards::tr("implied");
    if (!mechanism.untrained.empty())
        one.badges << Cards::tr("untrained");
    one.idea = words(mechanism.idea);
    if (!mechanism.untrained.empty())
        one.note = Cards::tr("Untrained: %1.").arg(words(mechanism.untrained));
    one.pinned = pinned;

    const LabCard *card = entry ? entry->card.get() : nullptr;
    const bool isThere = card && card->problem.isEmpty();
    const bool isWaiting = !entry || !entry->isNew;
    const auto fact = [&](const QString &label, const QString &value, const QString &widest, const QString &meaning) {
        one.facts.push_back({label, isThere ? value : QStringLiteral("–"), widest, meaning});
    };
    one.facts.push_back({Cards::tr("cost"), words(mechanism.cost), words(mechanism.cost),
        Cards::tr("Multiplications of all pairs, as a formula: n tokens, heads d wide")});
    fact(Cards::tr("work"), isThere ? Cards::tr("%1 operations").arg(countText(card->work.multiplyAdds + card->work.specials)) : QString(),
        Cards::tr("%1 operations").arg(QStringLiteral("99.9 M")),
        Cards::tr("Multiply–adds, exponentials and other functions that this run counted"));
    fact(Cards::tr("moves"), isThere ? bytesText(card->work.bytesMoved) : QString(), QStringLiteral("99.9 MB"),
        Cards::tr("Bytes of keys, values, scores, weights and states that this run read and wrote"));
    fact(mechanism.approximates ? Cards::tr("error") : Cards::tr("differs"), isThere ? differenceText(*card) : QString(),
        Cards::tr("0 %, the reference"),
        mechanism.approximates ? Cards::tr("‖out − full‖ / ‖full‖: how far it is from full attention, which it means to be")
                               : Cards::tr("‖out − full‖ / ‖full‖: how far it is from full attention, which it does not mean to be"));
    fact(Cards::tr("weights"), isThere ? changeText(*card) : QString(), Cards::tr("±%1 at most").arg(QStringLiteral("0.999")),
        Cards::tr("The largest change of a weight against full attention"));
    fact(Cards::tr("time"),
        entry && entry->time   ? timeText(*entry->time)
            : maker.isTiming() ? Cards::tr("measuring…")
                               : QStringLiteral("–"),
        Cards::tr("measuring…"), Cards::tr("Median time of runs in turns with full attention, on this machine and these numbers"));
    fact(Cards::tr("keeps"), isThere ? Cards::tr("%1 numbers").arg(countText(card->work.stateNumbers)) : QString(),
        Cards::tr("%1 numbers").arg(QStringLiteral("99.9 M")),
        Cards::tr("Numbers that are kept to go on with the next token, keys and values or a state; as a formula: %1")
            .arg(words(mechanism.state)));
    fact(Cards::tr("reach"), isThere ? travelText(*card) : QString(), Cards::tr("%1, not to all").arg(stepsText(99)),
        Cards::tr("Steps until a token has heard of every other that it may hear of"));

    if (card && !card->problem.isEmpty() && !isWaiting) {
        one.state = card->problem;
        one.isProblem = true;
    } else if (isWaiting && maker.saysSlow()) {
        one.state = Cards::tr("This one takes longer: it is being made…");
    } else if (!isThere) {
        one.state = Cards::tr("It is being made…");
    } else if (card->weights.empty()) {
        one.state = mechanism.weights == WeightsKind::none
            ? Cards::tr("No matrix of attention: nothing here looks at anything")
            : Cards::tr("The implied pattern is made for up to %L1 tokens").arg(kMostImplied);
    }
    return one;
}

} // namespace headscope
