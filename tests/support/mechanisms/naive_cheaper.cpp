#include "tests/support/mechanisms/naive_mechanisms.h"

#include "src/mechanisms/feature_attention.h"
#include "src/mechanisms/linformer.h"

#include <algorithm>
#include <cmath>
#include <complex>
#include <functional>
#include <numbers>
#include <numeric>

namespace headscope {

namespace {

using Row = std::vector<double>;

double dot(const Row &a, const Row &b)
{
    return std::inner_product(a.begin(), a.end(), b.begin(), 0.0);
}

NaiveTable tableOf(const Matrix &matrix)
{
    NaiveTable table = zeros(std::size_t(matrix.rows()), std::size_t(matrix.cols()));
    for (int r = 0; r < matrix.rows(); ++r)
        for (int c = 0; c < matrix.cols(); ++c)
            table[std::size_t(r)][std::size_t(c)] = matrix(r, c);
    return table;
}

NaiveTable transposed(const NaiveTable &a)
{
    NaiveTable turned = zeros(a[0].size(), a.size());
    for (std::size_t r = 0; r < a.size(); ++r)
        for (std::size_t c = 0; c < a[r].size(); ++c)
            turned[c][r] = a[r][c];
    return turned;
}

/// softmax(a · bᵀ / √d)
NaiveTable attention(const NaiveTable &a, const NaiveTable &b)
{
    return softmax(each(product(a, transposed(b)), [&](double score) { return score / std::sqrt(double(b[0].size())); }));
}

NaiveTable meansOfRuns(std::size_t count, std::size_t tokens)
{
    NaiveTable means = zeros(count, tokens);
    for (std::size_t token = 0; token < tokens; ++token)
        for (std::size_t run = 0; run < count; ++run)
            if (run * tokens / count <= token && token < (run + 1) * tokens / count)
                means[run][token] = 1;
    for (Row &row : means) {
        const double length = std::accumulate(row.begin(), row.end(), 0.0);
        std::ranges::transform(row, row.begin(), [&](double x) { return x / length; });
    }
    return means;
}

NaiveRun linformerOf(const NaiveInput &input, const Parameters &chosen)
{
    const std::size_t n = input.k.size();
    NaiveTable e = meansOfRuns(std::min(std::size_t(chosen.whole("k")), n), n);
    NaiveTable f = e;
    if (chosen.whole("projection") == 0) { // the streams are those of cheaper_rows.cpp
        e = tableOf(linformerProjection(chosen.whole("k"), int(n), input.seed, 42));
        f = tableOf(linformerProjection(chosen.whole("k"), int(n), input.seed, 43));
    }
    return {{}, product(attention(input.q, product(e, input.k)), product(f, input.v))};
}

NaiveRun byKernel(const NaiveInput &input, const std::function<double(const Row &q, const Row &k)> &kernel)
{
    NaiveTable weights = zeros(input.q.size(), input.k.size());
    for (std::size_t t = 0; t < weights.size(); ++t) {
        for (std::size_t s = 0; s < weights[t].size(); ++s)
            weights[t][s] = kernel(input.q[t], input.k[s]);
        const double sum = std::accumulate(weights[t].begin(), weights[t].end(), 0.0);
        std::ranges::transform(weights[t], weights[t].begin(), [&](double x) { return x / sum; });
    }
    return {weights, product(weights, input.v)};
}

/// Σ exp(ω·q − ‖q‖²/2 − a) + ε times the same of k, a the largest ω·x: of the query, and of all keys.
NaiveRun performerOf(const NaiveInput &input, const Parameters &chosen)
{
    const NaiveTable directions = tableOf(orthogonalDirections(chosen.whole("features"), int(input.k[0].size()), input.seed));
    const double root = std::pow(double(input.k[0].size()), 0.25);
    const auto exponent = [&](const Row &x, const Row &direction) { return dot(x, direction) / root - dot(x, x) / (root * root) / 2; };
    const auto largest = [&](const Row &x) {
        double most = -INFINITY;
        for (const Row &direction : directions)
            most = std::max(most, dot(x, direction) / root);
        return most;
    };
    double ofKeys = -INFINITY;
    for (const Row &key : input.k)
        ofKeys = std::max(ofKeys, largest(key));
    return byKernel(input, [&](const Row &q, const Row &k) {
        const double ofQuery = largest(q);
        double sum = 0;
        for (const Row &direction : directions)
            sum += (std::exp(exponent(q, direction) - ofQuery) + chosen.number("epsilon"))
                * (std::exp(exponent(k, direction) - ofKeys) + chosen.number("epsilon"));
        return sum;
    });
}

NaiveRun linearOf(const NaiveInput &input, const Parameters &)
{
    const auto elu = [](double x) { return x > 0 ? x : std::expm1(x); };
    return byKernel(input, [&](const Row &q, const Row &k) {
        double sum = 0;
        for (std::size_t c = 0; c < q.size(); ++c)
            sum += (elu(q[c]) + 1) * (elu(k[c]) + 1);
        return sum;
    });
}

/// a⁻¹ by Gauss and Jordan, with the largest pivot of each column.
NaiveTable inverseOf(NaiveTable a)
{
    const std::size_t n = a.size();
    NaiveTable inverse = zeros(n, n);
    for (std::size_t i = 0; i < n; ++i)
        inverse[i][i] = 1;
    for (std::size_t column = 0; column < n; ++column) {
        std::size_t pivot = column;
        for (std::size_t row = column; row < n; ++row)
            if (std::abs(a[row][column]) > std::abs(a[pivot][column]))
                pivot = row;
        std::swap(a[pivot], a[column]);
        std::swap(inverse[pivot], inverse[column]);
        const double by = a[column][column];
        for (std::size_t c = 0; c < n; ++c) {
            a[column][c] /= by;
            inverse[column][c] /= by;
        }
        for (std::size_t row = 0; row < n; ++row) {
            const double times = row == column ? 0 : a[row][column];
            for (std::size_t c = 0; c < n; ++c) {
                a[row][c] -= times * a[column][c];
                inverse[row][c] -= times * inverse[column][c];
            }
        }
    }
    return inverse;
}

NaiveTable minusFrom(double diagonal, const NaiveTable &a)
{
    NaiveTable difference = each(a, [](double x) { return -x; });
    for (std::size_t i = 0; i < a.size(); ++i)
        difference[i][i] += diagonal;
    return difference;
}

NaiveRun nystromformerOf(const NaiveInput &input, const Parameters &chosen)
{
    const std::size_t n = input.k.size();
    const NaiveTable means = meansOfRuns(std::min(std::size_t(chosen.whole("landmarks")), n), n);
    const NaiveTable queries = product(means, input.q);
    const NaiveTable keys = product(means, input.k);
    const NaiveTable kernel = attention(queries, keys);
    NaiveTable inverse = inverseOf(kernel);
    if (chosen.whole("iterations") > 0) {
        double largest = 0;
        for (const Row &column : transposed(kernel))
            largest = std::max(largest, std::accumulate(column.begin(), column.end(), 0.0));
        inverse = each(transposed(kernel), [&](double x) { return x / largest; });
    }
    for (int i = 0; i < chosen.whole("iterations"); ++i) {
        const NaiveTable once = product(kernel, inverse);
        const NaiveTable inner = minusFrom(15, product(once, minusFrom(7, once)));
        inverse = each(product(inverse, minusFrom(13, product(once, inner))), [](double x) { return x / 4; });
    }
    return {{}, product(product(attention(input.q, keys), inverse), product(attention(queries, input.k), input.v))};
}

NaiveRun fnetOf(const NaiveInput &input, const Parameters &)
{
    const std::size_t n = input.v.size();
    const std::size_t width = input.v[0].size();
    NaiveTable out = zeros(n, width);
    for (std::size_t f = 0; f < n; ++f)
        for (std::size_t g = 0; g < width; ++g)
            for (std::size_t t = 0; t < n; ++t)
                for (std::size_t c = 0; c < width; ++c)
                    out[f][g]
                        += input.v[t][c] * std::cos(2 * std::numbers::pi * (double(f * t) / double(n) + double(g * c) / double(width)));
    return {{}, out};
}

} // namespace

NaiveDefinitions naiveCheaper()
{
    return {
        {"linformer", linformerOf}, {"performer", performerOf}, {"linear", linearOf}, {"nystromformer", nystromformerOf}, {"fnet", fnetOf}};
}

} // namespace headscope
