#include "ui/session/telling_token.h"

#include "src/scores/head_scores.h"

#include <algorithm>
#include <cmath>
#include <vector>

namespace headscope {

namespace {

constexpr int kMostRows = 64; // what they cost is not felt while somebody types
constexpr double kSaysAnything = 0.01; // bits
constexpr double kSaysAsMuch = 0.5; // of the most

/// Bits by which the row's entropy falls short of that of an even one. 0 for a query that may look at one key only.
double bitsFromEven(const MatrixView &weights, int row, int query, const PatternKeys &keys)
{
    int allowed = 0;
    double entropy = 0;
    for (int key = 0; key < weights.cols; ++key) {
        const double weight = weights(row, key);
        allowed += keys.isCross || keys.mask.allows(query, key) ? 1 : 0;
        entropy -= weight > 0 ? weight * std::log2(weight) : 0;
    }
    return allowed > 1 ? std::log2(allowed) - entropy : 0;
}

} // namespace

int tellingToken(const Trace &trace, int stack, int layer, int head)
{
    const Edits &edits = trace.edits();
    const std::vector<Token> &tokens = trace.stackTokens(stack);
    const auto count = static_cast<int>(tokens.size());
    const TransformerConfig &config = trace.config();
    const auto isHere = [&](const Edit &edit) {
        return edit.row > 0 && edit.row < count && (edit.layer == Edit::kAll || config.stackOf(edit.layer) == stack);
    };
    if (const auto edit = std::find_if(edits.rbegin(), edits.rend(), isHere); edit != edits.rend())
        return edit->row;

    std::vector<int> typed; // the last first
    for (int token = count - 1; token >= 0 && int(typed.size()) < kMostRows; --token)
        if (!tokens[std::size_t(token)].special)
            typed.push_back(token);
    const int last = typed.empty() ? count - 1 : typed.front();
    if (typed.empty() || !trace.kept().all)
        return last;
    const StageKey key{Stage::weights, config.stackOf(layer) == stack ? layer : config.firstLayerOf(stack), head};
    const PatternKeys keys = patternKeys(trace, key.layer, key.head);
    const int first = typed.back();
    const Matrix weights = trace.rows(key, first, last - first + 1);
    std::vector<double> bits;
    for (const int token : typed)
        bits.push_back(bitsFromEven(weights.view, token - first, token, keys));
    const double most = *std::ranges::max_element(bits);
    if (!(most > kSaysAnything))
        return last;
    return typed[std::size_t(std::ranges::find_if(bits, [&](double says) { return says >= kSaysAsMuch * most; }) - bits.begin())];
}

} // namespace headscope
