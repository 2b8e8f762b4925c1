#include "src/analysis/head_scores.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <unordered_map>

namespace headscope {

namespace {

void add(PatternScore &score, double weight, double even)
{
    score.value += weight;
    score.even += even;
    ++score.rows;
}

PatternScore mean(PatternScore sum)
{
    if (sum.rows > 0) {
        sum.value /= sum.rows;
        sum.even /= sum.rows;
    }
    return sum;
}

} // namespace

HeadScoreSum::HeadScoreSum(std::vector<int> ids, bool causal)
    : m_ids(std::move(ids))
    , m_previousSame(m_ids.size(), -1)
    , m_causal(causal)
{
    std::unordered_map<int, int> last;
    for (int t = 0; t < static_cast<int>(m_ids.size()); ++t) {
        const auto [place, isNew] = last.try_emplace(m_ids[t], t);
        if (!isNew) {
            m_previousSame[t] = place->second;
            place->second = t;
        }
    }
}

void HeadScoreSum::addRows(int firstRow, const MatrixView &weights)
{
    const int keys = weights.cols;
    for (int row = 0; row < weights.rows; ++row) {
        const int t = firstRow + row;
        const int allowed = m_causal ? std::min(t + 1, keys) : keys;
        if (allowed < 2)
            continue;

        double entropy = 0;
        double distance = 0;
        double largest = 0;
        for (int s = 0; s < allowed; ++s) {
            const double weight = weights(row, s);
            if (weight > 0)
                entropy -= weight * std::log2(weight);
            distance += weight * std::abs(t - s);
            largest = std::max(largest, weight);
        }
        ++m_sum.rows;
        m_sum.entropy += entropy;
        m_sum.evenEntropy += std::log2(allowed);
        m_sum.meanDistance += distance;
        m_sum.largestShare += largest;

        const double even = 1.0 / allowed;
        add(m_sum.sameToken, weights(row, t), even);
        if (t > 0) {
            add(m_sum.previousToken, weights(row, t - 1), even);
            add(m_sum.firstToken, weights(row, 0), even);
        }
        if (t + 1 < allowed)
            add(m_sum.nextToken, weights(row, t + 1), even);

        double duplicate = 0;
        double followed = 0;
        int duplicates = 0;
        int followers = 0;
        for (int s = m_previousSame[t]; s >= 0; s = m_previousSame[s]) {
            duplicate += weights(row, s);
            ++duplicates;
            if (s + 1 < t) {
                followed += weights(row, s + 1);
                ++followers;
            }
        }
        if (duplicates > 0)
            add(m_sum.duplicateToken, duplicate, duplicates * even);
        if (followers > 0)
            add(m_sum.induction, followed, followers * even);
    }
}

HeadScores HeadScoreSum::scores() const
{
    HeadScores scores = m_sum;
    if (scores.rows > 0) {
        scores.entropy /= scores.rows;
        scores.evenEntropy /= scores.rows;
        scores.meanDistance /= scores.rows;
        scores.largestShare /= scores.rows;
    }
    for (PatternScore HeadScores::*pattern : {&HeadScores::previousToken, &HeadScores::nextToken, &HeadScores::firstToken,
             &HeadScores::sameToken, &HeadScores::duplicateToken, &HeadScores::induction})
        scores.*pattern = mean(scores.*pattern);
    return scores;
}

bool isCausal(const Trace &trace)
{
    return trace.config().layer(0).causal
        && std::ranges::none_of(trace.edits(), [](const Edit &edit) { return edit.kind == Edit::Kind::maskOff; });
}

HeadScores headScores(const Trace &trace, int layer, int head)
{
    std::vector<int> ids;
    ids.reserve(trace.tokens().size());
    for (const Token &token : trace.tokens())
        ids.push_back(token.id);

    HeadScoreSum sum(std::move(ids), isCausal(trace));
    constexpr int blockRows = 256; // a block of 4,096 keys is 4 MB
    for (int row = 0; row < trace.tokenCount(); row += blockRows) {
        const int count = std::min(blockRows, trace.tokenCount() - row);
        sum.addRows(row, trace.rows({Stage::weights, layer, head}, row, count).view);
    }
    return sum.scores();
}

} // namespace headscope
