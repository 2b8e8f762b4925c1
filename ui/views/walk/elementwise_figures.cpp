// Figures whose matrices have the same shape: what is before and after, sums, gates, joined heads, differences.
#include "src/attention/rotary.h"
#include "src/trace/trace_data.h"
#include "ui/session/model_words.h"
#include "ui/views/shared/stages/stage_words.h"
#include "ui/views/walk/panel_builder.h"
#include "ui/views/walk/stage_figures.h"

#include <QCoreApplication>

#include <numeric>

namespace headscope {

namespace {

struct Words {
    Q_DECLARE_TR_FUNCTIONS(headscope::ElementwiseFigures)
};

/// In a row, one beneath the other, or (three and more of them) in two columns. Labels that a neighbour carries already are left out by
/// the layout.
void line(WalkFigure &figure)
{
    for (int i = 0; i < int(figure.panels.size()); ++i) {
        figure.panels[std::size_t(i)].places = {GridPlace{0, i}, GridPlace{i, 0}, GridPlace{i / 2, i % 2}};
    }
    figure.arrangements = figure.panels.size() >= 3 ? 3 : 2;
}

void shareAll(WalkFigure &figure)
{
    std::vector<int> all(figure.panels.size());
    std::iota(all.begin(), all.end(), 0);
    shareRange(figure.panels, all);
}

void addShape(WalkFigure &figure)
{
    const FigurePanel *result = figure.resultPanel();
    figure.subheading += Words::tr("%1 is %2")
                             .arg(QString::fromUtf8(stageInfo(figure.key.stage).symbol.data()),
                                 shapeText(result->picture.numbers.rows(), result->picture.numbers.cols()));
}

void addPanel(WalkFigure &figure, const Trace &trace, const StageKey &key, const QString &symbolBefore)
{
    FigurePanel panel = stagePanel(trace, key);
    if (stageInfo(key.stage).scope != StageScope::model && key.layer != figure.key.layer)
        panel.title += Words::tr(" of %1").arg(layerTitle(trace.config(), key.layer).toLower());
    panel.symbolBefore = symbolBefore;
    panel.result = key.stage == figure.key.stage;
    panel.color = panel.result ? stageColor(key.stage) : &Theme::text;
    figure.panels.push_back(std::move(panel));
}

} // namespace

void fillBeforeAfter(WalkFigure &figure, const Trace &trace, const StageKey &before, const QString &symbol)
{
    addPanel(figure, trace, before, {});
    addPanel(figure, trace, figure.key, symbol);
    shareAll(figure);
    line(figure);
    addShape(figure);
}

void fillRotation(WalkFigure &figure, const Trace &trace, const StageKey &before)
{
    fillBeforeAfter(figure, trace, before, QStringLiteral("↻"));
    const Rotary &rotary = trace.config().layer(figure.key.layer).rotary;
    for (int column = 0; column < trace.config().headWidth; ++column) {
        const RotaryPair pair = column < rotary.dims ? rotaryPair(rotary, column, 0) : RotaryPair{-1, -1};
        figure.partners.push_back(pair.first == column ? pair.second : pair.first);
    }
}

void fillSum(WalkFigure &figure, const Trace &trace, const std::vector<StageKey> &terms, const StageKey &sum)
{
    for (const StageKey &term : terms)
        addPanel(figure, trace, term, figure.panels.empty() ? QString() : QStringLiteral("+"));
    addPanel(figure, trace, sum, QStringLiteral("="));
    shareAll(figure);
    line(figure);
    addShape(figure);
}

void fillGate(WalkFigure &figure, const Trace &trace, const StageKey &gate, const StageKey &behind)
{
    addPanel(figure, trace, gate, {});
    figure.panels.back().title = Words::tr("U gate, becomes f(U)");
    addPanel(figure, trace, behind, QStringLiteral("∘"));
    addPanel(figure, trace, figure.key, QStringLiteral("="));
    shareAll(figure);
    line(figure);
    addShape(figure);
}

void fillScoreBias(WalkFigure &figure, const Trace &trace, const StageKey &before)
{
    addPanel(figure, trace, before, {});
    const StageKey &key = figure.key;
    const TraceData &data = trace.data();
    const std::vector<float> biases = data.transformer->head(key.layer, key.head, LayerTrace()).distanceBias;
    const int rows = trace.rowCount(key);
    const int columns = trace.columnCount(key);
    std::vector<float> numbers;
    numbers.reserve(std::size_t(rows) * std::size_t(columns));
    for (int t = 0; t < rows; ++t)
        for (int s = 0; s < columns; ++s)
            numbers.push_back(biases.empty() ? 0 : biases[std::size_t(s - t + rows - 1)]);
    FigurePanel bias = stagePanel(trace, before);
    const QStringList rowNames = bias.picture.rowLabels;
    const QStringList columnNames = bias.picture.columnLabels;
    bias.picture = divergingPicture(ownMatrix(std::move(numbers), columns), 2);
    bias.picture.rowLabels = rowNames;
    bias.picture.columnLabels = columnNames;
    bias.title = trace.config().scoreBias == ScoreBias::slopes ? Words::tr("bias: slope × distance") : Words::tr("bias of the distance");
    bias.symbolBefore = QStringLiteral("+");
    bias.color = &Theme::text;
    bias.stage.reset();
    figure.panels.push_back(std::move(bias));
    addPanel(figure, trace, key, QStringLiteral("="));
    shareAll(figure);
    line(figure);
    addShape(figure);
}

void fillLookup(WalkFigure &figure, const Trace &trace)
{
    const std::vector<Token> &tokens = trace.rowTokens(figure.key);
    std::vector<float> ids;
    ids.reserve(tokens.size());
    for (const Token &token : tokens)
        ids.push_back(float(token.id));
    FigurePanel panel;
    panel.picture = divergingPicture(ownMatrix(std::move(ids), 1), 0);
    // Ids are names, not amounts: no colour, and always whole.
    panel.picture.range = {-1e30, 1e30};
    panel.picture.format = {0, false};
    panel.picture.rowLabels = rowLabels(trace, figure.key);
    panel.title = Words::tr("id");
    panel.columnAxis = Axis::statistic;
    panel.rowLink = Link::row;
    panel.framesRow = true;
    figure.panels.push_back(std::move(panel));
    addPanel(figure, trace, figure.key, QStringLiteral("→"));
    figure.panels[1].places[0] = {0, 1};
    figure.panels[1].picture.rowLabels.clear();
    addShape(figure);
}

void fillJoinedHeads(WalkFigure &figure, const Trace &trace)
{
    addPanel(figure, trace, figure.key, {});
    figure.panels[0].groupSize = trace.config().headWidth;
    addShape(figure);
}

void fillDifference(WalkFigure &figure, const Trace &original, const Trace &edited)
{
    const auto add = [&](const Trace &trace, const QString &title, const QString &symbol) {
        FigurePanel panel = stagePanel(trace, figure.key);
        panel.title = title;
        panel.symbolBefore = symbol;
        panel.color = &Theme::text;
        figure.panels.push_back(std::move(panel));
    };
    add(edited, Words::tr("with edits"), {});
    add(original, Words::tr("original"), QStringLiteral("−"));
    figure.panels[1].stage.reset(); // the original is not edited in place
    figure.panels[1].picture.edited.clear();
    shareAll(figure);

    const Matrix after = edited.matrix(figure.key);
    const Matrix before = original.matrix(figure.key);
    std::vector<float> difference;
    difference.reserve(std::size_t(after.rows()) * std::size_t(after.cols()));
    for (int r = 0; r < after.rows(); ++r) {
        for (int c = 0; c < after.cols(); ++c)
            // −∞ on both sides is no change, not NaN.
            difference.push_back(after(r, c) == before(r, c) ? 0 : after(r, c) - before(r, c));
    }
    FigurePanel panel = stagePanel(edited, figure.key);
    const QStringList rows = panel.picture.rowLabels;
    const QStringList columns = panel.picture.columnLabels;
    auto marks = panel.picture.edited;
    panel.picture = divergingPicture(ownMatrix(std::move(difference), after.cols()), figure.key.stage == Stage::weights ? 3 : 2);
    panel.picture.rowLabels = rows;
    panel.picture.columnLabels = columns;
    panel.picture.edited = std::move(marks);
    panel.title = Words::tr("difference");
    panel.symbolBefore = QStringLiteral("=");
    panel.color = &Theme::result;
    panel.result = true;
    panel.stage.reset();
    figure.panels.push_back(std::move(panel));
    line(figure);
    addShape(figure);
}

} // namespace headscope
