#include "src/attention/score_bias.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdlib>

namespace headscope {

namespace {

// One entry for each distance s − t, from 1 − queries to keys − 1.
template <typename Bias>
std::vector<float> biases(int queries, int keys, const Bias &bias)
{
    std::vector<float> all;
    for (int distance = 1 - queries; distance < keys; ++distance)
        all.push_back(bias(distance));
    return all;
}

} // namespace

std::vector<float> alibiSlopes(int heads)
{
    const auto power = static_cast<int>(std::bit_floor(static_cast<unsigned>(heads)));
    std::vector<float> slopes;
    for (int i = 1; i <= power; ++i)
        slopes.push_back(static_cast<float>(std::pow(2.0, -8.0 * i / power)));
    for (int i = 0; power + i < heads; ++i)
        slopes.push_back(static_cast<float>(std::pow(2.0, -8.0 * (2 * i + 1) / (2 * power))));
    return slopes;
}

int distanceBucket(int distance, bool bothSides, int buckets, int maxDistance)
{
    int first = 0;
    if (bothSides) {
        buckets /= 2;
        first = distance > 0 ? buckets : 0;
        distance = std::abs(distance);
    } else {
        distance = std::max(-distance, 0);
    }
    // Half of the buckets hold one distance each, the others grow.
    const int exact = buckets / 2;
    if (distance < exact)
        return first + distance;
    // In single precision and in this order, as T5 was trained: elsewhere distances fall into the neighbouring bucket.
    const float share = std::log(static_cast<float>(distance) / static_cast<float>(exact))
        / static_cast<float>(std::log(static_cast<double>(maxDistance) / exact));
    return first + std::min(exact + static_cast<int>(share * static_cast<float>(buckets - exact)), buckets - 1);
}

std::vector<float> slopeBiases(float slope, int queries, int keys)
{
    return biases(queries, keys, [&](int distance) { return slope * static_cast<float>(distance); });
}

std::vector<float> bucketBiases(MatrixView table, int head, bool bothSides, int maxDistance, int queries, int keys)
{
    return biases(queries, keys, [&](int distance) { return table(distanceBucket(distance, bothSides, table.rows, maxDistance), head); });
}

} // namespace headscope
