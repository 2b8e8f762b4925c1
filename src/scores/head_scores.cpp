#include "src/scores/head_scores.h"

#include "src/devices/cpu/target_clones.h"
#include "src/ops/vector_math.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <limits>
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

struct RowSums {
    double entropy = 0;
    double distance = 0;
    float largest = 0;
};

// Keys [first, last) of one row. Logarithms in single precision, which is what the weights have; sums in double.
HEADSCOPE_CLONES RowSums sumRow(const float *row, int first, int last, int query)
{
    double entropy = 0;
    double distance = 0;
    float largest = 0;
#pragma omp simd reduction(+ : entropy, distance) reduction(max : largest)
    for (int s = first; s < last; ++s) {
        const float weight = row[s];
        entropy -= weight > 0.0f ? weight * fastLog2(weight) : 0.0f;
        const int away = query - s;
        distance += double(weight) * (away < 0 ? -away : away);
        largest = weight > largest ? weight : largest;
    }
    if (std::isnan(distance)) { // a weight is: the comparisons above have passed it over
        constexpr float nan = std::numeric_limits<float>::quiet_NaN();
        return {nan, nan, nan};
    }
    return {entropy, distance, largest};
}

} // namespace

HeadScoreSum::HeadScoreSum(PatternKeys keys)
    : m_keys(std::move(keys))
    , m_previousSame(m_keys.ids.size(), -1)
{
    m_sum.isCross = m_keys.isCross;
    std::unordered_map<int, int> last;
    for (int t = 0; t < static_cast<int>(m_keys.ids.size()); ++t) {
        const auto [place, isNew] = last.try_emplace(m_keys.ids[t], t);
        if (!isNew) {
            m_previousSame[t] = place->second;
            place->second = t;
        }
    }
}

void HeadScoreSum::addRows(int firstRow, const MatrixView &weights)
{
    for (int row = 0; row < weights.rows; ++row) {
        const int t = firstRow + row;
        const Mask::Sight sight = m_keys.isCross ? Mask::Sight{0, weights.cols} : m_keys.mask.sight(t, weights.cols);
        const float *numbers = weights.data + row * weights.rowStride;
        RowSums sums = sumRow(numbers, sight.first, sight.last, t);
        int allowed = sight.last - sight.first;
        if (!m_keys.isCross && m_keys.mask.globalFirst && sight.first > 0) {
            const RowSums first = sumRow(numbers, 0, 1, t);
            sums = {sums.entropy + first.entropy, sums.distance + first.distance, std::max(sums.largest, first.largest)};
            ++allowed;
        }
        const auto &[entropy, distance, largest] = sums;
        if (allowed < 2)
            continue;
        ++m_sum.rows;
        m_sum.entropy += entropy;
        m_sum.evenEntropy += std::log2(allowed);
        m_sum.meanDistance += m_keys.isCross ? 0 : distance;
        m_sum.largestShare += largest;
        addPlaces(t, row, weights, 1.0 / allowed);
        if (!m_keys.isCross)
            addRepeats(t, row, weights, 1.0 / allowed);
    }
}

// Rules about where a key is.
void HeadScoreSum::addPlaces(int t, int row, const MatrixView &weights, double even)
{
    const auto mayLook = [&](int s) { return s >= 0 && s < weights.cols && (m_keys.isCross || m_keys.mask.allows(t, s)); };
    const auto addOne = [&](PatternScore &score, int s) {
        if (mayLook(s))
            add(score, weights(row, s), even);
    };
    if (m_keys.isCross || t > 0)
        addOne(m_sum.firstToken, 0);
    double onSeparators = 0;
    int separators = 0;
    for (const int s : m_keys.separators) {
        if (mayLook(s)) {
            onSeparators += weights(row, s);
            ++separators;
        }
    }
    if (separators > 0)
        add(m_sum.separator, onSeparators, separators * even);
    if (m_keys.isCross)
        return;
    addOne(m_sum.sameToken, t);
    addOne(m_sum.previousToken, t - 1);
    addOne(m_sum.nextToken, t + 1);
}

// Rules about which tokens came before.
void HeadScoreSum::addRepeats(int t, int row, const MatrixView &weights, double even)
{
    double duplicate = 0;
    double followed = 0;
    int duplicates = 0;
    int followers = 0;
    for (int s = m_previousSame[t]; s >= 0; s = m_previousSame[s]) {
        if (m_keys.mask.allows(t, s)) {
            duplicate += weights(row, s);
            ++duplicates;
        }
        if (s + 1 < t && m_keys.mask.allows(t, s + 1)) {
            followed += weights(row, s + 1);
            ++followers;
        }
    }
    if (duplicates > 0)
        add(m_sum.duplicateToken, duplicate, duplicates * even);
    if (followers > 0)
        add(m_sum.induction, followed, followers * even);
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
             &HeadScores::separator, &HeadScores::sameToken, &HeadScores::duplicateToken, &HeadScores::induction})
        scores.*pattern = mean(scores.*pattern);
    return scores;
}

bool isCausal(const Trace &trace, int layer, int head)
{
    return trace.config().layer(layer).causal && std::ranges::none_of(trace.edits(), [&](const Edit &edit) {
        return edit.kind == Edit::Kind::maskOff && reaches(edit, layer, head);
    });
}

PatternKeys patternKeys(const Trace &trace, int layer, int head)
{
    trace.rows({Stage::weights, layer, head}, 0, 0); // throws for a layer or head out of range
    const LayerConfig &rules = trace.config().layer(layer);
    const std::vector<Token> &tokens = trace.keyTokens(layer);
    PatternKeys keys;
    keys.mask = {.causal = isCausal(trace, layer, head), .window = rules.window, .globalFirst = trace.config().globalFirstToken};
    keys.isCross = rules.cross;
    for (std::size_t s = 0; s < tokens.size(); ++s) {
        keys.ids.push_back(tokens[s].id);
        if (s > 0 && tokens[s].special)
            keys.separators.push_back(static_cast<int>(s));
    }
    return keys;
}

HeadScores headScores(const Trace &trace, int layer, int head)
{
    const StageKey key{Stage::weights, layer, head};
    HeadScoreSum sum(patternKeys(trace, layer, head));
    constexpr int blockRows = 256; // a block of 4,096 keys is 4 MB
    const int rows = trace.rowCount(key);
    for (int row = 0; row < rows; row += blockRows)
        sum.addRows(row, trace.rows(key, row, std::min(blockRows, rows - row)).view);
    return sum.scores();
}

} // namespace headscope
