#include "src/trace/product.h"

#include "src/error.h"
#include "src/models/weights.h"
#include "src/trace/product_parts.h"
#include "src/trace/sources.h"

#include <algorithm>
#include <utility>

namespace headscope {

namespace {

std::string symbol(Stage stage)
{
    return std::string(stageInfo(stage).symbol);
}

LinearWeights columnsOfHead(const LinearWeights &all, int head, int width)
{
    const MatrixView bias = all.bias.empty() ? MatrixView{} : all.bias.block(0, head * width, 1, width);
    return {all.weight.block(0, head * width, all.weight.rows(), width), bias};
}

// A weight of the model as a factor: of a stage of one head its columns.
LinearWeights mapOf(const Trace &trace, const LinearMap &map, const StageKey &key)
{
    const TransformerConfig &config = trace.config();
    const LinearWeights &all = weightsAt(map.weights, trace.model().weights(), config, key.layer);
    const StageInfo &info = stageInfo(key.stage);
    if (info.scope != StageScope::head)
        return all;
    return columnsOfHead(all, info.rowAxis == 'S' ? config.groupOf(key.head) : key.head, config.headWidth);
}

// Columns of a weight, each converted by itself, side by side.
Matrix weightColumns(const StoredMatrix &weight, std::span<const int> columns, const std::shared_ptr<const void> &owner)
{
    const int rows = weight.rows();
    const auto count = static_cast<int>(columns.size());
    const auto numbers = std::make_shared<std::vector<float>>(static_cast<std::size_t>(rows) * columns.size());
    for (int i = 0; i < count; ++i) {
        const Matrix column = weight.block(0, columns[static_cast<std::size_t>(i)], rows, 1).numbers(owner);
        for (int r = 0; r < rows; ++r)
            (*numbers)[static_cast<std::size_t>(r) * columns.size() + static_cast<std::size_t>(i)] = column(r, 0);
    }
    return {{numbers->data(), rows, count, count, 1}, numbers};
}

Matrix someColumns(const Matrix &all, std::span<const int> columns)
{
    const auto count = static_cast<int>(columns.size());
    const auto numbers = std::make_shared<std::vector<float>>();
    for (int r = 0; r < all.rows(); ++r)
        for (const int column : columns)
            numbers->push_back(all(r, column));
    return {{numbers->data(), all.rows(), count, count, 1}, numbers};
}

using Columns = std::optional<std::span<const int>>; // nothing: all

// Nothing when the factor is too large to be made whole.
std::optional<Matrix> rightFactor(const Trace &trace, const ProductParts &parts, const Columns &columns)
{
    if (parts.right) {
        const Matrix stage = trace.matrix(*parts.right);
        const Matrix right = parts.transposesRight() ? stage.transposed() : stage;
        return columns ? someColumns(right, *columns) : right;
    }
    const std::size_t count = static_cast<std::size_t>(parts.weight.rows()) * static_cast<std::size_t>(parts.weight.cols());
    if (!columns && count > kMostCopiedFactor)
        return std::nullopt;
    Matrix right = columns ? weightColumns(parts.weight, *columns, trace.modelPointer()) : parts.weight.copy();
    trace.model().weights().requireUnchanged();
    return right;
}

Matrix biasOf(const Trace &trace, const ProductParts &parts, const Columns &columns)
{
    const Matrix bias{parts.bias, trace.modelPointer()};
    return columns && !bias.empty() ? someColumns(bias, *columns) : bias;
}

std::optional<Product> makeProduct(const Trace &trace, const StageKey &asked, const Columns &columns)
{
    const TransformerConfig &config = trace.config();
    const StageKey key = placeOf(config, asked);
    if (!trace.has(key.stage))
        return std::nullopt;
    const bool inLayers = stageInfo(key.stage).scope != StageScope::model;
    if (inLayers && key.layer >= 0 && key.layer < config.layers && !config.has(key.stage, key.layer))
        return std::nullopt;
    trace.rows(key, 0, 0); // throws for a layer or head out of range
    const std::optional<ProductParts> parts = productParts(trace, key);
    if (!parts)
        return std::nullopt;
    for (const int column : columns.value_or(std::span<const int>{}))
        if (column < 0 || column >= trace.columnCount(key))
            throw Error("there is no column " + std::to_string(column) + ": the stage has " + std::to_string(trace.columnCount(key))
                + " (counted from 0)");

    std::optional<Matrix> right = rightFactor(trace, *parts, columns);
    if (!right)
        return std::nullopt;
    Product product;
    product.right = std::move(*right);
    const int rows = trace.rowCount(key);
    product.leftFirstRow = rows > 0 ? sourceRow(trace, key, 0) : 0;
    product.left = trace.rows(parts->left, product.leftFirstRow, rows);
    product.leftStage = parts->left;
    product.leftSymbol = parts->leftSymbol();
    product.bias = biasOf(trace, *parts, columns);
    product.rightStage = parts->right;
    product.rightSymbol = parts->rightSymbol();
    product.resultSymbol = symbol(key.stage);
    if (const std::optional<ProductParts> first = firstRowParts(trace, key)) {
        right = rightFactor(trace, *first, columns);
        if (!right)
            return std::nullopt;
        product.firstRow = Product::FirstRow{std::move(*right), biasOf(trace, *first, columns), first->right, first->rightSymbol()};
    }
    return product;
}

} // namespace

bool ProductParts::transposesRight() const
{
    return right && stageInfo(right->stage).rowAxis == 'S' && left.stage != Stage::weights;
}

std::string ProductParts::leftSymbol() const
{
    return symbol(left.stage) + (leftIsEncoder ? " (encoder)" : "");
}

std::string ProductParts::rightSymbol() const
{
    if (!right)
        return std::string(weightSymbol);
    return symbol(right->stage) + (transposesRight() ? "ᵀ" : "");
}

std::optional<ProductParts> productParts(const Trace &trace, const StageKey &key)
{
    const PlanStep &step = stepAt(trace, key);
    const std::vector<StageKey> sources = sourcesOf(trace, key);
    if (step.operation == Operation::product)
        return ProductParts{sources[0], sources[1], {}, {}, {}, false};
    if (step.operation != Operation::linear)
        return std::nullopt;
    const LinearWeights map = mapOf(trace, step.map, key);
    const bool isEncoder = step.sources[0].place == StageSource::Place::encoder;
    return ProductParts{sources.front(), std::nullopt, map.weight, map.bias, step.map.symbol, isEncoder};
}

std::optional<ProductParts> firstRowParts(const Trace &trace, const StageKey &key)
{
    const PlanStep &step = stepAt(trace, key);
    const std::vector<StageKey> sources = sourcesOf(trace, key);
    if (step.operation == Operation::product && sources.size() > 2)
        return ProductParts{sources[0], sources[2], {}, {}, {}, false};
    if (step.firstRowMap.symbol.empty())
        return std::nullopt;
    const LinearWeights map = mapOf(trace, step.firstRowMap, key);
    return ProductParts{sources.front(), std::nullopt, map.weight, map.bias, step.firstRowMap.symbol, false};
}

ProductParts partsOfRow(const Trace &trace, const StageKey &key, int row)
{
    if (row == 0)
        if (const std::optional<ProductParts> first = firstRowParts(trace, key))
            return *first;
    return *productParts(trace, key);
}

std::optional<Product> productOf(const Trace &trace, const StageKey &key)
{
    return makeProduct(trace, key, std::nullopt);
}

std::optional<Product> productOf(const Trace &trace, const StageKey &key, std::span<const int> columns)
{
    return makeProduct(trace, key, columns);
}

} // namespace headscope
