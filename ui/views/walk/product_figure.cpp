#include "src/trace/product.h"

#include "ui/views/walk/panel_builder.h"
#include "ui/views/walk/stage_figures.h"
#include "ui/views/walk/stage_texts.h"

#include <QCoreApplication>

namespace headscope {

namespace {

struct Words {
    Q_DECLARE_TR_FUNCTIONS(headscope::ProductFigure)
};

/// What the inner index of the product counts, as in StageInfo::colAxis of the left matrix.
char innerAxis(Stage stage)
{
    switch (stage) {
    case Stage::rawScores: return 'h';
    case Stage::weightedSum: return 'S';
    case Stage::outputProjection: return 'J';
    case Stage::mlpOut: return 'F';
    default: return 'D';
    }
}

FigurePanel weightsPanel(const Matrix &numbers, const std::string &symbol)
{
    FigurePanel panel;
    panel.picture = divergingPicture(numbers, 2);
    panel.title = Words::tr("%1 learned weights").arg(QString::fromStdString(symbol));
    return panel;
}

FigurePanel leftPanel(const Trace &trace, const Product &product, const QStringList &inner)
{
    FigurePanel panel = product.leftStage ? stagePanel(trace, *product.leftStage) : weightsPanel(product.left, product.leftSymbol);
    // The product's own matrix, not the stage's: they are equal, and the product says which numbers were really multiplied.
    panel.picture.numbers = product.left;
    panel.picture.columnLabels = inner;
    panel.color = product.leftStage && product.leftStage->stage == Stage::q ? &Theme::query : &Theme::text;
    return panel;
}

FigurePanel rightPanel(const Trace &trace, const Product &product, const QStringList &inner, const QStringList &columns)
{
    if (!product.rightStage) {
        FigurePanel panel = weightsPanel(product.right, product.rightSymbol);
        panel.picture.rowLabels = inner;
        panel.picture.columnLabels = columns;
        return panel;
    }
    FigurePanel panel = stagePanel(trace, *product.rightStage);
    panel.transposed = product.rightStage->stage == Stage::k;
    if (panel.transposed) {
        panel.title = Words::tr("Kᵀ keys");
        for (CellIndex &cell : panel.picture.edited)
            std::swap(cell.row, cell.column);
    }
    panel.picture.numbers = product.right;
    panel.picture.rowLabels = inner;
    panel.picture.columnLabels = columns;
    panel.color = stageColor(product.rightStage->stage);
    return panel;
}

FigurePanel biasPanel(const Product &product)
{
    FigurePanel panel;
    panel.picture = divergingPicture(product.bias, 2);
    panel.picture.rowLabels = {Words::tr("+ bias")};
    panel.rowAxis = Axis::single;
    panel.columnLink = Link::column;
    panel.framesColumn = true;
    return panel;
}

} // namespace

void fillProduct(WalkFigure &figure, const Trace &trace, const Product &product)
{
    const char counts = innerAxis(figure.key.stage);
    const Axis inner = counts == 'S' ? Axis::key : Axis::inner;
    FigurePanel result = stagePanel(trace, figure.key);
    const QStringList innerLabels = axisLabels(trace, counts, product.left.cols());
    const QStringList columnLabels = result.picture.columnLabels;

    FigurePanel left = leftPanel(trace, product, innerLabels);
    left.columnAxis = inner;
    left.columnLink = Link::none;
    left.rowLink = Link::row;
    left.framesRow = true;
    left.picture.rowLabels = result.picture.rowLabels;

    FigurePanel right = rightPanel(trace, product, innerLabels, columnLabels);
    right.rowAxis = inner;
    right.columnAxis = result.columnAxis;
    right.rowLink = Link::none;
    right.columnLink = Link::column;
    right.framesColumn = true;

    result.result = true;
    result.picture.columnLabels.clear(); // B above carries them
    result.picture.rowLabels.clear(); // A beside it carries them
    result.color = stageColor(figure.key.stage);

    const bool hasBias = !product.bias.empty();
    right.places[0] = {0, 1};
    left.places[0] = {hasBias ? 2 : 1, 0};
    result.places[0] = {left.places[0].row, 1};
    figure.falk = true;
    figure.panels.push_back(std::move(left));
    figure.panels.push_back(std::move(right));
    if (hasBias) {
        FigurePanel bias = biasPanel(product);
        bias.columnAxis = result.columnAxis;
        bias.places[0] = {1, 1};
        figure.panels.push_back(std::move(bias));
    }
    figure.panels.push_back(std::move(result));

    const auto symbol = [](const std::string &text) { return QString::fromStdString(text); };
    figure.subheading += Words::tr("%1 is %2, %3 is %4, %5 is %6")
                             .arg(symbol(product.leftSymbol), shapeText(product.left.rows(), product.left.cols()),
                                 symbol(product.rightSymbol), shapeText(product.right.rows(), product.right.cols()),
                                 symbol(product.resultSymbol), shapeText(product.left.rows(), product.right.cols()));
}

} // namespace headscope
