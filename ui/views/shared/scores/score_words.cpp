#include "ui/views/shared/scores/score_words.h"

#include "ui/theme/theme.h"
#include "ui/theme/typefaces.h"
#include "ui/views/shared/matrix/number_text.h"

#include <QCoreApplication>

#include <cmath>

namespace headscope {

QString scoreWords(std::string_view words)
{
    return words.empty() ? QString() : QCoreApplication::translate("Score", words.data());
}

QString scoreTitle(ScoreId id)
{
    return scoreWords(scoreDefinition(id).title);
}

QString scoreText(double value)
{
    return isMissing(value) ? QStringLiteral("–") : numberText(value, {std::abs(value) < 1000 ? 2 : 0, false});
}

QString scoreTextWithUnit(ScoreId id, double value)
{
    const std::string_view unit = scoreDefinition(id).unit;
    return unit.empty() || !std::isfinite(value) ? scoreText(value) : QStringLiteral("%1 %2").arg(scoreText(value), scoreWords(unit));
}

QString scoreDescription(ScoreId id)
{
    const ScoreDefinition &score = scoreDefinition(id);
    const QString muted = Theme::current().muted.name();
    QString text = QStringLiteral("<p><b>%1</b> <span style=\"color:%2\">%3</span></p><p>%4</p><p style=\"font-family:%5\">%6</p>")
                       .arg(scoreTitle(id).toHtmlEscaped(), muted, scoreName(id), scoreWords(score.definition).toHtmlEscaped(),
                           cssFamilies(monoFont()), QString::fromUtf8(score.formula.data()).toHtmlEscaped());
    if (!score.source.empty())
        text += QStringLiteral("<p style=\"color:%1\">%2</p>").arg(muted, QString::fromUtf8(score.source.data()).toHtmlEscaped());
    return text;
}

QString scoreName(ScoreId id)
{
    return QString::fromUtf8(scoreDefinition(id).name.data());
}

} // namespace headscope
