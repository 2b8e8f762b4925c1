#include "tests/support/mechanisms/naive_mechanisms.h"

#include "src/mechanisms/seeded_numbers.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <set>

namespace headscope {

namespace {

constexpr double kForbidden = -std::numeric_limits<double>::infinity();

using Row = std::vector<double>;

double dot(const Row &a, const Row &b)
{
    return std::inner_product(a.begin(), a.end(), b.begin(), 0.0);
}

NaiveTable numbersOf(const Matrix &numbers)
{
    NaiveTable table = zeros(std::size_t(numbers.rows()), std::size_t(numbers.cols()));
    for (int r = 0; r < numbers.rows(); ++r)
        for (int c = 0; c < numbers.cols(); ++c)
            table[std::size_t(r)][std::size_t(c)] = numbers(r, c);
    return table;
}

NaiveTable byDirections(const NaiveTable &x, const NaiveTable &directions)
{
    NaiveTable all = zeros(x.size(), directions.size());
    for (std::size_t r = 0; r < x.size(); ++r)
        for (std::size_t c = 0; c < directions.size(); ++c)
            all[r][c] = dot(x[r], directions[c]);
    return all;
}

NaiveTable ofLengthOne(NaiveTable x)
{
    for (Row &row : x) {
        const double length = std::sqrt(dot(row, row));
        for (double &value : row)
            value /= length;
    }
    return x;
}

/// The places of the largest, ascending.
std::vector<std::size_t> largest(const Row &values, std::size_t count)
{
    std::vector<std::size_t> order(values.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::ranges::stable_sort(order, [&](std::size_t a, std::size_t b) { return values[a] > values[b]; });
    order.resize(std::min(count, order.size()));
    std::ranges::sort(order);
    return order;
}

/// Softmax of a row over the columns of a set, a column as often as it is there.
Row sharesOver(const Row &scores, const std::multiset<std::size_t> &columns)
{
    Row shares(scores.size());
    double sum = 0;
    for (const std::size_t column : columns) {
        shares[column] += std::exp(scores[column]);
        sum += std::exp(scores[column]);
    }
    for (double &share : shares)
        share = sum > 0 ? share / sum : 0;
    return shares;
}

std::vector<int> hashFactors(int tokens, int chunk, int buckets, int parts)
{
    int doublings = 0;
    if (buckets == 0)
        buckets = std::max(2, 2 * (tokens / chunk));
    if (buckets == 1)
        return {};
    while (2 << doublings <= buckets)
        ++doublings;
    if (parts == 0)
        parts = doublings;
    std::vector<int> factors;
    int used = 0;
    for (int part = 1; part <= parts; ++part) {
        const int reached = doublings * part / parts;
        factors.push_back(1 << (reached - used));
        used = reached;
    }
    return factors;
}

NaiveRun reformer(const NaiveInput &input, const Parameters &chosen)
{
    const std::size_t n = input.q.size();
    const bool ofCode = chosen.whole("rules") == 1;
    const auto rounds = std::size_t(chosen.whole("rounds"));
    const auto chunk = std::size_t(chosen.whole("chunk"));
    const std::vector<int> factors = hashFactors(int(n), int(chunk), chosen.whole("buckets"), chosen.whole("factors"));
    const int perRound = std::accumulate(factors.begin(), factors.end(), 0) / 2;
    const int width = int(input.q[0].size());
    const NaiveTable turned = byDirections(input.q, numbersOf(seededNormal(int(rounds) * perRound, width, input.seed, 46)));
    std::vector<std::vector<int>> buckets(rounds, std::vector<int>(n));
    std::vector<std::vector<std::size_t>> chunks; // of all rounds one after the other: who is in them
    for (std::size_t round = 0; round < rounds; ++round) {
        for (std::size_t t = 0; t < n; ++t) {
            auto from = turned[t].begin() + std::ptrdiff_t(round) * perRound;
            int product = 1;
            for (const int factor : factors) {
                Row both(from, from + factor / 2);
                for (int i = 0; i < factor / 2; ++i)
                    both.push_back(-both[std::size_t(i)]);
                buckets[round][t] += product * int(std::ranges::max_element(both) - both.begin());
                product *= factor;
                from += factor / 2;
            }
        }
        std::vector<std::size_t> order(n);
        std::iota(order.begin(), order.end(), std::size_t{0});
        std::ranges::sort(order, {}, [&](std::size_t t) { return std::pair(buckets[round][t], t); });
        for (std::size_t first = 0; first < n; first += chunk)
            chunks.emplace_back(order.begin() + std::ptrdiff_t(first), order.begin() + std::ptrdiff_t(std::min(first + chunk, n)));
    }
    const std::size_t perRoundChunks = chunks.size() / rounds;
    NaiveTable keys = input.q;
    for (Row &key : keys) {
        const double scale = std::sqrt(dot(key, key) / width + 1e-6) * std::sqrt(double(width));
        for (double &value : key)
            value /= scale;
    }
    const NaiveTable scores = byDirections(input.q, keys);
    NaiveTable weights = zeros(n, n);
    for (std::size_t t = 0; t < n; ++t) {
        std::multiset<std::size_t> seen;
        for (std::size_t i = 0; i < chunks.size(); ++i) {
            if (std::ranges::find(chunks[i], t) == chunks[i].end())
                continue;
            std::vector<std::size_t> pair = chunks[i];
            const std::size_t before = (i + chunks.size() - 1) % chunks.size();
            if (ofCode || i % perRoundChunks > 0)
                pair.insert(pair.end(), chunks[before].begin(), chunks[before].end());
            for (const std::size_t s : pair)
                if (s != t && (ofCode || (buckets[i / perRoundChunks][s] == buckets[i / perRoundChunks][t] && !seen.contains(s))))
                    seen.insert(s);
        }
        if (ofCode && n <= chunk) {
            seen.clear();
            for (std::size_t s = 0; s < n; ++s)
                if (s != t)
                    seen.insert(s);
        }
        if (seen.empty())
            seen.insert(t);
        weights[t] = sharesOver(scores[t], seen);
    }
    return {weights, {}};
}

NaiveTable middles(const NaiveTable &items, int clusters, int iterations, std::uint64_t seed)
{
    std::vector<std::size_t> order(items.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    SeededNumbers numbers(seed, 47);
    NaiveTable centroids;
    for (int cluster = 0; cluster < clusters; ++cluster) {
        std::swap(order[std::size_t(cluster)], order[std::size_t(cluster + numbers.below(int(items.size()) - cluster))]);
        centroids.push_back(items[order[std::size_t(cluster)]]);
    }
    for (int iteration = 0; iteration < iterations; ++iteration) {
        NaiveTable sums = zeros(centroids.size(), items[0].size());
        for (const Row &item : items) {
            const Row near = byDirections({item}, centroids)[0];
            Row &to = sums[std::size_t(std::ranges::max_element(near) - near.begin())];
            for (std::size_t c = 0; c < item.size(); ++c)
                to[c] += item[c];
        }
        for (std::size_t cluster = 0; cluster < sums.size(); ++cluster)
            if (dot(sums[cluster], sums[cluster]) > 0)
                centroids[cluster] = ofLengthOne({sums[cluster]})[0];
    }
    return centroids;
}

NaiveRun routing(const NaiveInput &input, const Parameters &chosen)
{
    const bool shared = chosen.whole("keys") == 0;
    const std::size_t n = input.q.size();
    const NaiveTable queries = ofLengthOne(input.q);
    const NaiveTable keys = ofLengthOne(input.k);
    NaiveTable items = queries;
    if (!shared)
        items.insert(items.end(), keys.begin(), keys.end());
    const int clusters = chosen.whole("clusters") > 0 ? chosen.whole("clusters") : int(std::round(std::sqrt(double(n))));
    const NaiveTable centroids = middles(items, clusters, chosen.whole("iterations"), input.seed);
    const auto window = std::size_t(chosen.whole("window") > 0 ? chosen.whole("window") : (int(n) + clusters - 1) / clusters);
    const NaiveTable scores = each(
        byDirections(input.q, shared ? queries : input.k), [root = std::sqrt(double(input.q[0].size()))](double x) { return x / root; });
    const NaiveTable ofQueries = byDirections(centroids, queries);
    const NaiveTable ofKeys = byDirections(centroids, shared ? queries : keys);
    NaiveTable weights = zeros(n, input.k.size());
    std::vector<int> taken(n);
    for (std::size_t cluster = 0; cluster < centroids.size(); ++cluster) {
        for (const std::size_t t : largest(ofQueries[cluster], window)) {
            std::multiset<std::size_t> seen;
            for (const std::size_t s : largest(ofKeys[cluster], window))
                if (!shared || s != t)
                    seen.insert(s);
            if (seen.empty())
                seen.insert(t);
            const Row shares = sharesOver(scores[t], seen);
            ++taken[t];
            for (std::size_t s = 0; s < shares.size(); ++s)
                weights[t][s] += shares[s];
        }
    }
    for (std::size_t t = 0; t < n; ++t)
        for (double &weight : weights[t])
            weight /= std::max(taken[t], 1);
    return {weights, {}};
}

NaiveRun informer(const NaiveInput &input, const Parameters &chosen)
{
    const std::size_t n = input.q.size();
    const std::size_t keys = input.k.size();
    const auto sampled = std::size_t(std::min(double(keys), chosen.whole("factor") * std::ceil(std::log(double(keys)))));
    const auto full = std::size_t(std::min(double(n), chosen.whole("factor") * std::ceil(std::log(double(n)))));
    const NaiveTable products = byDirections(input.q, input.k);
    Row measure;
    for (std::size_t t = 0; t < n; ++t) {
        SeededNumbers numbers(input.seed, (std::uint64_t{48} << 32) + t);
        Row drawn;
        for (std::size_t i = 0; i < sampled; ++i)
            drawn.push_back(products[t][std::size_t(numbers.below(int(keys)))]);
        measure.push_back(*std::ranges::max_element(drawn) - std::accumulate(drawn.begin(), drawn.end(), 0.0) / double(keys));
    }
    NaiveTable weights(n, Row(keys, 1.0 / double(keys)));
    const NaiveTable shares = softmax(each(products, [root = std::sqrt(double(input.k[0].size()))](double x) { return x / root; }));
    for (const std::size_t t : largest(measure, full))
        weights[t] = shares[t];
    return {weights, {}};
}

NaiveRun nativeSparse(const NaiveInput &input, const Parameters &chosen)
{
    const std::size_t n = input.q.size();
    const auto block = std::size_t(chosen.whole("block"));
    const auto count = std::size_t(chosen.whole("count"));
    const auto window = std::size_t(chosen.whole("window"));
    const std::size_t blocks = (n + block - 1) / block;
    NaiveTable means = zeros(blocks, n); // of tokens
    for (std::size_t s = 0; s < n; ++s)
        means[s / block][s] = 1.0 / double(std::min(block, n - s / block * block));
    const double root = std::sqrt(double(input.k[0].size()));
    const NaiveTable scores = each(byDirections(input.q, input.k), [&](double x) { return x / root; });
    NaiveTable ofBlocks = each(byDirections(input.q, product(means, input.k)), [&](double x) { return x / root; });
    for (std::size_t t = 0; t < n; ++t)
        for (std::size_t b = 0; b < blocks; ++b)
            if ((b + 1) * block > t + 1)
                ofBlocks[t][b] = kForbidden;
    const NaiveTable shares = softmax(ofBlocks);
    NaiveTable x(n);
    for (const NaiveHead &head : input.heads)
        for (std::size_t t = 0; t < n; ++t)
            x[t].insert(x[t].end(), head.q[t].begin(), head.q[t].end());
    const NaiveTable gates = each(byDirections(x, numbersOf(seededProjection(3, int(x[0].size()), input.seed, 49))),
        [](double opened) { return 1 / (1 + std::exp(-opened)); });
    NaiveTable weights = product(shares, means);
    for (std::size_t t = 0; t < n; ++t) {
        Row rank = shares[t];
        for (const std::size_t always : {std::size_t{0}, t / block, t / block - (t / block > 0 ? 1 : 0)})
            rank[always] = 2;
        std::multiset<std::size_t> picked;
        std::multiset<std::size_t> near;
        for (const std::size_t b : largest(rank, count))
            for (std::size_t s = b * block; s <= t && s < (b + 1) * block && rank[b] > 0; ++s)
                picked.insert(s);
        for (std::size_t s = t + 1 > window ? t + 1 - window : 0; s <= t; ++s)
            near.insert(s);
        const Row sharp = sharesOver(scores[t], picked);
        const Row close = sharesOver(scores[t], near);
        for (std::size_t s = 0; s < n; ++s)
            weights[t][s] = gates[t][0] * weights[t][s] + gates[t][1] * sharp[s] + gates[t][2] * close[s];
    }
    return {weights, {}};
}

} // namespace

NaiveDefinitions naiveChoices()
{
    return {{"reformer", reformer}, {"routing", routing}, {"informer", informer}, {"native-sparse", nativeSparse}};
}

} // namespace headscope
