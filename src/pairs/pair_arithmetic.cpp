#include "src/pairs/pair_arithmetic.h"

#include "src/trace/product_parts.h"

namespace headscope {

namespace {

std::vector<double> numbersOf(const Trace &trace, const StageKey &key, int row)
{
    const Matrix numbers = trace.rows(key, row, 1);
    std::vector<double> result;
    for (int c = 0; c < numbers.cols(); ++c)
        result.push_back(numbers(0, c));
    return result;
}

} // namespace

PairArithmetic pairArithmetic(const Trace &trace, int layer, int head, int row, int column)
{
    PairArithmetic pair;
    const StageKey rawKey{Stage::rawScores, layer, head};
    pair.raw = explain(trace, rawKey, row, column);
    double sum = 0;
    for (const Term &term : pair.raw.terms)
        pair.runningSum.push_back(sum += term.value);
    for (const Stage stage : trace.config().stages(layer))
        if (stageInfo(stage).quadratic && stage != Stage::rawScores)
            pair.chain.push_back(explain(trace, {stage, layer, head}, row, column));

    const ProductParts scores = partsOfRow(trace, rawKey, row);
    pair.queries = scores.left.stage;
    pair.keys = scores.right->stage;
    const StageKey sumKey{Stage::weightedSum, layer, head};
    const StageKey valueKey = *partsOfRow(trace, sumKey, row).right;
    pair.values = valueKey.stage;
    pair.value = numbersOf(trace, valueKey, column);
    for (const double v : pair.value)
        pair.weighted.push_back(pair.weight() * v);
    pair.sum = numbersOf(trace, sumKey, row);
    return pair;
}

int strongestKey(const Trace &trace, int layer, int head, int row)
{
    const Matrix weights = trace.rows({Stage::weights, layer, head}, row, 1);
    int best = 0;
    for (int key = 1; key < weights.cols(); ++key)
        if (weights(0, key) > weights(0, best))
            best = key;
    return best;
}

} // namespace headscope
