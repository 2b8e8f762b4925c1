// Falk's scheme. Trap: a weight matrix of a large model has tens of millions of numbers, and those of the vocabulary hundreds; only a page
// of its columns is ever held, the one around what shows.
#include "src/trace/product.h"

#include "src/trace/sources.h"
#include "ui/views/shared/stages/stage_words.h"
#include "ui/views/walk/falk_scheme.h"
#include "ui/views/walk/panel_builder.h"
#include "ui/views/walk/stage_figures.h"

#include <QCoreApplication>
#include <QLocale>

#include <algorithm>
#include <numeric>
#include <span>

namespace headscope {

namespace {

struct Words {
    Q_DECLARE_TR_FUNCTIONS(headscope::ProductFigure)
};

constexpr qint64 kWhole = 1 << 21; // numbers of a weight matrix that is held whole: 8 MB
constexpr int kNarrowestPage = 128; // wider than any window shows with digits
constexpr int kWidestPage = 512;

QString text(const std::string &words)
{
    return QString::fromStdString(words);
}

/// Columns of one page of the right factor; 0: it is held whole.
int pageOf(const Trace &trace, const StageKey &key)
{
    if (stepAt(trace, key).operation != Operation::linear)
        return 0;
    const qint64 inner = trace.columnCount(sourcesOf(trace, key).front());
    const qint64 columns = trace.columnCount(key);
    if (inner * columns <= kWhole || inner == 0)
        return 0;
    return int(std::min(columns, std::clamp(kWhole / inner, qint64(kNarrowestPage), qint64(kWidestPage))));
}

std::vector<int> pageColumns(int first, int count)
{
    std::vector<int> columns(static_cast<std::size_t>(count));
    std::iota(columns.begin(), columns.end(), first);
    return columns;
}

FigurePanel weightsPanel(const Matrix &numbers, const std::string &symbol)
{
    FigurePanel panel;
    panel.picture = divergingPicture(numbers, 2);
    panel.title = Words::tr("%1 learned weights").arg(text(symbol));
    return panel;
}

FigurePanel leftPanel(const Trace &trace, const Product &product, const QStringList &inner)
{
    FigurePanel panel = product.leftStage ? stagePanel(trace, *product.leftStage) : weightsPanel(product.left, product.leftSymbol);
    // The product's own matrix, not the stage's: they are equal, and the product says which numbers were really multiplied.
    panel.picture.numbers = product.left;
    panel.picture.columnLabels = inner;
    panel.color = product.leftStage && stageColor(product.leftStage->stage) == &Theme::query ? &Theme::query : &Theme::text;
    return panel;
}

FigurePanel rightPanel(const Trace &trace, const Matrix &numbers, const std::optional<StageKey> &stage, const std::string &symbol,
    const QStringList &inner, const QStringList &columns)
{
    FigurePanel panel;
    if (stage) {
        panel = stagePanel(trace, *stage);
        panel.transposed = stageColor(stage->stage) == &Theme::key;
        if (panel.transposed) {
            panel.title = Words::tr("%1 keys").arg(text(symbol));
            for (CellIndex &cell : panel.picture.edited)
                std::swap(cell.row, cell.column);
        }
        panel.picture.numbers = numbers;
        panel.color = stageColor(stage->stage);
    } else {
        panel = weightsPanel(numbers, symbol);
    }
    panel.picture.rowLabels = inner;
    panel.picture.columnLabels = columns;
    panel.rowLink = Link::none;
    panel.columnLink = Link::column;
    panel.framesColumn = true;
    return panel;
}

FigurePanel biasPanel(const Matrix &bias)
{
    FigurePanel panel;
    panel.picture = divergingPicture(bias, 2);
    panel.picture.rowLabels = {Words::tr("+ bias")};
    panel.rowAxis = Axis::single;
    panel.columnLink = Link::column;
    panel.framesColumn = true;
    return panel;
}

void addShapes(WalkFigure &figure, const Product &product, int columns)
{
    figure.subheading
        += Words::tr("%1 is %2, %3 is %4, %5 is %6")
               .arg(text(product.leftSymbol), shapeText(product.left.rows(), product.left.cols()), text(product.rightSymbol),
                   shapeText(product.right.rows(), columns), text(product.resultSymbol), shapeText(product.left.rows(), columns));
}

/// What depends on the page: the weights above and the bias beneath them.
void showPage(WalkFigure &figure, const Product &product, int first, int all)
{
    FigurePanel &right = figure.panels[1];
    const int count = product.right.cols();
    const QStringList inner = right.picture.rowLabels;
    right.picture = divergingPicture(product.right, 2);
    right.picture.rowLabels = inner;
    right.picture.columnLabels = numberLabels(all).mid(first, count);
    right.title = Words::tr("%1 learned weights, columns %2–%3").arg(text(product.rightSymbol)).arg(first + 1).arg(first + count);
    right.firstColumn = first;
    right.allColumns = all;
    if (product.bias.empty())
        return;
    FigurePanel &bias = figure.panels[2];
    const QStringList name = bias.picture.rowLabels;
    bias.picture = divergingPicture(product.bias, 2);
    bias.picture.rowLabels = name;
    bias.firstColumn = first;
    bias.allColumns = all;
}

} // namespace

void fillProduct(WalkFigure &figure, const Trace &trace)
{
    const StageKey key = figure.key;
    const int page = pageOf(trace, key);
    const std::vector<int> columns = pageColumns(0, page);
    const std::optional<Product> product = page > 0 ? productOf(trace, key, columns) : productOf(trace, key);
    if (!product)
        return;
    FigurePanel result = stagePanel(trace, key);
    result.color = stageColor(key.stage);
    const bool overKeys = product->leftStage && stageInfo(product->leftStage->stage).colAxis == 'S';
    const Axis inner = overKeys ? Axis::key : Axis::inner;
    const QStringList innerLabels
        = product->leftStage ? columnLabels(trace, *product->leftStage, product->left.cols()) : numberLabels(product->left.cols());
    const QStringList columnNames = result.picture.columnLabels;
    const int all = result.picture.numbers.cols();
    FigurePanel left = leftPanel(trace, *product, innerLabels);
    FigurePanel right = rightPanel(trace, product->right, product->rightStage, product->rightSymbol, innerLabels, columnNames);
    if (product->firstRow) {
        figure.aboveOtherRows = right;
        figure.aboveFirstRow = rightPanel(
            trace, product->firstRow->right, product->firstRow->rightStage, product->firstRow->rightSymbol, innerLabels, columnNames);
        for (FigurePanel *panel : {&*figure.aboveFirstRow, &*figure.aboveOtherRows}) {
            panel->rowAxis = inner;
            panel->columnAxis = result.columnAxis;
            panel->places[0] = {0, 1};
        }
    }
    std::optional<FigurePanel> bias;
    if (!product->bias.empty())
        bias = biasPanel(product->bias);
    placeFalk(figure, std::move(left), std::move(right), std::move(bias), std::move(result), inner);
    if (page > 0)
        showPage(figure, *product, 0, all);
    addShapes(figure, *product, all);
    if (product->firstRow)
        figure.notes.push_back(
            {Words::tr("The first token is global: its row is made with %1.").arg(text(product->firstRow->rightSymbol))});
}

void turnPage(WalkFigure &figure, const Trace &trace, int column)
{
    const int page = pageOf(trace, figure.key);
    const int all = trace.columnCount(figure.key);
    if (page <= 0 || figure.panels.size() < 3)
        return;
    const int first = std::clamp(column - page / 2, 0, std::max(0, all - page));
    if (const auto product = productOf(trace, figure.key, pageColumns(first, page)))
        showPage(figure, *product, first, all);
}

void fillVocabulary(WalkFigure &figure, const Trace &trace, int row, const std::vector<int> &columns)
{
    const StageKey key = figure.key;
    figure.vocabulary = columns;
    figure.onlyRow = row;
    FigurePanel result = vocabularyPanel(trace, key, row, columns);
    result.color = stageColor(key.stage);
    const std::optional<Product> product = productOf(trace, key, columns);
    if (!product) { // scaled or capped: from the raw logits, one by one
        FigurePanel before = vocabularyPanel(trace, sourcesOf(trace, key).front(), row, columns);
        before.places = {GridPlace{0, 0}, GridPlace{0, 0}, GridPlace{0, 0}};
        result.places = {GridPlace{1, 0}, GridPlace{1, 0}, GridPlace{1, 0}};
        result.symbolBefore = QStringLiteral("→");
        result.result = true;
        figure.panels.push_back(std::move(before));
        figure.panels.push_back(std::move(result));
        shareRange(figure.panels, {0, 1});
    } else {
        Product one = *product;
        one.left = {product->left.view.block(row, 0, 1, product->left.cols()), product->left.owner};
        const QStringList inner = one.leftStage ? columnLabels(trace, *one.leftStage, one.left.cols()) : numberLabels(one.left.cols());
        FigurePanel left = leftPanel(trace, one, inner);
        left.picture.edited.clear(); // marks of other rows
        FigurePanel right = rightPanel(trace, one.right, std::nullopt, one.rightSymbol, inner, result.picture.columnLabels);
        std::optional<FigurePanel> bias;
        if (!one.bias.empty())
            bias = biasPanel(one.bias);
        placeFalk(figure, std::move(left), std::move(right), std::move(bias), std::move(result), Axis::inner);
    }
    figure.subheading
        += Words::tr("one row of %1 columns, of which %2 show").arg(QLocale().toString(trace.columnCount(key))).arg(columns.size());
}

} // namespace headscope
