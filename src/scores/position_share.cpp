#include "src/scores/position_share.h"

#include "src/scores/head_scores.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

namespace headscope {

namespace {

constexpr int kMostRounds = 300;
// Rounds end when the divergence gets less by no more than this part of what there is to explain.
constexpr double kEnough = 1e-6;
// Below this divergence from even attention (in nats for each query) there is no pattern to explain.
constexpr double kLeastPattern = 0.01;

// A's rows with a choice, each made to sum to 1.
class Fit {
public:
    Fit(const MatrixView &weights, const Mask &mask)
        : m_tokens(weights.rows)
        , m_distances(static_cast<std::size_t>(std::max(0, 2 * weights.rows - 1)), 1.0)
        , m_observed(m_distances.size(), 0.0)
    {
        for (int t = 0; t < weights.rows; ++t) {
            Row row{t, {}, {}};
            double sum = 0;
            for (int s = 0; s < weights.cols; ++s) {
                if (!mask.allows(t, s))
                    continue;
                row.keys.push_back(s);
                row.weights.push_back(weights(t, s));
                sum += weights(t, s);
            }
            m_undefined = m_undefined || !std::isfinite(sum);
            if (row.keys.size() < 2 || !(sum > 0) || m_undefined)
                continue;
            for (double &weight : row.weights)
                weight /= sum;
            m_rows.push_back(std::move(row));
        }
        for (const Row &row : m_rows) {
            for (std::size_t i = 0; i < row.keys.size(); ++i) {
                m_observed[distance(row.query, row.keys[i])] += row.weights[i];
                if (row.keys[i] == 0)
                    m_observedFirst += row.weights[i];
            }
        }
    }

    std::size_t rows() const { return m_rows.size(); }
    /// Is a weight that counts NaN or infinite?
    bool isUndefined() const { return m_undefined; }
    /// Σ KL(A ‖ even).
    double divergenceFromEven() const
    {
        double sum = 0;
        for (const Row &row : m_rows)
            for (const double weight : row.weights)
                if (weight > 0)
                    sum += weight * std::log(weight * static_cast<double>(row.keys.size()));
        return sum;
    }
    /// Σ KL(A ‖ P) with the factors as they are.
    double divergence() const
    {
        double sum = 0;
        for (const Row &row : m_rows) {
            const double total = rowTotal(row);
            for (std::size_t i = 0; i < row.keys.size(); ++i)
                if (row.weights[i] > 0)
                    sum += row.weights[i] * std::log(row.weights[i] * total / factor(row.query, row.keys[i]));
        }
        return sum;
    }
    void correct()
    {
        std::vector<double> expected(m_distances.size(), 0.0);
        for (const Row &row : m_rows) {
            const double total = rowTotal(row);
            for (const int key : row.keys)
                expected[distance(row.query, key)] += factor(row.query, key) / total;
        }
        for (std::size_t i = 0; i < m_distances.size(); ++i)
            if (expected[i] > 0)
                m_distances[i] *= m_observed[i] / expected[i];

        double expectedFirst = 0;
        for (const Row &row : m_rows)
            if (row.keys.front() == 0)
                expectedFirst += factor(row.query, 0) / rowTotal(row);
        if (expectedFirst > 0)
            m_first *= m_observedFirst / expectedFirst;
    }

private:
    struct Row {
        int query = 0;
        std::vector<int> keys; ///< allowed, ascending
        std::vector<double> weights;
    };

    std::size_t distance(int query, int key) const { return static_cast<std::size_t>(query - key + m_tokens - 1); }
    double factor(int query, int key) const { return m_distances[distance(query, key)] * (key == 0 ? m_first : 1.0); }
    double rowTotal(const Row &row) const
    {
        double sum = 0;
        for (const int key : row.keys)
            sum += factor(row.query, key);
        return sum;
    }

    int m_tokens;
    std::vector<Row> m_rows;
    std::vector<double> m_distances; ///< β
    double m_first = 1; ///< γ of the first token
    bool m_undefined = false;
    std::vector<double> m_observed; ///< what A gives each distance in all
    double m_observedFirst = 0;
};

} // namespace

std::optional<double> positionShare(const MatrixView &weights, const Mask &mask)
{
    Fit fit(weights, mask);
    if (fit.isUndefined())
        return std::numeric_limits<double>::quiet_NaN();
    const double whole = fit.divergenceFromEven();
    if (fit.rows() == 0 || !(whole > kLeastPattern * static_cast<double>(fit.rows())))
        return std::nullopt;
    double left = whole;
    for (int round = 0; round < kMostRounds; ++round) {
        fit.correct();
        const double now = fit.divergence();
        const bool settled = left - now < kEnough * whole;
        left = now;
        if (settled && round > 0)
            break;
    }
    return std::clamp(1 - left / whole, 0.0, 1.0);
}

std::optional<double> positionShare(const Trace &trace, int layer, int head)
{
    const PatternKeys keys = patternKeys(trace, layer, head);
    if (keys.isCross)
        return std::nullopt;
    const int tokens = std::min(trace.rowCount({Stage::weights, layer, head}), kPositionTokens);
    const Matrix rows = trace.rows({Stage::weights, layer, head}, 0, tokens);
    return positionShare(rows.view.block(0, 0, tokens, tokens), keys.mask);
}

} // namespace headscope
