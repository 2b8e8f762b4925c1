// Figures of stages that work on one row at a time: norms and the softmax.
#include "src/trace/explain.h"
#include "src/trace/number_words.h"

#include "ui/views/walk/figure_builder.h"
#include "ui/views/walk/panel_builder.h"
#include "ui/views/walk/stage_figures.h"
#include "ui/views/walk/stage_texts.h"

#include <QCoreApplication>

#include <algorithm>

namespace headscope {

namespace {

struct Words {
    Q_DECLARE_TR_FUNCTIONS(headscope::RowwiseFigures)
};

constexpr int kStrips = 4; // scores, scores − maximum, exponentials, weights
constexpr int kPredictions = 6;

/// Steps of a norm's explanation that belong to the whole row; gain and shift belong to a column.
bool isOfRow(const Explanation::Step &step)
{
    return step.name == "mean" || step.name == "variance" || step.name == "mean square";
}

FigurePanel statisticsPanel(const Trace &trace, const StageKey &key)
{
    std::vector<float> numbers;
    QStringList names;
    for (int row = 0; row < trace.tokenCount(); ++row) {
        const Explanation explanation = explain(trace, key, row, 0);
        names.clear();
        for (const auto &step : explanation.steps) {
            if (!isOfRow(step))
                continue;
            numbers.push_back(float(step.value));
            names << QCoreApplication::translate("headscope::Engine", step.name.c_str());
        }
    }
    FigurePanel panel;
    panel.picture = divergingPicture(ownMatrix(std::move(numbers), int(names.size())), 2);
    panel.picture.columnLabels = names;
    panel.title = Words::tr("per row");
    panel.columnAxis = Axis::statistic;
    panel.rowLink = Link::row;
    panel.framesRow = true;
    return panel;
}

double stepValue(const Explanation &explanation, std::string_view name)
{
    const auto found
        = std::find_if(explanation.steps.begin(), explanation.steps.end(), [&](const auto &step) { return step.name == name; });
    return found == explanation.steps.end() ? 0 : found->value;
}

FigurePanel strip(const QString &label, int index)
{
    FigurePanel panel;
    panel.picture.rowLabels = {label};
    panel.rowAxis = Axis::single;
    panel.columnAxis = Axis::key;
    panel.columnLink = Link::column;
    panel.places[0] = {index, 0};
    return panel;
}

void setSoftmaxStrips(WalkFigure &figure, const Trace &trace, int row)
{
    const Explanation explanation = explain(trace, figure.key, row, 0);
    const int columns = int(explanation.terms.size());
    std::array<std::vector<float>, kStrips> numbers;
    const Matrix weights = trace.matrix(figure.key);
    for (int c = 0; c < columns; ++c) {
        const Term &term = explanation.terms[std::size_t(c)];
        numbers[0].push_back(float(term.a));
        numbers[1].push_back(float(term.b));
        numbers[2].push_back(float(term.value));
        numbers[3].push_back(weights(row, c));
    }
    const ValueRange weightRange = figure.resultPanel()->picture.range;
    for (int i = 0; i < kStrips; ++i) {
        MatrixPicture &picture = figure.panels[std::size_t(i)].picture;
        const QStringList rowLabels = picture.rowLabels;
        const QStringList columnLabels = picture.columnLabels;
        Matrix matrix = ownMatrix(std::move(numbers[std::size_t(i)]), columns);
        if (i < 2)
            picture = divergingPicture(std::move(matrix), 2);
        else
            picture = sequentialPicture(std::move(matrix), i == 2 ? ValueRange{0, 1} : weightRange, 3);
        picture.rowLabels = rowLabels;
        picture.columnLabels = columnLabels;
    }
    figure.panels[0].title = Words::tr("Row of %1, step by step").arg(tokenLabels(trace).value(row));
    figure.panels[3].picture.format = figure.resultPanel()->picture.format;
    figure.panels[3].picture.widest = figure.resultPanel()->picture.widest;
    figure.panels[0].note = Words::tr("maximum %1").arg(QString::fromStdString(roundedNumber(stepValue(explanation, "maximum"))));
    figure.panels[2].note = Words::tr("sum %1").arg(QString::fromStdString(roundedDivisor(stepValue(explanation, "sum of exponentials"))));
    figure.panels[3].note = Words::tr("each ÷ sum");
}

void setTopWords(WalkFigure &figure, const Trace &trace, int row)
{
    figure.notes.clear();
    figure.notes.push_back({Words::tr("Most probable after %1").arg(tokenLabels(trace).value(row))});
    for (const Prediction &prediction : trace.predictions(row, kPredictions)) {
        figure.notes.push_back(
            {QStringLiteral("%1 %  %2")
                    .arg(numberText(prediction.probability * 100.0, {1}).rightJustified(5), QString::fromStdString(prediction.display)),
                true});
    }
}

} // namespace

void fillNorm(WalkFigure &figure, const Trace &trace, const StageKey &before)
{
    FigurePanel input = stagePanel(trace, before);
    input.color = &Theme::text;
    FigurePanel statistics = statisticsPanel(trace, figure.key);
    FigurePanel output = stagePanel(trace, figure.key);
    output.symbolBefore = QStringLiteral("→");
    output.result = true;
    output.color = stageColor(figure.key.stage);
    statistics.places = {GridPlace{0, 1}, GridPlace{0, 1}, {}};
    output.places = {GridPlace{0, 2}, GridPlace{1, 0}, {}};
    figure.arrangements = 2;
    figure.subheading += Words::tr("%1 is %2")
                             .arg(QString::fromUtf8(stageInfo(figure.key.stage).symbol.data()),
                                 shapeText(output.picture.numbers.rows(), output.picture.numbers.cols()));
    figure.panels.push_back(std::move(input));
    figure.panels.push_back(std::move(statistics));
    figure.panels.push_back(std::move(output));
}

void fillSoftmax(WalkFigure &figure, const Trace &trace)
{
    figure.panels.push_back(strip(Words::tr("score s"), 0));
    figure.panels.push_back(strip(Words::tr("s − maximum"), 1));
    figure.panels.push_back(strip(Words::tr("exp(s − max)"), 2));
    figure.panels.push_back(strip(Words::tr("weight"), 3));
    FigurePanel weights = stagePanel(trace, figure.key);
    weights.color = stageColor(figure.key.stage);
    weights.result = true;
    weights.places[0] = {kStrips, 0};
    figure.panels[0].picture.columnLabels = weights.picture.columnLabels;
    figure.panels[0].color = &Theme::query;
    weights.picture.columnLabels.clear(); // the first strip carries them
    figure.subheading
        += Words::tr("%1 is %2").arg(QStringLiteral("A"), shapeText(weights.picture.numbers.rows(), weights.picture.numbers.cols()));
    figure.panels.push_back(std::move(weights));
}

void setFigureRow(WalkFigure &figure, const Trace &trace, int row)
{
    if (figure.kind != WalkFigure::Kind::grid || row < 0 || row >= trace.tokenCount())
        return;
    if (figure.key.stage == Stage::weights && int(figure.panels.size()) == kStrips + 1)
        setSoftmaxStrips(figure, trace, row);
    else if (figure.key.stage == Stage::logits && figure.falk)
        setTopWords(figure, trace, row);
}

} // namespace headscope
