#include "ui/views/grid/head_words.h"

#include "ui/views/shared/matrix/number_text.h"
#include "ui/views/shared/scores/score_words.h"

#include <QCoreApplication>
#include <QStringList>

namespace headscope {

namespace {

struct Words {
    Q_DECLARE_TR_FUNCTIONS(headscope::HeadWords)
};

QString number(double value)
{
    return numberText(value, {2, false});
}

} // namespace

QString patternName(ScoreId score)
{
    return scoreWords(scoreDefinition(score).standsOut);
}

QString patternValue(const StandOut &standOut)
{
    const std::string_view unit = scoreDefinition(standOut.score).unit;
    return unit.empty() ? number(standOut.value) : QStringLiteral("%1 %2").arg(number(standOut.value), scoreWords(unit));
}

QString patternDetail(const StandOut &standOut)
{
    if (standOut.score == ScoreId::entropy && standOut.rows > 0 && standOut.even > 0)
        return Words::tr("Entropy %1 bits of at most %2, mean over %3 tokens")
            .arg(number(standOut.value), number(standOut.even))
            .arg(standOut.rows);
    if (standOut.score == ScoreId::randomInduction)
        return Words::tr("On random tokens said twice, share of the attention on what came next the first time: %1")
            .arg(number(standOut.value));
    if (standOut.score == ScoreId::drawn)
        return Words::tr("Correlation with the drawn pattern: %1").arg(number(standOut.value));
    if (standOut.rows == 0)
        return Words::tr("%1: %2").arg(scoreTitle(standOut.score), number(standOut.value));
    if (standOut.even == 0)
        return Words::tr("%1: %2, mean over %3 tokens").arg(scoreTitle(standOut.score), number(standOut.value)).arg(standOut.rows);
    return Words::tr("Mean share of the attention of %1 tokens: %2. Spread evenly it would be %3")
        .arg(standOut.rows)
        .arg(number(standOut.value), number(standOut.even));
}

QString scoreLines(const HeadScores &scores)
{
    if (scores.rows == 0)
        return Words::tr("fewer than two tokens: no choice where to look");
    QStringList lines;
    for (const ScoreDefinition *definition : briefScores()) {
        const PatternScore score = definition->fromScores ? definition->fromScores(scores) : PatternScore();
        const bool isCompared = !isMissing(score.even);
        if (!score.defined() || (definition->unit.empty() && !isCompared)) // a number that nothing is told about
            continue;
        const QString name = scoreWords(definition->brief);
        QString line = QStringLiteral("%1 %2").arg(name.at(0).toLower() + name.mid(1), number(score.value));
        if (!definition->unit.empty()) {
            line += QLatin1Char(' ') + scoreWords(definition->unit);
            if (isCompared)
                line += Words::tr(" of %1").arg(number(score.even));
        }
        lines << line;
    }
    return lines.join(QLatin1Char('\n'));
}

} // namespace headscope
