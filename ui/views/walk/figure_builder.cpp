#include "ui/views/walk/figure_builder.h"

#include "src/trace/explain.h"
#include "src/trace/formula.h"
#include "src/trace/product.h"
#include "src/trace/sources.h"
#include "ui/views/walk/stage_figures.h"
#include "ui/views/walk/stage_texts.h"

#include <QCoreApplication>

#include <algorithm>

namespace headscope {

namespace {

struct Words {
    Q_DECLARE_TR_FUNCTIONS(headscope::FigureBuilder)
};

QString scaleSymbol(const Trace &trace, const StageKey &key)
{
    const Explanation explanation = explain(trace, key, 0, 0);
    QString symbol;
    for (const auto &step : explanation.steps)
        symbol += QStringLiteral(" ÷ %1").arg(exactText(float(step.value)));
    return symbol.trimmed().isEmpty() ? QStringLiteral("=") : symbol.trimmed();
}

void fillPanels(WalkFigure &figure, const Trace &trace)
{
    const StageKey key = figure.key;
    const auto at = [&](Stage stage) { return StageKey{stage, key.layer, key.head}; };
    if (const auto product = productOf(trace, key)) {
        fillProduct(figure, trace, *product);
        return;
    }
    // Sums and norms: what a stage is made from is the engine's to say.
    const std::vector<StageKey> sources = sourcesOf(trace.config(), key);
    switch (key.stage) {
    case Stage::position: fillSum(figure, trace, at(Stage::embedding), key, {Stage::residualBefore, 0, 0}); break;
    case Stage::residualBefore:
    case Stage::residualMiddle:
    case Stage::residualAfter:
        if (sources.size() == 2)
            fillSum(figure, trace, sources[0], sources[1], key);
        else
            fillBeforeAfter(figure, trace, sources.front(), QStringLiteral("="));
        break;
    case Stage::attentionNorm:
    case Stage::mlpNorm:
    case Stage::finalNorm: fillNorm(figure, trace, sources.front()); break;
    case Stage::scaledScores: fillBeforeAfter(figure, trace, sources.front(), scaleSymbol(trace, key)); break;
    case Stage::maskedScores:
    case Stage::mlpPost: fillBeforeAfter(figure, trace, sources.front(), QStringLiteral("→")); break;
    case Stage::weights: fillSoftmax(figure, trace); break;
    case Stage::joinedHeads: fillJoinedHeads(figure, trace); break;
    default: fillLookup(figure, trace); break;
    }
}

bool isDifferent(const FigureSource &source)
{
    return source.original && source.trace && source.original != source.trace
        && source.original->tokenCount() == source.trace->tokenCount();
}

/// A selection may still name a layer of the model that was open before.
bool hasPlace(const Trace &trace, const StageKey &key)
{
    return trace.has(key.stage) && key.layer < trace.config().layers && key.head < trace.config().heads;
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
    if (!source.trace || source.trace->tokenCount() == 0)
        return figure;
    const Trace &trace = source.shownTrace();
    if (!hasPlace(trace, key))
        return figure;
    figure.heading = stageQuestion(key.stage);
    QStringList parts;
    parts << QString::fromStdString(formulaOf(trace, key));
    if (const QString place = placeText(trace.config(), key); !place.isEmpty())
        parts << place;
    figure.subheading = parts.join(QStringLiteral(" · "));
    if (key.stage == Stage::tokens) {
        figure.kind = WalkFigure::Kind::tokens;
        figure.subheading
            += QStringLiteral(" · ") + (trace.tokenCount() == 1 ? Words::tr("1 token") : Words::tr("%1 tokens").arg(trace.tokenCount()));
        return figure;
    }
    figure.kind = WalkFigure::Kind::grid;
    figure.subheading += QStringLiteral(" · ");
    figure.notes.push_back({howText(trace.config(), key.stage)});
    figure.legendCaption = matrixTitle(key.stage);
    if (source.showsDifference()) {
        figure.legendCaption = Words::tr("edited − original");
        fillDifference(figure, *source.original, *source.trace);
        return figure;
    }
    fillPanels(figure, trace);
    setFigureRow(figure, trace, shownRow(trace, row));
    if (source.onScreen && key.stage != Stage::joinedHeads && key.stage != Stage::logits)
        figure.notes.push_back({Words::tr("Double-click a number to change it.")});
    return figure;
}

int shownRow(const Trace &trace, int wanted)
{
    return wanted >= 0 && wanted < trace.tokenCount() ? wanted : trace.tokenCount() - 1;
}

} // namespace headscope
