#include "ui/views/compare/compare_content.h"

#include "src/patterns/pooled_pattern.h"
#include "src/tensor/missing_number.h"
#include "src/trace/number_words.h"
#include "ui/session/model_words.h"
#include "ui/session/selection.h"
#include "ui/session/shown_words.h"
#include "ui/views/shared/matrix/number_text.h"
#include "ui/views/shared/pattern/shown_patterns.h"

#include <QCoreApplication>
#include <QLocale>

#include <algorithm>
#include <cmath>
#include <limits>

namespace headscope {

namespace {

struct Words {
    Q_DECLARE_TR_FUNCTIONS(headscope::Compare)
};

constexpr int kTextShown = 60; // characters of a text in a heading

QString number(double value)
{
    return QString::fromStdString(roundedNumber(value));
}

QString signedNumber(double value)
{
    return value > 0 ? QLatin1Char('+') + number(value) : number(value);
}

QString textWords(const Trace &trace)
{
    const auto quoted = [](const std::string &text) {
        QString shown = shownWords(QString::fromStdString(text).simplified());
        if (shown.size() > kTextShown)
            shown = shown.left(kTextShown - 1) + QStringLiteral("…");
        return QStringLiteral("“%1”").arg(shown);
    };
    QString words = quoted(trace.text());
    if (trace.pair())
        words += QStringLiteral(" + ") + quoted(*trace.pair());
    if (trace.config().isEncoderDecoder() && !trace.target().empty())
        words += QStringLiteral(" → ") + quoted(trace.target());
    const auto edits = trace.edits().size();
    if (edits == 1)
        words += Words::tr(", 1 edit");
    else if (edits > 1)
        words += Words::tr(", %1 edits").arg(edits);
    return words;
}

struct SideTexts {
    std::vector<std::string> rows;
    std::vector<std::string> columns;
};

CompareSide sideOf(const PinnedHead &pinned, SideTexts &texts)
{
    CompareSide side;
    side.pinned = pinned;
    const ChosenPatterns chosen = chosenPatterns({pinned.trace, pinned.head, pinned.choice});
    side.pattern = chosen.heads.front().pattern;
    side.rows = labelsIn(chosen.rowLabels);
    side.columns = labelsIn(chosen.columnLabels);
    side.name = nameOf(pinned);
    side.text = textWords(*pinned.trace);
    texts.rows = comparableTexts(chosen.texts.rows(), side.pattern->rows());
    texts.columns = comparableTexts(chosen.texts.columns(), side.pattern->columns());
    return side;
}

QStringList alignedLabels(const std::vector<AlignedUnit> &units, const QStringList &a, const QStringList &b, int step)
{
    QStringList labels;
    for (std::size_t i = 0; i < units.size(); i += std::size_t(step))
        labels << (units[i].a >= 0 ? a[units[i].a] : b[units[i].b]);
    return labels;
}

/// Small enough to be drawn: as it is, or the number of the largest size of each step × step cells.
std::optional<Matrix> drawn(const Pattern &pattern, int step, const std::stop_token &stop)
{
    if (step == 1)
        return wholeMatrix(pattern);
    std::optional<PooledPattern> pooled = poolPattern(pattern, PoolRule::largest, kMostCompared, WithTotals::no, stop);
    if (!pooled)
        return std::nullopt;
    auto values = std::make_shared<const std::vector<float>>(std::move(pooled->values));
    return Matrix{{values->data(), pooled->rows, pooled->columns, pooled->columns, 1}, values};
}

int stepFor(int rows, int columns)
{
    int step = 1; // the powers of two that poolPattern takes
    while ((std::max(rows, columns) + step - 1) / step > kMostCompared)
        step *= 2;
    return step;
}

QString countWords(const QString &what, const AlignmentCount &count)
{
    const QLocale english(QLocale::English);
    return Words::tr("%1: %2 in both, %3 only in A, %4 only in B.")
        .arg(what, english.toString(count.both), english.toString(count.onlyA), english.toString(count.onlyB));
}

QStringList largestWords(const CompareContent &content)
{
    const PatternComparison &summary = content.summary;
    if (summary.row < 0) // all are undefined
        return {};
    const bool all = summary.undefined == 0;
    if (summary.largestDifference == 0)
        return {all ? Words::tr("No difference anywhere.") : Words::tr("No difference where both are defined.")};
    const AlignedUnit row = content.axes->rows[std::size_t(summary.row)];
    const AlignedUnit column = content.axes->columns[std::size_t(summary.column)];
    return {(all ? Words::tr("Largest difference %1 at %2 → %3.") : Words::tr("Largest difference where both are defined: %1 at %2 → %3."))
                .arg(signedNumber(summary.largestDifference), content.a.rows[row.a], content.a.columns[column.a])};
}

} // namespace

QString nameOf(const PinnedHead &pinned)
{
    const TransformerConfig &config = pinned.trace->config();
    QString name = QStringLiteral("%1 · %2").arg(
        modelTitle(pinned.trace->model()), headTitle(config, pinned.head.layer, pinned.head.head).toLower());
    if (!pinned.choice.others.empty())
        name += Words::tr(" and %1 more").arg(pinned.choice.others.size());
    return name;
}

std::optional<CompareContent> compareContent(const PinnedHead &a, const PinnedHead &b, const std::stop_token &stop)
{
    CompareContent content;
    SideTexts textsOfA;
    SideTexts textsOfB;
    content.a = sideOf(a, textsOfA);
    content.b = sideOf(b, textsOfB);
    content.axes = std::make_shared<AlignedAxes>(
        AlignedAxes{alignUnits(textsOfA.rows, textsOfB.rows), alignUnits(textsOfA.columns, textsOfB.columns)});
    content.rowCount = countOf(content.axes->rows);
    content.columnCount = countOf(content.axes->columns);
    content.step = stepFor(int(content.axes->rows.size()), int(content.axes->columns.size()));
    content.rows = alignedLabels(content.axes->rows, content.a.rows, content.b.rows, content.step);
    content.columns = alignedLabels(content.axes->columns, content.a.columns, content.b.columns, content.step);
    using Shows = AlignedPattern::Shows;
    struct Picture {
        Shows shows;
        Matrix CompareContent::*numbers;
        Matrix CompareContent::*mask;
    };
    constexpr Picture pictures[] = {{Shows::a, &CompareContent::numbersOfA, &CompareContent::maskOfA},
        {Shows::b, &CompareContent::numbersOfB, &CompareContent::maskOfB},
        {Shows::difference, &CompareContent::difference, &CompareContent::maskOfBoth}};
    const auto maskOf = [](const PinnedHead &pinned) { return maskPattern(pinned.trace, pinned.head, pinned.choice); };
    for (const auto &[shows, matrix, mask] : pictures) {
        const auto numbers = drawn(AlignedPattern(shows, content.a.pattern, content.b.pattern, content.axes), content.step, stop);
        if (!numbers || stop.stop_requested())
            return std::nullopt;
        content.*matrix = *numbers;
        if (content.step == 1)
            content.*mask = wholeMatrix(AlignedPattern(shows, maskOf(a), maskOf(b), content.axes));
    }
    content.range = rangeOf(content.numbersOfA.view).with(rangeOf(content.numbersOfB.view));
    if (!content.range.empty())
        content.range = content.range.with({0, 0});
    content.changes = rangeOf(content.difference.view);
    const auto summary = comparePatterns(*content.a.pattern, *content.b.pattern, *content.axes, stop);
    if (!summary)
        return std::nullopt;
    content.summary = *summary;
    return content;
}

QStringList summaryOf(const CompareContent &content)
{
    QStringList lines;
    lines << countWords(Words::tr("Queries"), content.rowCount) + QLatin1Char(' ') + countWords(Words::tr("Keys"), content.columnCount);
    const PatternComparison &summary = content.summary;
    if (summary.cells + summary.undefined == 0) {
        lines << Words::tr("A and B have no pair of tokens in common: there is nothing to subtract.");
    } else {
        const QLocale english(QLocale::English);
        QString pairs = Words::tr("%1 pairs that both have").arg(english.toString(qulonglong(summary.cells + summary.undefined)));
        if (summary.undefined > 0)
            pairs += Words::tr(", %1 of them undefined").arg(english.toString(qulonglong(summary.undefined)));
        lines << Words::tr("Mean |B − A| %1 over %2; correlation %3.")
                     .arg(number(summary.meanDifference), pairs,
                         summary.correlation ? numberText(*summary.correlation, {3, false}) : QStringLiteral("–"));
        lines << largestWords(content);
    }
    lines << (content.a.pattern->formula() == content.b.pattern->formula()
            ? QString::fromStdString(content.a.pattern->formula())
            : Words::tr("A: %1; B: %2")
                  .arg(QString::fromStdString(content.a.pattern->formula()), QString::fromStdString(content.b.pattern->formula())));
    if (content.step > 1)
        lines << Words::tr("A cell stands for %1 × %1 pairs: the number of the largest size.").arg(content.step);
    return lines;
}

HeatmapCard compareCard(const CompareContent &content, CellIndex cell)
{
    HeatmapCard card;
    if (cell.row < 0 || cell.column < 0)
        return card;
    const auto text = [](float value) { return isMissing(value) ? QStringLiteral("–") : number(double(value)); };
    card.heading = QStringLiteral("%1 → %2").arg(content.rows[cell.row], content.columns[cell.column]);
    card.lines << QStringLiteral("A %1   B %2")
                      .arg(text(content.numbersOfA(cell.row, cell.column)), text(content.numbersOfB(cell.row, cell.column)));
    const float difference = content.difference(cell.row, cell.column);
    if (content.step > 1)
        card.lines << Words::tr("largest of %1 × %1 pairs each").arg(content.step);
    else if (isMissing(difference))
        card.lines << Words::tr("not in both");
    card.lines << QStringLiteral("B − A %1").arg(isMissing(difference) ? QStringLiteral("–") : signedNumber(double(difference)));
    return card;
}

CellIndex cellOf(const CompareContent &content, bool ofB, int queryToken, int keyToken)
{
    const CompareSide &side = ofB ? content.b : content.a;
    const auto placeOf = [&](const std::vector<TokenSpan> &units, const std::vector<AlignedUnit> &aligned, int token) {
        const int index = spanOf(units, token);
        if (index < 0)
            return -1;
        const auto place = std::ranges::find_if(aligned, [&](const AlignedUnit &one) { return (ofB ? one.b : one.a) == index; });
        return place == aligned.end() ? -1 : int(place - aligned.begin()) / content.step;
    };
    return {
        placeOf(side.pattern->rows(), content.axes->rows, queryToken), placeOf(side.pattern->columns(), content.axes->columns, keyToken)};
}

} // namespace headscope
