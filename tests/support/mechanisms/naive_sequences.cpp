#include "src/mechanisms/seeded_numbers.h"
#include "tests/support/mechanisms/naive_mechanisms.h"

#include <cmath>
#include <limits>
#include <set>

namespace headscope {

namespace {

using Row = std::vector<double>;
using Edges = std::set<std::pair<int, int>>;

constexpr double kForbidden = -std::numeric_limits<double>::infinity();

double dot(const Row &a, const Row &b)
{
    double sum = 0;
    for (std::size_t c = 0; c < a.size(); ++c)
        sum += a[c] * b[c];
    return sum;
}

NaiveRun cross(const NaiveInput &input)
{
    NaiveTable scores = zeros(input.q.size(), input.otherK.size());
    for (std::size_t t = 0; t < input.q.size(); ++t)
        for (std::size_t s = 0; s < input.otherK.size(); ++s)
            scores[t][s] = dot(input.q[t], input.otherK[s]) / std::sqrt(double(input.q[t].size()));
    NaiveRun run;
    run.weights = softmax(scores);
    run.output = product(*run.weights, input.otherV);
    return run;
}

void join(Edges &edges, int a, int b)
{
    edges.insert({a, b});
    edges.insert({b, a});
}

/// The middle of [first, last), joined to the middles of what lies to its sides. Returns it, or −1.
int growTree(Edges &edges, int first, int last)
{
    if (first == last)
        return -1;
    const int root = first + (last - first) / 2;
    for (const int child : {growTree(edges, first, root), growTree(edges, root + 1, last)})
        if (child >= 0)
            join(edges, root, child);
    return root;
}

NaiveTable drawn(std::size_t rows, std::size_t cols, std::uint64_t seed, std::uint64_t stream)
{
    const Matrix numbers = seededProjection(int(rows), int(cols), seed, stream);
    NaiveTable table = zeros(rows, cols);
    for (std::size_t r = 0; r < rows; ++r)
        for (std::size_t c = 0; c < cols; ++c)
            table[r][c] = numbers(int(r), int(c));
    return table;
}

NaiveRun graph(const NaiveInput &input, const Parameters &parameters)
{
    const int n = int(input.v.size());
    const std::size_t width = input.v[0].size();
    Edges edges;
    for (int t = 0; t < n; ++t)
        edges.insert({t, t});
    switch (parameters.whole("graph")) {
    case 0:
        for (int t = 1; t < n; ++t)
            join(edges, t - 1, t);
        break;
    case 1: growTree(edges, 0, n); break;
    case 2:
        for (int t = 0; t < n; ++t)
            for (int s = 0; s < n; ++s)
                join(edges, t, s);
        break;
    case 3:
        for (const auto &[a, b] : input.edges)
            join(edges, a, b);
        break;
    }
    const NaiveTable w = drawn(width, width, input.seed, 40);
    Row a = drawn(1, width, input.seed, 41)[0];
    const Row second = drawn(1, width, input.seed, 42)[0];
    a.insert(a.end(), second.begin(), second.end());
    NaiveTable turned = zeros(input.v.size(), width);
    for (std::size_t t = 0; t < input.v.size(); ++t)
        for (std::size_t c = 0; c < width; ++c)
            turned[t][c] = dot(w[c], input.v[t]);
    NaiveTable scores = zeros(input.v.size(), input.v.size());
    for (int t = 0; t < n; ++t) {
        for (int s = 0; s < n; ++s) {
            Row both = turned[std::size_t(t)];
            both.insert(both.end(), turned[std::size_t(s)].begin(), turned[std::size_t(s)].end());
            const double x = dot(a, both);
            scores[std::size_t(t)][std::size_t(s)] = edges.contains({t, s}) ? std::max(x, x * parameters.number("slope")) : kForbidden;
        }
    }
    NaiveRun run;
    run.weights = softmax(scores);
    run.output = product(*run.weights, turned);
    return run;
}

} // namespace

NaiveDefinitions naiveSequences()
{
    return {
        {"cross", [](const NaiveInput &input, const Parameters &) { return cross(input); }},
        {"graph", graph},
    };
}

} // namespace headscope
