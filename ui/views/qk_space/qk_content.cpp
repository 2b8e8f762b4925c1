#include "ui/views/qk_space/qk_content.h"

#include "src/trace/number_words.h"
#include "ui/session/model_words.h"
#include "ui/theme/color_scale.h"
#include "ui/theme/theme.h"
#include "ui/views/shared/matrix/number_text.h"

#include <QCoreApplication>
#include <QHash>
#include <QLocale>

#include <algorithm>
#include <cmath>

namespace headscope {

namespace {

struct Words {
    Q_DECLARE_TR_FUNCTIONS(headscope::QkSpace)
};

QStringList displays(const std::vector<Token> &tokens)
{
    QStringList names;
    for (const Token &token : tokens)
        names << QString::fromStdString(token.display);
    return names;
}

QString percent(double share)
{
    return Words::tr("%1 %").arg(numberText(100 * share, {share < 0.1 ? 1 : 0, false}));
}

QString count(int number)
{
    return QLocale(QLocale::English).toString(number); // as the rest of the window: 1,024
}

/// The same token has the same colour in every text: its hue follows from its letters.
QColor tokenColor(const QString &name)
{
    const Theme &theme = Theme::current();
    constexpr int kHues = 24;
    const auto hash = unsigned(qHash(name.trimmed(), 7));
    const int hue = int(hash % kHues) * 360 / kHues;
    const int shade = int(hash / kHues % 3) * 26;
    return QColor::fromHsl(hue, 165, (theme.dark ? 140 : 78) + shade);
}

/// Sequential scales begin and end near the background; their middle is seen on both themes.
QColor scaleColor(const ColorScale &scale, double t)
{
    return scale.color(0.15 + 0.75 * t);
}

} // namespace

QkContent qkContent(
    std::shared_ptr<const Trace> trace, HeadPlace head, PatternChoice choice, const QueryKeyOptions &options, const std::stop_token &stop)
{
    choice.unit = TokenUnit::tokens;
    choice.others.clear();
    if (!measureInfo(choice.measure).adds)
        choice.measure = Measure::weights; // a share of all scores has no meaning
    QkContent content;
    content.options = options;
    content.space = queryKeySpace(*trace, head.layer, head.head, options);
    content.queryTokens = displays(trace->rowTokens({Stage::weights, head.layer, head.head}));
    content.keyTokens = displays(trace->keyTokens(head.layer));
    content.cross = trace->config().layer(head.layer).cross;
    content.place = QStringLiteral("%1 · %2").arg(modelTitle(trace->model()), headTitle(trace->config(), head.layer, head.head).toLower());

    const auto pattern = makePattern(trace, head, choice);
    content.measure = QString::fromStdString(pattern->formula());
    for (const TokenSpan &row : pattern->rows()) {
        const auto token = std::size_t(row.first);
        const auto &at = content.space.queries[token];
        content.points.push_back({{at[0], at[1]}, false, row.first, content.space.queryLengths[token], 0});
    }
    const int firstKey = int(content.points.size());
    for (const TokenSpan &column : pattern->columns()) {
        const auto token = std::size_t(column.first);
        const auto &at = content.space.keys[token];
        content.points.push_back({{at[0], at[1]}, true, column.first, content.space.keyLengths[token], 0});
    }
    content.pairs = strongestPairs(*pattern, kMostLines, stop);
    for (StrongPair &pair : content.pairs.pairs) {
        pair.column += firstKey;
        for (const int index : {pair.row, pair.column}) {
            double &importance = content.points[std::size_t(index)].importance;
            importance = std::max(importance, double(pair.value));
        }
    }
    bool any = false;
    for (const QkPoint &point : content.points) {
        content.lengths.low = any ? std::min(content.lengths.low, point.length) : point.length;
        content.lengths.high = any ? std::max(content.lengths.high, point.length) : point.length;
        any = true;
    }
    return content;
}

int lineCount(const QkContent &content, QkLines lines)
{
    const int all = int(content.pairs.pairs.size());
    switch (lines) {
    case QkLines::none: return 0;
    case QkLines::strongest50: return std::min(50, all);
    case QkLines::strongest500: return std::min(500, all);
    case QkLines::above50: return content.pairs.countFrom(0.5F);
    case QkLines::above20: return content.pairs.countFrom(0.2F);
    case QkLines::above5: return content.pairs.countFrom(0.05F);
    case QkLines::halfOfAll: return content.pairs.countOfShare(0.5);
    }
    return 0;
}

QString linesText(const QkContent &content, QkLines lines)
{
    const int drawn = lineCount(content, lines);
    if (lines == QkLines::none)
        return Words::tr("No lines.");
    if (drawn == 0)
        return Words::tr("No pair is that strong.");
    const QString least = QString::fromStdString(roundedNumber(double(content.pairs.pairs[std::size_t(drawn - 1)].value)));
    QString text = Words::tr("Lines: the %1 strongest pairs, from %2 up, %3 of all. %4")
                       .arg(count(drawn), least, percent(content.pairs.shareOf(drawn)), content.measure);
    if (drawn == kMostLines)
        text += Words::tr(" More than %1 lines are not drawn.").arg(count(kMostLines));
    return text;
}

QString projectionText(const QkContent &content)
{
    QString text = Words::tr("Principal components of %1 queries and %2 keys; the two axes hold %3 and %4 of the variance.")
                       .arg(count(int(content.space.queries.size())), count(int(content.space.keys.size())),
                           percent(content.space.shares[0]), percent(content.space.shares[1]));
    if (content.options.centreSeparately)
        text += Words::tr(" All keys moved by one vector onto the mean of the queries: scores of a row all change alike, weights stay.");
    if (content.options.equalLengths)
        text += Words::tr(" Queries ÷ %1 and keys × %1: equally long on average, scores stay.")
                    .arg(QString::fromStdString(roundedNumber(content.space.factor)));
    return text;
}

std::vector<QColor> pointColors(const QkContent &content, QkColor color)
{
    const Theme &theme = Theme::current();
    const ColorScale scale = ColorScale::currentSequential();
    const double spread = content.lengths.high - content.lengths.low;
    std::vector<QColor> colors;
    colors.reserve(content.points.size());
    for (const QkPoint &point : content.points) {
        const auto tokens = double((point.isKey ? content.keyTokens : content.queryTokens).size());
        switch (color) {
        case QkColor::kind: colors.push_back(point.isKey ? theme.key : theme.query); break;
        case QkColor::position: colors.push_back(scaleColor(scale, tokens > 1 ? point.token / (tokens - 1) : 0.5)); break;
        case QkColor::length: colors.push_back(scaleColor(scale, spread > 0 ? (point.length - content.lengths.low) / spread : 0.5)); break;
        case QkColor::token: colors.push_back(tokenColor(content.nameOf(point))); break;
        }
    }
    return colors;
}

} // namespace headscope
