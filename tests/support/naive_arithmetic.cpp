#include "tests/support/naive_arithmetic.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <limits>
#include <numbers>

namespace headscope {

namespace {

double sigmoid(double x)
{
    return 1 / (1 + std::exp(-x));
}

} // namespace

NaiveTable zeros(std::size_t rows, std::size_t cols)
{
    return NaiveTable(rows, std::vector<double>(cols, 0.0));
}

NaiveTable product(const NaiveTable &x, const LinearWeights &map, int first, int count)
{
    NaiveTable y = zeros(x.size(), static_cast<std::size_t>(count));
    for (std::size_t r = 0; r < x.size(); ++r)
        for (int c = 0; c < count; ++c) {
            double sum = map.bias.empty() ? 0.0 : map.bias(0, first + c);
            for (int i = 0; i < map.weight.rows(); ++i)
                sum += x[r][static_cast<std::size_t>(i)] * map.weight(i, first + c);
            y[r][static_cast<std::size_t>(c)] = sum;
        }
    return y;
}

NaiveTable product(const NaiveTable &x, const LinearWeights &map)
{
    return product(x, map, 0, map.weight.cols());
}

NaiveTable product(const NaiveTable &a, const NaiveTable &b)
{
    NaiveTable result = zeros(a.size(), b.empty() ? 0 : b[0].size());
    for (std::size_t r = 0; r < a.size(); ++r)
        for (std::size_t i = 0; i < b.size(); ++i)
            for (std::size_t c = 0; c < b[i].size(); ++c)
                result[r][c] += a[r][i] * b[i][c];
    return result;
}

NaiveTable sum(const NaiveTable &a, const NaiveTable &b)
{
    NaiveTable y = a;
    for (std::size_t r = 0; r < y.size(); ++r)
        for (std::size_t c = 0; c < y[r].size(); ++c)
            y[r][c] += b[r][c];
    return y;
}

double activated(Activation kind, double x)
{
    switch (kind) {
    case Activation::identity: return x;
    case Activation::gelu: return 0.5 * x * (1 + std::erf(x / std::numbers::sqrt2));
    case Activation::geluTanh: return 0.5 * x * (1 + std::tanh(std::sqrt(2 / std::numbers::pi) * (x + 0.044715 * x * x * x)));
    case Activation::geluQuick: return x * sigmoid(1.702 * x);
    case Activation::relu: return x > 0 ? x : 0;
    case Activation::silu: return x * sigmoid(x);
    case Activation::tanh: return std::tanh(x);
    }
    return x;
}

NaiveTable activated(Activation kind, const NaiveTable &x)
{
    return each(x, [&](double value) { return activated(kind, value); });
}

double capped(double cap, double x)
{
    return cap > 0 ? cap * std::tanh(x / cap) : x;
}

NaiveTable softmax(NaiveTable scores)
{
    for (std::vector<double> &row : scores) {
        double total = 0;
        double largest = -std::numeric_limits<double>::infinity();
        for (double s : row)
            largest = std::max(largest, s);
        for (double &s : row) {
            s = std::isinf(s) ? 0 : std::exp(s - largest);
            total += s;
        }
        for (double &s : row)
            s = total > 0 ? s / total : 0;
    }
    return scores;
}

NaiveTable rowsOf(const StoredMatrix &table, const std::vector<int> &ids)
{
    NaiveTable rows = zeros(ids.size(), static_cast<std::size_t>(table.cols()));
    for (std::size_t t = 0; t < ids.size(); ++t)
        for (int c = 0; c < table.cols(); ++c)
            rows[t][static_cast<std::size_t>(c)] = table(ids[t], c);
    return rows;
}

double slope(int head, int heads)
{
    int power = 1;
    while (2 * power <= heads)
        power *= 2;
    return head < power ? std::pow(2.0, -8.0 * (head + 1) / power) : std::pow(2.0, -4.0 * (2 * (head - power) + 1) / power);
}

int bucket(int distance, bool bothSides, int buckets, int farthest)
{
    int start = 0;
    if (bothSides) {
        buckets /= 2;
        if (distance > 0)
            start = buckets;
    }
    const int steps = bothSides ? std::abs(distance) : std::max(0, -distance);
    const int single = buckets / 2;
    if (steps < single)
        return start + steps;
    const float growth = std::log(static_cast<float>(steps) / static_cast<float>(single))
        / static_cast<float>(std::log(farthest / static_cast<double>(single))) * static_cast<float>(buckets - single);
    return start + std::min(buckets - 1, single + static_cast<int>(growth));
}

} // namespace headscope
