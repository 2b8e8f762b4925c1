// Figures whose matrices have the same shape: what is before and after, sums, joined heads, differences.
#include "ui/views/walk/panel_builder.h"
#include "ui/views/walk/stage_figures.h"
#include "ui/views/walk/stage_texts.h"

#include <QCoreApplication>

namespace headscope {

namespace {

struct Words {
    Q_DECLARE_TR_FUNCTIONS(headscope::ElementwiseFigures)
};

/// In a row, one beneath the other, or (three of them) two above one. Labels that a neighbour carries already are left out by the layout.
void line(WalkFigure &figure)
{
    for (int i = 0; i < int(figure.panels.size()); ++i) {
        figure.panels[std::size_t(i)].places = {GridPlace{0, i}, GridPlace{i, 0}, GridPlace{i / 2, i % 2}};
    }
    figure.arrangements = figure.panels.size() == 3 ? 3 : 2;
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
        panel.title += Words::tr(" of layer %1").arg(key.layer + 1);
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
    shareRange(figure.panels, {0, 1});
    line(figure);
    addShape(figure);
}

void fillSum(WalkFigure &figure, const Trace &trace, const StageKey &first, const StageKey &second, const StageKey &third)
{
    addPanel(figure, trace, first, {});
    addPanel(figure, trace, second, QStringLiteral("+"));
    addPanel(figure, trace, third, QStringLiteral("="));
    shareRange(figure.panels, {0, 1, 2});
    line(figure);
    addShape(figure);
}

void fillLookup(WalkFigure &figure, const Trace &trace)
{
    std::vector<float> ids;
    ids.reserve(std::size_t(trace.tokenCount()));
    for (const Token &token : trace.tokens())
        ids.push_back(float(token.id));
    FigurePanel panel;
    panel.picture = divergingPicture(ownMatrix(std::move(ids), 1), 0);
    // Ids are names, not amounts: no colour, and always whole.
    panel.picture.range = {-1e30, 1e30};
    panel.picture.format = {0, false};
    panel.picture.rowLabels = tokenLabels(trace);
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
    shareRange(figure.panels, {0, 1});

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
