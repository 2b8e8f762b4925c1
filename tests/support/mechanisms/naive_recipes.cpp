#include "tests/support/mechanisms/naive_mechanisms.h"

#include "src/mechanisms/seeded_numbers.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>
#include <map>
#include <numeric>
#include <string>

namespace headscope {

namespace {

constexpr double kForbidden = -std::numeric_limits<double>::infinity();

using Row = std::vector<double>;
using Rule = std::function<bool(int t, int s)>;

double dot(const Row &a, const Row &b)
{
    return std::inner_product(a.begin(), a.end(), b.begin(), 0.0);
}

/// The streams are those of comparisons.cpp and local_gaussian.cpp.
NaiveTable seeded(std::size_t rows, std::size_t cols, std::uint64_t seed, std::uint64_t stream)
{
    const Matrix numbers = seededProjection(int(rows), int(cols), seed, stream);
    NaiveTable table = zeros(rows, cols);
    for (std::size_t r = 0; r < rows; ++r)
        for (std::size_t c = 0; c < cols; ++c)
            table[r][c] = numbers(int(r), int(c));
    return table;
}

Row times(const NaiveTable &matrix, const Row &x)
{
    Row y;
    for (const Row &row : matrix)
        y.push_back(dot(row, x));
    return y;
}

NaiveTable compared(const NaiveTable &q, const NaiveTable &k, const std::function<double(const Row &, const Row &)> &score)
{
    NaiveTable scores = zeros(q.size(), k.size());
    for (std::size_t t = 0; t < q.size(); ++t)
        for (std::size_t s = 0; s < k.size(); ++s)
            scores[t][s] = score(q[t], k[s]);
    return scores;
}

NaiveTable masked(NaiveTable scores, const Rule &allows)
{
    for (std::size_t t = 0; t < scores.size(); ++t)
        for (std::size_t s = 0; s < scores[t].size(); ++s)
            if (!allows(int(t), int(s)))
                scores[t][s] = kForbidden;
    return scores;
}

NaiveTable eachRow(NaiveTable table, const std::function<void(Row &)> &change)
{
    std::ranges::for_each(table, change);
    return table;
}

/// f falls from above 1 to 0 as τ grows: the τ where it is 1.
double where(double low, double high, const std::function<double(double)> &f)
{
    for (int step = 0; step < 200; ++step) {
        const double middle = (low + high) / 2;
        (f(middle) > 1 ? low : high) = middle;
    }
    return low;
}

/// max(s / scale − τ, 0) to a power, τ found by halving.
void simplex(Row &row, double scale, double power)
{
    const auto sharesAt = [&](double tau) {
        Row shares;
        for (const double score : row)
            shares.push_back(std::pow(std::max(score / scale - tau, 0.0), power));
        return shares;
    };
    const double largest = *std::ranges::max_element(row) / scale;
    row = sharesAt(where(largest - 2, largest, [&](double tau) {
        const Row shares = sharesAt(tau);
        return std::accumulate(shares.begin(), shares.end(), 0.0);
    }));
}

double sigmoid(double x)
{
    return 1 / (1 + std::exp(-x));
}

} // namespace

namespace {

/// Nothing where a definition draws: hard-sampled and bigbird.
std::optional<NaiveTable> weightsOf(
    std::string_view mechanism, const NaiveTable &q, const NaiveTable &k, const Parameters &parameters, std::uint64_t seed)
{
    const int n = int(k.size());
    const std::size_t width = q[0].size();
    const double root = std::sqrt(double(width));
    const NaiveTable scaled = compared(q, k, [&](const Row &a, const Row &b) { return dot(a, b) / root; });
    const auto number = [&](const char *name) { return parameters.number(name); };
    const auto whole = [&](const char *name) { return parameters.whole(name); };
    const auto within = [&](const Rule &allows) { return softmax(masked(scaled, allows)); };
    const auto additive = [&](std::size_t hidden) {
        const NaiveTable w = seeded(hidden, width, seed, 1);
        const NaiveTable u = seeded(hidden, width, seed, 2);
        const Row v = seeded(1, hidden, seed, 3)[0];
        return softmax(compared(q, k, [&](const Row &a, const Row &b) {
            Row sum = times(w, a);
            const Row other = times(u, b);
            for (std::size_t i = 0; i < hidden; ++i)
                sum[i] = std::tanh(sum[i] + other[i]);
            return dot(v, sum);
        }));
    };
    const auto withSink = [&](double sink) {
        return eachRow(scaled, [&](Row &row) {
            row.push_back(sink);
            row = softmax({row})[0];
            row.pop_back();
        });
    };
    const std::map<std::string_view, std::function<std::optional<NaiveTable>()>> all{
        {"dot", [&] { return softmax(compared(q, k, dot)); }},
        {"full", [&] { return softmax(scaled); }},
        {"general",
            [&] {
                const NaiveTable w = seeded(width, width, seed, 0);
                return softmax(compared(q, k, [&](const Row &a, const Row &b) { return dot(times(w, a), b); }));
            }},
        {"concat", [&] { return additive(width); }},
        {"additive", [&] { return additive(std::size_t(whole("width"))); }},
        {"cosine",
            [&] {
                return softmax(compared(
                    q, k, [&](const Row &a, const Row &b) { return number("sharpness") * dot(a, b) / std::sqrt(dot(a, a) * dot(b, b)); }));
            }},
        {"softmax", [&] { return softmax(each(scaled, [&](double x) { return x / number("temperature"); })); }},
        {"hard",
            [&] {
                return eachRow(scaled, [](Row &row) {
                    const double largest = *std::ranges::max_element(row);
                    bool isTaken = false;
                    for (double &score : row)
                        score = !isTaken && score == largest ? (isTaken = true, 1.0) : 0.0;
                });
            }},
        {"hard-sampled", [] { return std::nullopt; }},
        {"sparsemax", [&] { return eachRow(scaled, [](Row &row) { simplex(row, 1, 1); }); }},
        {"entmax-1.5", [&] { return eachRow(scaled, [](Row &row) { simplex(row, 2, 2); }); }},
        {"sigmoid", [&] { return each(scaled, [&](double x) { return sigmoid(x - std::log(n)); }); }},
        {"off-by-one", [&] { return withSink(0); }},
        {"sink", [&] { return withSink(number("sink")); }},
        {"stick-breaking",
            [&] {
                NaiveTable weights = zeros(q.size(), k.size());
                for (int t = 0; t < int(q.size()); ++t) {
                    for (int s = 0; s < t; ++s) {
                        weights[t][s] = sigmoid(scaled[t][s]);
                        for (int r = s + 1; r < t; ++r)
                            weights[t][s] *= 1 - sigmoid(scaled[t][r]);
                    }
                }
                return weights;
            }},
        {"causal", [&] { return within([](int t, int s) { return s <= t; }); }},
        {"padding", [&] { return within([&](int, int s) { return s < n - whole("padding"); }); }},
        {"prefix", [&] { return within([&](int t, int s) { return s < whole("prefix") || s <= t; }); }},
        {"local-window", [&] { return within([&](int t, int s) { return std::abs(s - t) <= whole("reach"); }); }},
        {"local-p",
            [&] {
                const NaiveTable w = seeded(width, width, seed, 8);
                const Row v = seeded(1, width, seed, 9)[0];
                Row centres;
                for (const Row &query : q) {
                    Row turned = times(w, query);
                    std::ranges::transform(turned, turned.begin(), [](double x) { return std::tanh(x); });
                    centres.push_back(n * sigmoid(dot(v, turned)));
                }
                NaiveTable weights = within([&](int t, int s) { return std::abs(s - centres[std::size_t(t)]) <= whole("reach"); });
                for (std::size_t t = 0; t < weights.size(); ++t)
                    for (int s = 0; s < n; ++s)
                        weights[t][std::size_t(s)] *= std::exp(-std::pow(s - centres[t], 2) / (2 * std::pow(whole("reach") / 2.0, 2)));
                return weights;
            }},
        {"strided",
            [&] { return within([&](int t, int s) { return s <= t && (t - s <= whole("stride") || (t - s) % whole("stride") == 0); }); }},
        {"fixed",
            [&] {
                const int l = whole("stride");
                return within([&, l](int t, int s) { return s <= t && (s / l == t / l || s % l >= l - whole("summary")); });
            }},
        {"dilated",
            [&] {
                return within([&](int t, int s) {
                    return std::abs(s - t) % whole("step") == 0 && std::abs(s - t) / whole("step") <= whole("reach");
                });
            }},
        {"adaptive-span",
            [&] {
                NaiveTable weights = each(scaled, [](double x) { return std::exp(x); });
                for (int t = 0; t < int(q.size()); ++t) {
                    double sum = 0;
                    for (int s = 0; s < n; ++s) {
                        const double seen = (number("ramp") + number("span") - (t - s)) / number("ramp");
                        weights[t][s] *= s > t ? 0 : std::min(std::max(seen, 0.0), 1.0);
                        sum += weights[t][s];
                    }
                    for (double &weight : weights[t])
                        weight /= sum;
                }
                return weights;
            }},
        {"longformer",
            [&] {
                const int g = whole("global");
                return within([&, g](int t, int s) { return std::abs(s - t) <= whole("reach") || s < g || t < g; });
            }},
        {"bigbird", [] { return std::nullopt; }},
        {"block-local", [&] { return within([&](int t, int s) { return s / whole("block") == t / whole("block"); }); }},
        {"top-k",
            [&] {
                NaiveTable scores = scaled;
                for (std::size_t t = 0; t < scores.size(); ++t)
                    for (std::size_t s = 0; s < scores[t].size(); ++s)
                        if (std::ranges::count_if(scaled[t], [&](double other) { return other > scaled[t][s]; }) >= whole("k"))
                            scores[t][s] = kForbidden;
                return softmax(scores);
            }},
        {"streaming", [&] { return within([&](int t, int s) { return s <= t && (s < whole("sinks") || t - s < whole("reach")); }); }},
    };
    return all.at(mechanism)();
}

} // namespace

NaiveRun naiveRecipe(std::string_view mechanism, const NaiveInput &input, const Parameters &parameters)
{
    return {.weights = weightsOf(mechanism, input.q, input.k, parameters, input.seed), .output = {}};
}

} // namespace headscope
