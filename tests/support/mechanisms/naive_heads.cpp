#include "tests/support/mechanisms/naive_mechanisms.h"

#include "src/mechanisms/seeded_numbers.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace headscope {

namespace {

NaiveTable transposed(const NaiveTable &a)
{
    NaiveTable turned = zeros(a[0].size(), a.size());
    for (std::size_t r = 0; r < a.size(); ++r)
        for (std::size_t c = 0; c < a[r].size(); ++c)
            turned[c][r] = a[r][c];
    return turned;
}

NaiveTable weighted(const std::vector<NaiveTable> &tables, const std::vector<double> &by)
{
    NaiveTable all = zeros(tables[0].size(), tables[0][0].size());
    for (std::size_t i = 0; i < tables.size(); ++i)
        all = sum(all, each(tables[i], [&](double x) { return x * by[i]; }));
    return all;
}

NaiveTable mean(const std::vector<NaiveTable> &tables)
{
    return weighted(tables, std::vector<double>(tables.size(), 1.0 / double(tables.size())));
}

NaiveTable beside(const std::vector<NaiveTable> &tables)
{
    NaiveTable all(tables[0].size());
    for (const NaiveTable &table : tables)
        for (std::size_t r = 0; r < table.size(); ++r)
            all[r].insert(all[r].end(), table[r].begin(), table[r].end());
    return all;
}

NaiveTable columns(const NaiveTable &table, std::size_t first, std::size_t count)
{
    NaiveTable some;
    for (const std::vector<double> &row : table)
        some.emplace_back(row.begin() + std::ptrdiff_t(first), row.begin() + std::ptrdiff_t(first + count));
    return some;
}

NaiveTable scoresOf(const NaiveTable &q, const NaiveTable &k)
{
    return each(product(q, transposed(k)), [root = std::sqrt(double(q[0].size()))](double x) { return x / root; });
}

NaiveTable numbersOf(const Matrix &numbers)
{
    NaiveTable table = zeros(std::size_t(numbers.rows()), std::size_t(numbers.cols()));
    for (int r = 0; r < numbers.rows(); ++r)
        for (int c = 0; c < numbers.cols(); ++c)
            table[std::size_t(r)][std::size_t(c)] = numbers(r, c);
    return table;
}

NaiveRun attended(const NaiveTable &q, const NaiveTable &k, const NaiveTable &v)
{
    const NaiveTable weights = softmax(scoresOf(q, k));
    return {weights, product(weights, v)};
}

NaiveRun grouped(const NaiveInput &input, int groups)
{
    const int count = int(input.heads.size());
    groups = std::min(groups, count);
    const int own = input.head * groups / count;
    std::vector<NaiveTable> keys;
    std::vector<NaiveTable> values;
    for (int head = 0; head < count; ++head) {
        if (head * groups / count != own)
            continue;
        keys.push_back(input.heads[std::size_t(head)].k);
        values.push_back(input.heads[std::size_t(head)].v);
    }
    return attended(input.q, mean(keys), mean(values));
}

/// The nearest table of this rank: rotations of pairs of rows until all are at right angles (Hestenes 1958); the longest stay.
NaiveTable ofRank(const NaiveTable &x, int rank)
{
    const std::size_t count = x.size();
    NaiveTable rows = x;
    NaiveTable turns = zeros(count, count);
    for (std::size_t i = 0; i < count; ++i)
        turns[i][i] = 1;
    const auto dot
        = [](const std::vector<double> &a, const std::vector<double> &b) { return std::inner_product(a.begin(), a.end(), b.begin(), 0.0); };
    for (int sweep = 0; sweep < 40; ++sweep) {
        for (std::size_t i = 0; i < count; ++i) {
            for (std::size_t j = i + 1; j < count; ++j) {
                const double angle = 0.5 * std::atan2(2 * dot(rows[i], rows[j]), dot(rows[i], rows[i]) - dot(rows[j], rows[j]));
                for (NaiveTable *table : {&rows, &turns}) {
                    for (std::size_t c = 0; c < (*table)[i].size(); ++c) {
                        const double a = (*table)[i][c];
                        const double b = (*table)[j][c];
                        (*table)[i][c] = std::cos(angle) * a + std::sin(angle) * b;
                        (*table)[j][c] = std::cos(angle) * b - std::sin(angle) * a;
                    }
                }
            }
        }
    }
    std::vector<std::size_t> order(count);
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::ranges::sort(order, [&](std::size_t a, std::size_t b) { return dot(rows[a], rows[a]) > dot(rows[b], rows[b]); });
    NaiveTable near = zeros(count, x[0].size());
    for (int i = 0; i < std::min(rank, int(count)); ++i)
        for (std::size_t r = 0; r < count; ++r)
            for (std::size_t c = 0; c < x[0].size(); ++c)
                near[r][c] += turns[order[std::size_t(i)]][r] * rows[order[std::size_t(i)]][c];
    return near;
}

NaiveRun latent(const NaiveInput &input, int rank)
{
    std::vector<NaiveTable> parts;
    for (const NaiveHead &head : input.heads)
        parts.push_back(head.k);
    for (const NaiveHead &head : input.heads)
        parts.push_back(head.v);
    const NaiveTable kept = ofRank(beside(parts), rank);
    const std::size_t width = input.k[0].size();
    const std::size_t head = std::size_t(input.head);
    return attended(input.q, columns(kept, head * width, width), columns(kept, (input.heads.size() + head) * width, width));
}

NaiveRun talking(const NaiveInput &input, double mixing)
{
    const std::size_t count = input.heads.size();
    const auto mixer = [&](std::uint64_t stream) {
        NaiveTable near = numbersOf(seededProjection(int(count), int(count), input.seed, stream));
        for (std::size_t from = 0; from < count; ++from)
            for (std::size_t to = 0; to < count; ++to)
                near[from][to] = mixing * near[from][to] + (from == to ? 1 : 0);
        return near;
    };
    const NaiveTable ofScores = mixer(44);
    const NaiveTable ofWeights = mixer(45);
    std::vector<NaiveTable> scores;
    for (const NaiveHead &head : input.heads)
        scores.push_back(scoresOf(head.q, head.k));
    std::vector<NaiveTable> shares;
    for (std::size_t head = 0; head < count; ++head)
        shares.push_back(softmax(weighted(scores, transposed(ofScores)[head])));
    return {weighted(shares, transposed(ofWeights)[std::size_t(input.head)]), {}};
}

NaiveRun wide(const NaiveInput &input)
{
    std::vector<NaiveTable> queries;
    std::vector<NaiveTable> keys;
    for (const NaiveHead &head : input.heads) {
        queries.push_back(head.q);
        keys.push_back(head.k);
    }
    return attended(beside(queries), beside(keys), input.v);
}

NaiveRun differential(const NaiveInput &input, int layer, int step)
{
    const NaiveHead &other = input.heads[std::size_t(input.head + step) % input.heads.size()];
    const NaiveTable vectors = each(numbersOf(seededNormal(4, int(input.q[0].size()), input.seed, 42)), [](double x) { return 0.1 * x; });
    const NaiveTable products = product(vectors, transposed(vectors));
    const double lambdaInit = 0.8 - 0.6 * std::exp(-0.3 * (layer - 1));
    const double lambda = std::exp(products[0][1]) - std::exp(products[2][3]) + lambdaInit;
    const NaiveTable weights = weighted({softmax(scoresOf(input.q, input.k)), softmax(scoresOf(other.q, other.k))}, {1, -lambda});
    NaiveTable output = product(weights, beside({input.v, other.v}));
    for (std::vector<double> &row : output) {
        const double squares = std::inner_product(row.begin(), row.end(), row.begin(), 0.0);
        for (double &value : row)
            value *= (1 - lambdaInit) / std::sqrt(squares / double(row.size()) + 1e-5);
    }
    return {weights, columns(output, 0, input.v[0].size())};
}

NaiveRun gated(const NaiveInput &input, bool ofHead)
{
    std::vector<NaiveTable> queries;
    for (const NaiveHead &head : input.heads)
        queries.push_back(head.q);
    const NaiveTable x = beside(queries);
    const std::size_t width = input.v[0].size();
    const NaiveTable w = numbersOf(seededProjection(ofHead ? 1 : int(width), int(x[0].size()), input.seed, 43));
    const NaiveTable gates = each(product(x, transposed(w)), [](double opened) { return 1 / (1 + std::exp(-opened)); });
    NaiveRun run = attended(input.q, input.k, input.v);
    for (std::size_t t = 0; t < gates.size(); ++t)
        for (std::size_t c = 0; c < width; ++c)
            (*run.output)[t][c] *= gates[t][ofHead ? 0 : c];
    return run;
}

} // namespace

NaiveDefinitions naiveHeads()
{
    return {
        {"multi-head", [](const NaiveInput &input, const Parameters &) { return attended(input.q, input.k, input.v); }},
        {"multi-query", [](const NaiveInput &input, const Parameters &) { return grouped(input, 1); }},
        {"grouped", [](const NaiveInput &input, const Parameters &chosen) { return grouped(input, chosen.whole("groups")); }},
        {"latent", [](const NaiveInput &input, const Parameters &chosen) { return latent(input, chosen.whole("rank")); }},
        {"talking-heads", [](const NaiveInput &input, const Parameters &chosen) { return talking(input, chosen.number("mixing")); }},
        {"wide-head", [](const NaiveInput &input, const Parameters &) { return wide(input); }},
        {"differential",
            [](const NaiveInput &input, const Parameters &chosen) {
                return differential(input, chosen.whole("layer"), chosen.whole("step"));
            }},
        {"gated-output", [](const NaiveInput &input, const Parameters &chosen) { return gated(input, chosen.whole("gates") == 1); }},
    };
}

} // namespace headscope
