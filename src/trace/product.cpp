#include "src/trace/product.h"

#include "src/models/weights.h"
#include "src/trace/product_parts.h"
#include "src/trace/sources.h"

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

} // namespace

std::optional<ProductParts> productParts(const Trace &trace, const StageKey &key)
{
    const TransformerConfig &config = trace.config();
    const auto sources = [&] { return sourcesOf(config, key); };
    const auto byWeight = [&](const LinearWeights &map, std::string_view symbol) {
        return ProductParts{sources().front(), std::nullopt, map.weight, map.bias, symbol};
    };
    const auto ofHead = [&](const LinearWeights &map) {
        return columnsOfHead(map, key.stage == Stage::q ? key.head : config.groupOf(key.head), config.headWidth);
    };
    const auto layer = [&]() -> const LayerWeights & { return trace.model().weights().layer(key.layer); };
    switch (key.stage) {
    case Stage::q: return byWeight(ofHead(layer().q), "W_Q");
    case Stage::k: return byWeight(ofHead(layer().k), "W_K");
    case Stage::v: return byWeight(ofHead(layer().v), "W_V");
    case Stage::rawScores:
    case Stage::weightedSum: return ProductParts{sources().front(), sources().back(), {}, {}, {}};
    case Stage::outputProjection: return byWeight(layer().output, "W_O");
    case Stage::mlpPre: return byWeight(layer().mlpIn, "W_in");
    case Stage::mlpOut: return byWeight(layer().mlpOut, "W_out");
    case Stage::logits: return byWeight(trace.model().weights().model().unembedding, "W_U");
    default: return std::nullopt;
    }
}

std::optional<Product> productOf(const Trace &trace, const StageKey &key)
{
    if (!trace.has(key.stage))
        return std::nullopt;
    trace.rows(key, 0, 0); // throws for a layer or head out of range
    const std::optional<ProductParts> parts = productParts(trace, key);
    if (!parts)
        return std::nullopt;

    Product product;
    product.left = trace.matrix(parts->left);
    product.leftStage = parts->left;
    product.leftSymbol = symbol(parts->left.stage);
    product.resultSymbol = symbol(key.stage);
    product.bias = {parts->bias, trace.modelPointer()};
    if (!parts->right) {
        product.right = parts->weight.numbers(trace.modelPointer());
        product.rightSymbol = parts->weightSymbol;
        return product;
    }
    product.right = trace.matrix(*parts->right);
    product.rightStage = parts->right;
    product.rightSymbol = symbol(parts->right->stage);
    if (parts->right->stage == Stage::k) {
        product.right = product.right.transposed();
        product.rightSymbol += "ᵀ";
    }
    return product;
}

std::string formulaOf(const Trace &trace, const StageKey &key)
{
    const std::string result = symbol(key.stage) + " = ";
    if (key.stage == Stage::residualBefore) {
        if (key.layer > 0)
            return result + "X′ of layer " + std::to_string(key.layer);
        return result + (trace.has(Stage::position) ? "E + P" : "E");
    }
    const std::optional<ProductParts> parts = trace.has(key.stage) ? productParts(trace, key) : std::nullopt;
    if (!parts)
        return std::string(stageInfo(key.stage).formula);
    if (parts->right)
        return result + symbol(parts->left.stage) + " · " + symbol(parts->right->stage) + (parts->right->stage == Stage::k ? "ᵀ" : "");
    const std::string product = result + symbol(parts->left.stage) + " · " + std::string(parts->weightSymbol);
    return parts->bias.empty() ? product : product + " + b" + std::string(parts->weightSymbol.substr(1)); // W_Q and b_Q
}

} // namespace headscope
