#include "ui/views/shared/pattern/shown_patterns.h"

#include "src/error.h"
#include "src/patterns/token_text.h"
#include "ui/jobs/failure_words.h"
#include "ui/session/model_words.h"
#include "ui/views/shared/pattern/measure_words.h"

#include <QCoreApplication>

#include <algorithm>

namespace headscope {

namespace {

struct Words {
    Q_DECLARE_TR_FUNCTIONS(headscope::ShownPatterns)
};

constexpr double kAtOnce = 250'000; // numbers that a frame can wait for

QStringList labelsOf(const TokenText &text, const std::vector<TokenSpan> &spans, TokenUnit unit)
{
    QStringList labels;
    labels.reserve(static_cast<qsizetype>(spans.size()));
    for (const TokenSpan &span : spans)
        labels << QString::fromStdString(text.label(span, unit));
    return labels;
}

std::vector<int> sentencesOf(const TokenText &text, const std::vector<TokenSpan> &spans)
{
    std::vector<int> sentences;
    sentences.reserve(spans.size());
    for (const TokenSpan &span : spans) {
        const Token &token = text.token(span.first);
        sentences.push_back(token.sequence < 0 ? -1 : token.sequence);
    }
    return sentences;
}

QString titleOf(const ShownPatterns &shown, HeadPlace picked, bool original)
{
    QStringList parts{
        modelTitle(shown.trace->model()), headsTitle(shown.trace->config(), picked, shown.choice), measureTitle(shown.choice.measure)};
    if (const QString more = choiceTitle(shown.choice); !more.isEmpty())
        parts << more;
    if (original)
        parts << Words::tr("original");
    return parts.join(QStringLiteral(" · "));
}

} // namespace

ShownPatterns shownPatterns(const Session &session, const Selection &selection)
{
    ShownPatterns shown;
    shown.choice = selection.pattern();
    const HeadPlace picked{selection.layer(), selection.head()};
    const bool original = selection.shown() == Shown::original;
    const auto trace = original ? session.original() : session.newestWith(picked.layer);
    if (!trace || !hasTokens(*trace) || picked.layer >= trace->config().layers || picked.head >= trace->config().heads)
        return shown;
    const TransformerConfig &config = trace->config();
    shown.trace = trace;
    shown.crosses = config.layer(picked.layer).cross;
    shown.title = titleOf(shown, picked, original);
    if (selection.shown() == Shown::difference)
        shown.note = isSideBySide(picked, shown.choice) ? Words::tr("as edited; the heatmap of a single head shows the difference")
                                                        : Words::tr("as edited; the heatmap shows the difference");
    try {
        std::vector<HeadPlace> places{picked};
        if (isSideBySide(picked, shown.choice))
            places = measuredHeads(picked, shown.choice);
        if (places.size() > kMostSideBySide)
            places.resize(kMostSideBySide);
        for (const HeadPlace &place : places) {
            auto pattern = makePattern(trace, place, shown.choice);
            if (!shown.heads.empty() && (pattern->rows() != shown.pattern().rows() || pattern->columns() != shown.pattern().columns()))
                throw Error("the chosen heads look from or at different texts", {}, "Choose heads of one text");
            shown.heads.push_back({place, std::move(pattern), pictureTitle(config, place, shown.choice.measure),
                QStringLiteral("%1.%2").arg(QString::fromStdString(config.shortLayerName(place.layer))).arg(place.head + 1),
                measureInfo(shown.choice.measure).ofHeads ? place.layer * config.heads + place.head : -1});
        }
        const TokenText rows(*trace, config.stackOf(picked.layer));
        const TokenText other = shown.crosses ? TokenText(*trace, 0) : TokenText({}, {});
        const TokenText &columns = shown.crosses ? other : rows;
        shown.rowLabels = labelsOf(rows, shown.pattern().rows(), shown.choice.unit);
        shown.columnLabels = labelsOf(columns, shown.pattern().columns(), shown.choice.unit);
        if (trace->pair() && !shown.crosses) {
            shown.rowSentences = sentencesOf(rows, shown.pattern().rows());
            shown.columnSentences = sentencesOf(columns, shown.pattern().columns());
        }
    } catch (...) {
        shown.heads.clear();
        shown.problem = failureInWords();
    }
    return shown;
}

bool isQuick(const ShownPatterns &shown)
{
    return shown.empty() || numbersOf(*shown.trace, shown.heads.front().place, shown.choice) <= kAtOnce;
}

int spanOf(const std::vector<TokenSpan> &spans, int token)
{
    const auto found = std::partition_point(spans.begin(), spans.end(), [token](const TokenSpan &span) { return span.last <= token; });
    return token >= 0 && found != spans.end() && found->first <= token ? static_cast<int>(found - spans.begin()) : -1;
}

int pinnedQuery(const Selection &selection, const TransformerConfig &config)
{
    return selection.layer() < config.layers ? selection.rowOf(config.stackOf(selection.layer())) : -1;
}

int pinnedKey(const Selection &selection)
{
    return stageInfo(selection.stage()).colAxis == 'S' ? selection.column() : -1;
}

void pinPair(Selection &selection, int query, int key)
{
    const StageInfo &info = stageInfo(selection.stage());
    if (info.rowAxis == 'S' || (key >= 0 && info.colAxis != 'S'))
        selection.setStage(Stage::weights);
    selection.pin(query, key);
}

std::vector<char> rowsThatPass(PairFilter filter, const std::vector<int> &sentences)
{
    if (filter == PairFilter::all || sentences.empty())
        return {};
    const int wanted = filter == PairFilter::aToA || filter == PairFilter::aToB ? 0 : 1;
    std::vector<char> pass;
    for (const int sentence : sentences)
        pass.push_back(sentence == wanted);
    return pass;
}

std::vector<char> columnsThatPass(PairFilter filter, const std::vector<int> &sentences)
{
    if (filter == PairFilter::all || sentences.empty())
        return {};
    const int wanted = filter == PairFilter::aToA || filter == PairFilter::bToA ? 0 : 1;
    std::vector<char> pass;
    for (const int sentence : sentences)
        pass.push_back(sentence == wanted);
    return pass;
}

} // namespace headscope
