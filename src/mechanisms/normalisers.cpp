#include "src/mechanisms/normalisers.h"

#include "src/mechanisms/seeded_numbers.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <numeric>
#include <vector>

namespace headscope {

namespace {

double sigmoid(double x)
{
    return 1 / (1 + std::exp(-x));
}

/// τ of sparsemax and its like from the scores in falling order: `threshold(first k)` gives the τ that k keys would have; the support is
/// the largest k whose last score lies above it.
template <typename Threshold>
double thresholdOf(std::span<const float> scores, const Threshold &threshold)
{
    std::vector<double> sorted(scores.begin(), scores.end());
    std::ranges::sort(sorted, std::greater());
    double tau = 0;
    double sum = 0;
    double squares = 0;
    for (std::size_t i = 0; i < sorted.size(); ++i) {
        sum += sorted[i];
        squares += sorted[i] * sorted[i];
        const double candidate = threshold(double(i + 1), sum, squares);
        if (sorted[i] <= candidate)
            break;
        tau = candidate;
    }
    return tau;
}

} // namespace

void softmax(std::span<float> scores, float temperature)
{
    const float largest = *std::ranges::max_element(scores);
    double sum = 0;
    for (float &score : scores) {
        score = std::exp((score - largest) / temperature);
        sum += score;
    }
    for (float &score : scores)
        score = static_cast<float>(score / sum);
}

void argmax(std::span<float> scores)
{
    const auto best = std::ranges::max_element(scores) - scores.begin();
    std::ranges::fill(scores, 0.0F);
    scores[static_cast<std::size_t>(best)] = 1;
}

void drawnKey(std::span<float> scores, std::uint64_t seed, int query)
{
    softmax(scores);
    double left = SeededNumbers(seed, static_cast<std::uint64_t>(query)).uniform();
    std::size_t drawn = 0;
    while (drawn + 1 < scores.size() && (left -= scores[drawn]) >= 0)
        ++drawn;
    std::ranges::fill(scores, 0.0F);
    scores[drawn] = 1;
}

void sparsemax(std::span<float> scores)
{
    const double tau = thresholdOf(scores, [](double count, double sum, double) { return (sum - 1) / count; });
    for (float &score : scores)
        score = static_cast<float>(std::max(score - tau, 0.0));
}

void entmax15(std::span<float> scores)
{
    const float largest = *std::ranges::max_element(scores);
    for (float &score : scores)
        score = (score - largest) / 2;
    const double tau = thresholdOf(scores, [](double count, double sum, double squares) {
        const double mean = sum / count;
        const double spread = squares - count * mean * mean;
        return mean - std::sqrt(std::max(1 - spread, 0.0) / count);
    });
    for (float &score : scores) {
        const double above = std::max(score - tau, 0.0);
        score = static_cast<float>(above * above);
    }
}

void sigmoidWeights(std::span<float> scores)
{
    const double bias = -std::log(double(scores.size()));
    for (float &score : scores)
        score = static_cast<float>(sigmoid(score + bias));
}

void softmaxWithSink(std::span<float> scores, float sink)
{
    const float largest = std::max(*std::ranges::max_element(scores), sink);
    double sum = std::exp(double(sink) - largest);
    for (float &score : scores) {
        score = std::exp(score - largest);
        sum += score;
    }
    for (float &score : scores)
        score = static_cast<float>(score / sum);
}

void stickBreaking(std::span<float> scores)
{
    double left = 1;
    for (std::size_t i = scores.size(); i-- > 0;) {
        const double score = scores[i];
        scores[i] = static_cast<float>(left * sigmoid(score));
        left *= sigmoid(-score); // 1 − σ(x), without its loss of digits
    }
}

void softmaxOfLargest(std::span<float> scores, int k)
{
    if (k >= static_cast<int>(scores.size()))
        return softmax(scores);
    std::vector<std::size_t> order(scores.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::ranges::partial_sort(
        order, order.begin() + k, [&](std::size_t a, std::size_t b) { return scores[a] != scores[b] ? scores[a] > scores[b] : a < b; });
    std::vector<float> largest;
    for (int i = 0; i < k; ++i)
        largest.push_back(scores[order[static_cast<std::size_t>(i)]]);
    softmax(largest);
    std::ranges::fill(scores, 0.0F);
    for (int i = 0; i < k; ++i)
        scores[order[static_cast<std::size_t>(i)]] = largest[static_cast<std::size_t>(i)];
}

} // namespace headscope
