#include "ui/views/shared/pattern/shown_patterns.h"

#include "ui/jobs/failure_words.h"
#include "ui/session/model_words.h"
#include "ui/session/shown_trace.h"
#include "ui/views/shared/pattern/measure_words.h"

#include <QCoreApplication>

#include <algorithm>

namespace headscope {

namespace {

struct Words {
    Q_DECLARE_TR_FUNCTIONS(headscope::ShownPatterns)
};

constexpr double kAtOnce = 250'000; // numbers that a frame can wait for

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

QStringList labelsIn(const std::vector<std::string> &labels)
{
    QStringList words;
    words.reserve(static_cast<qsizetype>(labels.size()));
    for (const std::string &label : labels)
        words << QString::fromStdString(label);
    return words;
}

std::optional<PatternRequest> patternRequest(const Session &session, const Selection &selection)
{
    const HeadPlace picked{selection.layer(), selection.head()};
    auto trace = newestShownTrace(session, selection);
    if (!trace || !hasTokens(*trace) || picked.layer >= trace->doneLayers())
        return std::nullopt;
    return PatternRequest{std::move(trace), picked, selection.pattern(), selection.filter()};
}

ShownPatterns shownPatterns(const Session &session, const Selection &selection)
{
    ShownPatterns shown;
    shown.choice = selection.pattern();
    const auto request = patternRequest(session, selection);
    if (!request)
        return shown;
    const HeadPlace &picked = request->place;
    const TransformerConfig &config = request->trace->config();
    shown.trace = request->trace;
    shown.crosses = config.layer(picked.layer).cross;
    shown.title = titleOf(shown, picked, selection.shown() == Shown::original);
    if (selection.shown() == Shown::difference)
        shown.note = isSideBySide(picked, shown.choice) ? Words::tr("as edited; the heatmap of a single head shows the difference")
                                                        : Words::tr("as edited; the heatmap shows the difference");
    try {
        ChosenPatterns chosen = chosenPatterns(*request, kMostSideBySide);
        const bool ofHeads = measureInfo(shown.choice.measure).ofHeads;
        for (ChosenPatterns::Head &head : chosen.heads)
            shown.heads.push_back({head.place, std::move(head.pattern), pictureTitle(config, head.place, shown.choice.measure),
                QStringLiteral("%1.%2").arg(QString::fromStdString(config.shortLayerName(head.place.layer))).arg(head.place.head + 1),
                ofHeads ? head.place.layer * config.heads + head.place.head : -1});
        shown.rowLabels = labelsIn(chosen.rowLabels);
        shown.columnLabels = labelsIn(chosen.columnLabels);
        shown.pairs = std::move(chosen.pairs);
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

StageKey attentionKey(const Selection &selection)
{
    return selection.key(measureInfo(selection.pattern().measure).stage);
}

} // namespace headscope
