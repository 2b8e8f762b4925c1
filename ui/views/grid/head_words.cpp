#include "ui/views/grid/head_words.h"

#include "ui/views/shared/matrix/number_text.h"

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

QString patternName(HeadPattern pattern)
{
    switch (pattern) {
    case HeadPattern::previousToken: return Words::tr("previous token");
    case HeadPattern::nextToken: return Words::tr("next token");
    case HeadPattern::firstToken: return Words::tr("first token");
    case HeadPattern::separator: return Words::tr("separators");
    case HeadPattern::sameToken: return Words::tr("the token itself");
    case HeadPattern::duplicateToken: return Words::tr("same token, earlier");
    case HeadPattern::induction: return Words::tr("induction: what came next last time");
    case HeadPattern::randomInduction: return Words::tr("induction on random tokens");
    case HeadPattern::drawn: return Words::tr("like the drawing");
    case HeadPattern::broad: return Words::tr("broad: looks at all alike");
    }
    return {};
}

QString patternValue(const StandOut &standOut)
{
    return standOut.pattern == HeadPattern::broad ? Words::tr("%1 bits").arg(number(standOut.value)) : number(standOut.value);
}

QString patternDetail(const StandOut &standOut)
{
    if (standOut.pattern == HeadPattern::broad)
        return Words::tr("Entropy %1 bits of at most %2, mean over %3 tokens")
            .arg(number(standOut.value), number(standOut.even))
            .arg(standOut.rows);
    if (standOut.pattern == HeadPattern::randomInduction)
        return Words::tr("On random tokens said twice, share of the attention on what came next the first time: %1")
            .arg(number(standOut.value));
    if (standOut.pattern == HeadPattern::drawn)
        return Words::tr("Correlation with the drawn pattern: %1").arg(number(standOut.value));
    return Words::tr("Mean share of the attention of %1 tokens: %2. Spread evenly it would be %3")
        .arg(standOut.rows)
        .arg(number(standOut.value), number(standOut.even));
}

QString scoreLines(const HeadScores &scores)
{
    if (scores.rows == 0)
        return Words::tr("fewer than two tokens: no choice where to look");
    QStringList lines{Words::tr("entropy %1 bits of %2").arg(number(scores.entropy), number(scores.evenEntropy))};
    if (!scores.isCross)
        lines << Words::tr("mean distance %1 tokens").arg(number(scores.meanDistance));
    const auto add = [&](const QString &text, const PatternScore &score) {
        if (score.defined())
            lines << text.arg(number(score.value));
    };
    add(Words::tr("previous token %1"), scores.previousToken);
    add(Words::tr("next token %1"), scores.nextToken);
    add(Words::tr("first token %1"), scores.firstToken);
    add(Words::tr("separators %1"), scores.separator);
    add(Words::tr("itself %1"), scores.sameToken);
    add(Words::tr("same token before %1"), scores.duplicateToken);
    add(Words::tr("induction %1"), scores.induction);
    return lines.join(QLatin1Char('\n'));
}

} // namespace headscope
