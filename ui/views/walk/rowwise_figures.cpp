// Figures of stages that work on one row at a time: norms and the softmax.
#include "src/trace/explain.h"
#include "src/trace/labels.h"
#include "src/trace/number_words.h"
#include "src/trace/sources.h"
#include "ui/session/class_probabilities.h"
#include "ui/views/shared/stages/stage_words.h"
#include "ui/views/walk/figure_builder.h"
#include "ui/views/walk/panel_builder.h"
#include "ui/views/walk/stage_figures.h"

#include <QCoreApplication>

#include <algorithm>

namespace headscope {

namespace {

struct Words {
    Q_DECLARE_TR_FUNCTIONS(headscope::RowwiseFigures)
};

constexpr int kStrips = 4; // scores, scores − maximum, exponentials, weights
constexpr int kPredictions = 6;

/// Mean and variance of each row, or its mean square: what explain() says of each, for all rows at once.
FigurePanel statisticsPanel(const MatrixView &input, NormKind kind)
{
    const bool rms = kind == NormKind::rms;
    std::vector<float> numbers;
    for (int row = 0; row < input.rows; ++row) {
        double sum = 0;
        double squares = 0;
        for (int column = 0; column < input.cols; ++column)
            sum += input(row, column);
        const double mean = rms ? 0 : sum / input.cols;
        for (int column = 0; column < input.cols; ++column)
            squares += (input(row, column) - mean) * (input(row, column) - mean);
        if (!rms)
            numbers.push_back(float(mean));
        numbers.push_back(float(squares / input.cols));
    }
    FigurePanel panel;
    panel.picture = divergingPicture(ownMatrix(std::move(numbers), rms ? 1 : 2), 2);
    panel.picture.columnLabels = rms ? QStringList{Words::tr("mean square")} : QStringList{Words::tr("mean"), Words::tr("variance")};
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
    const Matrix weights = trace.rows(figure.key, row, 1);
    for (int c = 0; c < columns; ++c) {
        const Term &term = explanation.terms[std::size_t(c)];
        numbers[0].push_back(float(term.a));
        numbers[1].push_back(float(term.b));
        numbers[2].push_back(float(term.value));
        numbers[3].push_back(weights(0, c));
    }
    const ValueRange weightRange = figure.resultPanel()->picture.range;
    const Matrix &mask = figure.resultPanel()->picture.mask; // empty: nothing is hatched
    for (int i = 0; i < kStrips; ++i) {
        MatrixPicture &picture = figure.panels[std::size_t(i)].picture;
        const QStringList rowLabels = picture.rowLabels;
        const QStringList columnLabels = picture.columnLabels;
        Matrix matrix = ownMatrix(std::move(numbers[std::size_t(i)]), columns);
        if (i < 2)
            picture = divergingPicture(std::move(matrix), 2);
        else
            picture = sequentialPicture(std::move(matrix), i == 2 ? ValueRange{0, 1} : weightRange, 3);
        if (i >= 2 && !mask.empty())
            picture.mask = {mask.view.block(row, 0, 1, columns), mask.owner};
        picture.rowLabels = rowLabels;
        picture.columnLabels = columnLabels;
    }
    figure.panels[0].title = Words::tr("Row of %1, step by step").arg(rowLabels(trace, figure.key).value(row));
    figure.panels[3].picture.format = figure.resultPanel()->picture.format;
    figure.panels[3].picture.widest = figure.resultPanel()->picture.widest;
    figure.panels[0].note = Words::tr("maximum %1").arg(QString::fromStdString(roundedNumber(stepValue(explanation, "maximum"))));
    figure.panels[2].note = Words::tr("sum %1").arg(QString::fromStdString(roundedDivisor(stepValue(explanation, "sum of exponentials"))));
    figure.panels[3].note = Words::tr("each ÷ sum");
}

void addShares(WalkFigure &figure, const std::vector<std::pair<QString, double>> &shares)
{
    for (const auto &[name, probability] : shares)
        figure.notes.push_back({QStringLiteral("%1 %  %2").arg(numberText(probability * 100.0, {1}).rightJustified(5), name), true});
}

void setTopWords(WalkFigure &figure, const Trace &trace, int row)
{
    const QString name = rowLabels(trace, figure.key).value(row);
    figure.notes.clear();
    figure.notes.push_back({trace.config().predicts == Predicts::ownToken ? Words::tr("Most probable in the place of %1").arg(name)
                                                                          : Words::tr("Most probable after %1").arg(name)});
    std::vector<std::pair<QString, double>> shares;
    for (const Prediction &prediction : trace.predictions(row, kPredictions))
        shares.emplace_back(QString::fromStdString(prediction.display), prediction.probability);
    addShares(figure, shares);
}

void setClasses(WalkFigure &figure, const Trace &trace, int row)
{
    figure.notes.clear();
    figure.notes.push_back({Words::tr("Probabilities")});
    const std::vector<float> probabilities = classProbabilities(trace, row);
    std::vector<std::pair<QString, double>> shares;
    for (int c = 0; c < std::min(kPredictions, int(probabilities.size())); ++c)
        shares.emplace_back(QString::fromStdString(columnLabel(trace, figure.key, c)), probabilities[std::size_t(c)]);
    addShares(figure, shares);
}

/// What stands above the result belongs to the lit row: the first has maps of its own.
void setGlobalRow(WalkFigure &figure, int row)
{
    if (figure.aboveFirstRow && figure.panels.size() > 1)
        figure.panels[1] = row == 0 ? *figure.aboveFirstRow : *figure.aboveOtherRows;
}

} // namespace

void fillNorm(WalkFigure &figure, const Trace &trace, const StageKey &before)
{
    FigurePanel input = stagePanel(trace, before);
    input.color = &Theme::text;
    FigurePanel statistics = statisticsPanel(input.picture.numbers.view, stepAt(trace, figure.key).normKind);
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
    if (figure.kind != WalkFigure::Kind::grid || row < 0 || row >= trace.rowCount(figure.key))
        return;
    setGlobalRow(figure, row);
    if (figure.key.stage == Stage::weights && int(figure.panels.size()) == kStrips + 1)
        setSoftmaxStrips(figure, trace, row);
    else if (figure.key.stage == Stage::logits && !figure.panels.empty())
        setTopWords(figure, trace, row);
    else if (figure.key.stage == Stage::classLogits && figure.falk)
        setClasses(figure, trace, row);
}

} // namespace headscope
