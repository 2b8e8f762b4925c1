#include "src/lab/temperature.h"

#include "src/mechanisms/seeded_numbers.h"

#include <algorithm>
#include <cmath>

namespace headscope {

namespace {

constexpr std::uint64_t kStream = 2'000'000; // far from those of the mechanisms and of random inputs

double median(std::vector<double> &values)
{
    const auto middle = values.begin() + std::ssize(values) / 2;
    std::ranges::nth_element(values, middle);
    return *middle;
}

} // namespace

SoftenedRow softenedRow(std::span<const double> scores, double temperature)
{
    SoftenedRow row;
    row.temperature = temperature;
    const double largest = *std::ranges::max_element(scores);
    double sum = 0;
    for (const double score : scores) {
        row.weights.push_back(std::exp((score - largest) / temperature));
        sum += row.weights.back();
    }
    double squares = 0; // Σ A²
    double cubes = 0; // Σ A³
    for (double &weight : row.weights) {
        weight /= sum;
        row.slopes.push_back(weight * (1 - weight) / temperature);
        row.entropy -= weight > 0 ? weight * std::log2(weight) : 0;
        squares += weight * weight;
        cubes += weight * weight * weight;
    }
    // ‖diag(A) − A·Aᵀ‖² = Σ A² − 2 · Σ A³ + (Σ A²)².
    row.slope = std::sqrt(std::max(0.0, squares - 2 * cubes + squares * squares)) / temperature;
    return row;
}

std::vector<double> ratioSteps(double least, double most, int count)
{
    std::vector<double> steps;
    for (int i = 0; i < count; ++i)
        steps.push_back(least * std::pow(most / least, double(i) / (count - 1)));
    return steps;
}

std::vector<SoftenedRow> softenedOver(std::span<const double> scores, std::span<const double> temperatures)
{
    std::vector<SoftenedRow> rows;
    for (const double temperature : temperatures)
        rows.push_back(softenedRow(scores, temperature));
    return rows;
}

RowScores scoresOfRow(const MechanismInput &input, int query)
{
    RowScores row;
    for (int key = 0; key < input.k.rows(); ++key) {
        if (!input.mask.allows(query, key))
            continue;
        double product = 0;
        for (int c = 0; c < input.q.cols(); ++c)
            product += double(input.q(query, c)) * input.k(key, c);
        row.keys.push_back(key);
        row.scores.push_back(product / std::sqrt(double(input.q.cols())));
    }
    return row;
}

std::vector<WidthPoint> softmaxOverWidth(std::span<const int> widths, int keys, int rows, std::uint64_t seed)
{
    std::vector<WidthPoint> points;
    for (const int width : widths) {
        SeededNumbers numbers(seed, kStream + std::uint64_t(width));
        std::vector<double> slopes[2];
        std::vector<double> entropies[2];
        std::vector<double> query(static_cast<std::size_t>(width));
        std::vector<double> scores(static_cast<std::size_t>(keys));
        for (int row = 0; row < rows; ++row) {
            std::ranges::generate(query, [&] { return numbers.normal(); });
            for (double &score : scores) {
                score = 0;
                for (const double channel : query)
                    score += channel * numbers.normal();
            }
            for (const bool divided : {false, true}) {
                const double temperature = divided ? std::sqrt(double(width)) : 1;
                const SoftenedRow softened = softenedRow(scores, temperature);
                slopes[divided].push_back(softened.slope * temperature); // by what the softmax is given
                entropies[divided].push_back(softened.entropy);
            }
        }
        points.push_back({width, median(slopes[1]), median(slopes[0]), median(entropies[1]), median(entropies[0])});
    }
    return points;
}

} // namespace headscope
