#include "src/scores/head_sketch.h"

#include "src/scores/head_scores.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

namespace headscope {

namespace {

struct Share {
    int token = 0;
    double part = 0; ///< of the cell; the parts of a cell sum to 1
};

// The tokens under each of the kSketchSide cells along an axis of `count` tokens.
std::vector<std::vector<Share>> cellsOf(int count, int mostTokens)
{
    std::vector<std::vector<Share>> cells(kSketchSide);
    const double size = static_cast<double>(count) / kSketchSide;
    for (int cell = 0; cell < kSketchSide; ++cell) {
        const double begin = cell * size;
        const double end = begin + size;
        std::vector<Share> &shares = cells[static_cast<std::size_t>(cell)];
        if (size > mostTokens) {
            // Neighbours in the middle, aligned, because weights are made in blocks of rows.
            const int first = static_cast<int>((begin + end) / 2) / mostTokens * mostTokens;
            for (int i = 0; i < mostTokens; ++i)
                shares.push_back({std::min(first + i, count - 1), 1.0 / mostTokens});
            continue;
        }
        for (int token = static_cast<int>(begin); token < count && token < end; ++token) {
            const double overlap = std::min(end, token + 1.0) - std::max(begin, static_cast<double>(token));
            if (overlap > 1e-9 * size) // not what rounding makes of a shared edge
                shares.push_back({token, overlap / size});
        }
    }
    return cells;
}

} // namespace

HeadSketch headSketch(const Trace &trace, int layer, int head)
{
    const StageKey key{Stage::weights, layer, head};
    const PatternKeys rules = patternKeys(trace, layer, head);
    const int queries = trace.rowCount(key);
    const int keys = trace.columnCount(key);
    HeadSketch sketch;
    if (queries == 0 || keys == 0)
        return sketch;
    const auto rows = cellsOf(queries, kSketchQueries);
    const auto columns = cellsOf(keys, keys);
    for (int r = 0; r < kSketchSide; ++r) {
        for (const Share &query : rows[static_cast<std::size_t>(r)]) {
            const Matrix weights = trace.rows(key, query.token, 1);
            for (int c = 0; c < kSketchSide; ++c) {
                const auto cell = static_cast<std::size_t>(r * kSketchSide + c);
                double sum = 0;
                for (const Share &share : columns[static_cast<std::size_t>(c)]) {
                    sum += share.part * weights(0, share.token);
                    sketch.open[cell] = sketch.open[cell] || rules.isCross || rules.mask.allows(query.token, share.token);
                }
                sketch.means[cell] += static_cast<float>(query.part * sum);
            }
        }
    }
    return sketch;
}

std::optional<double> similarity(const HeadSketch &sketch, const SketchGrid &drawn)
{
    double count = 0;
    double meanA = 0;
    double meanB = 0;
    for (std::size_t i = 0; i < drawn.size(); ++i) {
        if (sketch.open[i]) {
            ++count;
            meanA += sketch.means[i];
            meanB += drawn[i];
        }
    }
    meanA /= count;
    meanB /= count;
    double ab = 0;
    double aa = 0;
    double bb = 0;
    for (std::size_t i = 0; i < drawn.size(); ++i) {
        if (!sketch.open[i])
            continue;
        const double a = sketch.means[i] - meanA;
        const double b = drawn[i] - meanB;
        ab += a * b;
        aa += a * a;
        bb += b * b;
    }
    // Rounding leaves this much of a grid that is the same everywhere.
    constexpr double nothing = 1e-12;
    if (!std::isfinite(ab) || !std::isfinite(aa))
        return std::numeric_limits<double>::quiet_NaN();
    if (!(aa > nothing) || !(bb > nothing))
        return std::nullopt;
    return std::clamp(ab / std::sqrt(aa * bb), -1.0, 1.0);
}

} // namespace headscope
