#include "ui/views/walk/figure_builder.h"

#include "src/trace/explain.h"
#include "src/trace/formula.h"
#include "src/trace/sources.h"
#include "ui/session/model_words.h"
#include "ui/session/prompt.h"
#include "ui/views/shared/stages/stage_words.h"
#include "ui/views/walk/stage_figures.h"

#include <QCoreApplication>

#include <algorithm>

namespace headscope {

namespace {

struct Words {
    Q_DECLARE_TR_FUNCTIONS(headscope::FigureBuilder)
};

constexpr int kWholeVocabulary = 1024; // columns; a toy's vocabulary shows as it is
constexpr int kWords = 40;
constexpr int kMostPairs = 2000; // tokens whose n × n numbers are held
constexpr qint64 kMostNumbers = qint64(1) << 24; // of any other matrix: 64 MB
constexpr qint64 kMostMadeAgain = qint64(1) << 20; // of one that a long run does not keep

/// "÷ 4", "× 0.0884".
QString scaleSymbol(const Trace &trace, const StageKey &key)
{
    const Explanation explanation = explain(trace, key, 0, 0);
    QString symbol;
    for (const auto &step : explanation.steps)
        symbol += QStringLiteral(" %1 %2").arg(
            step.name == "factor" ? QStringLiteral("×") : QStringLiteral("÷"), exactText(float(step.value)));
    return symbol.trimmed().isEmpty() ? QStringLiteral("=") : symbol.trimmed();
}

/// Position and text are made from no stage and added to the embedding: the figure shows the sum they go into.
StageKey sumOf(const TransformerConfig &config, const StageKey &key)
{
    if (config.has(Stage::embeddingSum, key.layer))
        return {Stage::embeddingSum, key.layer, 0};
    return {Stage::residualBefore, config.firstLayerOf(config.stackOf(key.layer)), 0};
}

void fillPanels(WalkFigure &figure, const Trace &trace)
{
    const StageKey key = figure.key;
    const PlanStep &step = stepAt(trace, key);
    const std::vector<StageKey> sources = sourcesOf(trace, key);
    switch (step.operation) {
    case Operation::ids: return; // a figure of its own
    case Operation::lookUp:
    case Operation::waves:
        if (!sources.empty())
            return fillLookup(figure, trace);
        return fillSum(figure, trace, sourcesOf(trace, sumOf(trace.config(), key)), sumOf(trace.config(), key));
    case Operation::sum:
        if (sources.size() > 1)
            return fillSum(figure, trace, sources, key);
        return fillBeforeAfter(figure, trace, sources.front(), QStringLiteral("="));
    case Operation::norm: return fillNorm(figure, trace, sources.front());
    case Operation::linear:
    case Operation::product: return fillProduct(figure, trace);
    case Operation::rotate: return fillRotation(figure, trace, sources.front());
    case Operation::scale:
    case Operation::divide: return fillBeforeAfter(figure, trace, sources.front(), scaleSymbol(trace, key));
    case Operation::distanceBias: return fillScoreBias(figure, trace, sources.front());
    case Operation::cap:
    case Operation::mask: return fillBeforeAfter(figure, trace, sources.front(), QStringLiteral("→"));
    case Operation::softmax: return fillSoftmax(figure, trace);
    case Operation::join: return fillJoinedHeads(figure, trace);
    case Operation::activate:
        if (sources.size() > 1)
            return fillGate(figure, trace, sources[0], sources[1]);
        return fillBeforeAfter(figure, trace, sources.front(), QStringLiteral("→"));
    }
}

/// The likeliest words of a row, those sought first.
std::vector<int> wordsOf(const Trace &trace, int row, const std::vector<int> &sought)
{
    std::vector<int> words = sought;
    for (const Prediction &prediction : trace.predictions(row, kWords))
        if (std::find(words.begin(), words.end(), prediction.id) == words.end())
            words.push_back(prediction.id);
    return words;
}

/// A legend speaks for all panels that share its scale: "E, P and X share this scale".
void nameSharedScale(WalkFigure &figure)
{
    const FigurePanel *result = figure.resultPanel();
    if (!result || !result->sharesScale)
        return;
    QStringList names;
    ValueRange numbers;
    for (const FigurePanel &panel : figure.panels) {
        if (!panel.sharesScale)
            continue;
        names << panel.title.section(QLatin1Char(' '), 0, 0);
        numbers = names.size() == 1 ? panel.picture.found : numbers.with(panel.picture.found);
    }
    names.removeDuplicates();
    if (names.size() < 2)
        return;
    const QString last = names.takeLast();
    figure.legendCaption = Words::tr("%1 and %2 share this scale").arg(names.join(QStringLiteral(", ")), last);
    figure.sharedNumbers = numbers;
}

/// Weights that can only be 0 are told from those that came out as 0.
void showMask(WalkFigure &figure, const Trace &trace)
{
    for (FigurePanel &panel : figure.panels) {
        if (!panel.stage || panel.stage->stage != Stage::weights)
            continue;
        const StageKey scores{Stage::maskedScores, panel.stage->layer, panel.stage->head};
        if (!trace.has(scores.stage, scores.layer))
            continue;
        Matrix mask = trace.matrix(scores);
        if (mask.rows() == panel.picture.numbers.rows() && mask.cols() == panel.picture.numbers.cols()) // else it is a part of them
            panel.picture.mask = std::move(mask);
    }
}

bool isDifferent(const FigureSource &source)
{
    return source.original && source.trace && source.original != source.trace
        && source.original->stackTokens(0).size() == source.trace->stackTokens(0).size()
        && source.original->stackTokens(1).size() == source.trace->stackTokens(1).size();
}

/// A selection may still name a layer of the model that was open before.
bool hasPlace(const Trace &trace, const StageKey &key)
{
    return key.layer < trace.config().layers && key.head < trace.config().heads && trace.has(key.stage, key.layer);
}

} // namespace

const Trace &FigureSource::shownTrace() const
{
    return shown == Shown::original && original ? *original : *trace;
}

bool FigureSource::showsDifference() const
{
    return shown == Shown::difference && isDifferent(*this);
}

WalkFigure buildFigure(const FigureSource &source, const StageKey &key, int row)
{
    WalkFigure figure;
    figure.key = key;
    if (!source.trace || !hasTokens(*source.trace))
        return figure;
    const Trace &trace = source.shownTrace();
    if (!hasPlace(trace, key) || isTooLong(trace, key))
        return figure;
    const TransformerConfig &config = trace.config();
    figure.heading = stageQuestion(config, key);
    QStringList parts;
    parts << QString::fromStdString(formulaOf(trace, key));
    if (const QString place = placeText(config, key); !place.isEmpty())
        parts << place;
    figure.subheading = parts.join(QStringLiteral(" · "));
    if (key.stage == Stage::tokens) {
        figure.kind = WalkFigure::Kind::tokens;
        const int count = trace.rowCount(key);
        figure.subheading += QStringLiteral(" · ") + (count == 1 ? Words::tr("1 token") : Words::tr("%1 tokens").arg(count));
        return figure;
    }
    figure.kind = WalkFigure::Kind::grid;
    figure.subheading += QStringLiteral(" · ");
    if (const QString does = headDescription(config, key.layer, key.head);
        source.onScreen && stageInfo(key.stage).scope == StageScope::head && !does.isEmpty())
        figure.notes.push_back({does});
    figure.notes.push_back({howText(config, key)});
    figure.legendCaption = matrixTitle(key.stage);
    const int lit = shownRow(trace, key, row);
    if (showsSomeWords(trace, key.stage)) {
        fillVocabulary(figure, trace, lit, wordsOf(trace, lit, source.sought));
        setFigureRow(figure, trace, lit);
        return figure;
    }
    if (source.showsDifference()) {
        figure.legendCaption = Words::tr("edited − original");
        fillDifference(figure, *source.original, *source.trace);
        return figure;
    }
    fillPanels(figure, trace);
    if (source.onScreen) {
        nameSharedScale(figure);
        showMask(figure, trace);
    }
    setFigureRow(figure, trace, lit);
    if (source.onScreen && key.stage != Stage::joinedHeads && key.stage != Stage::logits && key.stage != Stage::classLogits)
        figure.notes.push_back({Words::tr("Double-click a number to change it.")});
    return figure;
}

bool showsSomeWords(const Trace &trace, Stage stage)
{
    return stageInfo(stage).colAxis == 'V' && trace.config().vocabulary > kWholeVocabulary;
}

bool isTooLong(const Trace &trace, const StageKey &key)
{
    if (!hasPlace(trace, key) || key.stage == Stage::tokens || showsSomeWords(trace, key.stage))
        return false;
    const bool keepsAll = trace.kept().all;
    std::vector<StageKey> places = sourcesOf(trace, key);
    places.push_back(key);
    return std::any_of(places.begin(), places.end(), [&](const StageKey &place) {
        const int rows = trace.rowCount(place);
        const int columns = trace.columnCount(place);
        if (stageInfo(place.stage).quadratic)
            return std::max(rows, columns) > kMostPairs;
        return qint64(rows) * columns > (keepsAll ? kMostNumbers : kMostMadeAgain);
    });
}

int shownRow(const Trace &trace, const StageKey &key, int wanted)
{
    const int rows = trace.rowCount(key);
    return wanted >= 0 && wanted < rows ? wanted : rows - 1;
}

} // namespace headscope
