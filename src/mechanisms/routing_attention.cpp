#include "src/mechanisms/routing_attention.h"

#include "src/devices/cpu/threads.h"
#include "src/error.h"
#include "src/mechanisms/comparisons.h"
#include "src/mechanisms/given_steps.h"
#include "src/mechanisms/normalisers.h"
#include "src/mechanisms/row_pattern.h"
#include "src/mechanisms/seeded_numbers.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

namespace headscope {

namespace {

constexpr std::uint64_t kCentroidStream = 47;

std::vector<float> lengthsOf(const Matrix &x)
{
    std::vector<float> lengths;
    for (int row = 0; row < x.rows(); ++row)
        lengths.push_back(std::max(std::sqrt(rowProduct(x, row, x, row)), 1e-12F)); // as torch divides: never by 0
    return lengths;
}

/// A row's keys in one of its clusters.
struct Row {
    std::vector<int> keys;
    std::vector<float> scores;
};

class Routing {
public:
    Routing(const MechanismInput &input, const Matrix &centroids, const RoutingChoices &choices)
        : m_q(input.q)
        , m_k(choices.sharesKeys ? input.q : input.k)
        , m_mask(input.mask)
        , m_sharesKeys(choices.sharesKeys)
        , m_lengths(lengthsOf(input.q))
        , m_queries(membersOf(input.q, centroids, choices.window))
        , m_keys(choices.sharesKeys ? m_queries : membersOf(input.k, centroids, choices.window))
    {
        // Which clusters took a query: first how many, then which.
        m_firsts.assign(static_cast<std::size_t>(input.q.rows()) + 1, 0);
        for (const std::vector<int> &members : m_queries)
            for (const int query : members)
                ++m_firsts[static_cast<std::size_t>(query) + 1];
        std::partial_sum(m_firsts.begin(), m_firsts.end(), m_firsts.begin());
        m_clusters.resize(static_cast<std::size_t>(m_firsts.back()));
        std::vector<int> next(m_firsts.begin(), m_firsts.end() - 1);
        for (std::size_t cluster = 0; cluster < m_queries.size(); ++cluster)
            for (const int query : m_queries[cluster])
                m_clusters[static_cast<std::size_t>(next[static_cast<std::size_t>(query)]++)] = static_cast<int>(cluster);
    }

    std::span<const int> clustersOf(int query) const
    {
        const auto first = static_cast<std::size_t>(m_firsts[static_cast<std::size_t>(query)]);
        const auto last = static_cast<std::size_t>(m_firsts[static_cast<std::size_t>(query) + 1]);
        return std::span(m_clusters).subspan(first, last - first);
    }
    float length(int query) const { return m_lengths[static_cast<std::size_t>(query)]; }
    const std::vector<std::vector<int>> &queries() const { return m_queries; }
    const std::vector<std::vector<int>> &keys() const { return m_keys; }
    double numbersHeld() const
    {
        double members = 0;
        for (const auto *side : {&m_queries, &m_keys})
            for (const std::vector<int> &cluster : *side)
                members += double(cluster.size());
        return members + double(m_lengths.size() + m_firsts.size() + m_clusters.size());
    }

    /// What a query finds in one of its clusters. `weigh`: shares, else scores.
    void look(int query, int cluster, Row &row, bool weigh = true) const
    {
        row.keys.clear();
        row.scores.clear();
        for (const int key : m_keys[static_cast<std::size_t>(cluster)])
            if (m_mask.allows(query, key) && !(m_sharesKeys && key == query))
                row.keys.push_back(key);
        if (row.keys.empty() && m_sharesKeys && m_mask.allows(query, query))
            row.keys.push_back(query);
        const float root = std::sqrt(static_cast<float>(m_q.cols()));
        for (const int key : row.keys)
            row.scores.push_back(rowProduct(m_q, query, m_k, key) / (root * (m_sharesKeys ? length(key) : 1)));
        if (weigh && !row.keys.empty())
            softmax(row.scores);
    }

private:
    /// Of each centroid the rows of x that point most its way, ascending; of equals the first.
    static std::vector<std::vector<int>> membersOf(const Matrix &x, const Matrix &centroids, int window)
    {
        const std::vector<float> lengths = lengthsOf(x);
        const auto count = static_cast<std::size_t>(std::min(window, x.rows()));
        std::vector<std::vector<int>> members(static_cast<std::size_t>(centroids.rows()));
        forTasks(centroids.rows(), double(centroids.rows()) * x.rows() * x.cols(), [&](int cluster, int) {
            std::vector<float> near;
            for (int row = 0; row < x.rows(); ++row)
                near.push_back(rowProduct(x, row, centroids, cluster) / lengths[static_cast<std::size_t>(row)]);
            std::vector<int> order(near.size());
            std::iota(order.begin(), order.end(), 0);
            std::ranges::nth_element(order, order.begin() + static_cast<std::ptrdiff_t>(count) - 1, [&](int a, int b) {
                const float ofA = near[static_cast<std::size_t>(a)];
                const float ofB = near[static_cast<std::size_t>(b)];
                return ofA != ofB ? ofA > ofB : a < b;
            });
            order.resize(count);
            std::ranges::sort(order);
            members[static_cast<std::size_t>(cluster)] = order;
        });
        return members;
    }

    Matrix m_q;
    Matrix m_k;
    Mask m_mask;
    bool m_sharesKeys;
    std::vector<float> m_lengths;
    // Of each cluster.
    std::vector<std::vector<int>> m_queries;
    std::vector<std::vector<int>> m_keys;
    // Of each query.
    std::vector<int> m_firsts; ///< in m_clusters
    std::vector<int> m_clusters;
};

Matrix membership(const std::vector<std::vector<int>> &clusters, int tokens)
{
    OwnMatrix table(tokens, static_cast<int>(clusters.size()));
    for (std::size_t cluster = 0; cluster < clusters.size(); ++cluster)
        for (const int token : clusters[cluster])
            table(token, static_cast<int>(cluster)) = 1;
    return table.matrix();
}

Matrix directionsOf(const Matrix &x)
{
    const std::vector<float> lengths = lengthsOf(x);
    OwnMatrix directions(x.rows(), x.cols());
    for (int row = 0; row < x.rows(); ++row)
        for (int c = 0; c < x.cols(); ++c)
            directions(row, c) = x(row, c) / lengths[static_cast<std::size_t>(row)];
    return directions.matrix();
}

void keepSteps(const Routing &routing, const MechanismInput &input, const Matrix &centroids, const RoutingChoices &choices,
    const MechanismRun &run, StepRecorder &steps)
{
    const int queries = input.q.rows();
    const int keys = input.k.rows();
    OwnMatrix scores(queries, keys);
    Row row;
    for (int query = 0; query < queries; ++query) {
        std::fill_n(scores.row(query), keys, -std::numeric_limits<float>::infinity());
        for (const int cluster : routing.clustersOf(query)) {
            routing.look(query, cluster, row, false);
            for (std::size_t i = 0; i < row.keys.size(); ++i)
                scores(query, row.keys[i]) = row.scores[i];
        }
    }
    const int q = addQueries(input, steps);
    const int directions = steps.add({.name = "directions of queries",
        .formula = "q / ‖q‖",
        .sentence = "Only where a query points to decides its cluster, not how long it is.",
        .kind = StepKind::mapped,
        .from = {q},
        .pages = {directionsOf(input.q)}});
    const int k = choices.sharesKeys ? directions : addKeys(input, steps);
    const int middle = steps.add({.name = "centroids",
        .formula = "μ",
        .sentence = "The middles of the clusters, found by k-means from tokens drawn by chance; a trained model has moved them along.",
        .rows = StepAxis::other,
        .pages = {centroids}});
    const int near = steps.add({.name = "nearness",
        .formula = "q · μ / ‖q‖",
        .sentence = "How much each query points the way of each centroid.",
        .kind = StepKind::productTransposed,
        .from = {directions, middle},
        .columns = StepAxis::other,
        .pages = {matrixProduct(directionsOf(input.q).view, centroids.view.transposed())}});
    const std::string each = std::to_string(std::min(choices.window, queries));
    std::vector<int> from{q, k,
        steps.add({.name = "clusters",
            .formula = "1 for the " + each + " nearest of each",
            .sentence = "Each centroid takes as many queries: all clusters are of one size. A query may be taken by several, or by none.",
            .kind = StepKind::chosen,
            .from = {near},
            .columns = StepAxis::other,
            .pages = {membership(routing.queries(), queries)},
            .isWhole = true})};
    if (!choices.sharesKeys)
        from.push_back(steps.add({.name = "clusters of keys",
            .formula = "1 for the " + each + " nearest of each",
            .sentence = "The same centroids take as many keys.",
            .kind = StepKind::chosen,
            .from = {k, middle},
            .rows = StepAxis::key,
            .columns = StepAxis::other,
            .pages = {membership(routing.keys(), keys)},
            .isWhole = true}));
    const int s = steps.add({.name = "scores",
        .formula = std::string(choices.sharesKeys ? "S = Q · directionsᵀ" : "S = Q · Kᵀ") + " / √" + std::to_string(input.k.cols())
            + ", within the clusters",
        .sentence = "Queries and keys of the same cluster are compared; all other pairs are hatched.",
        .kind = StepKind::productTransposed,
        .from = from,
        .columns = StepAxis::key,
        .pages = {scores.matrix()}});
    addHandingOver(input, run, s, "A softmax in each cluster. A query of several clusters takes the mean of what it found in them.",
        "Each query takes the values by its shares. One that no cluster took gets nothing.", steps);
}

} // namespace

Matrix routingCentroids(const MechanismInput &input, int clusters, int iterations, bool sharesKeys, std::uint64_t seed)
{
    std::vector<const Matrix *> sides{&input.q};
    if (!sharesKeys)
        sides.push_back(&input.k);
    int items = 0;
    for (const Matrix *side : sides)
        items += side->rows();
    if (clusters == 0)
        clusters = static_cast<int>(std::lround(std::sqrt(double(input.q.rows()))));
    clusters = std::clamp(clusters, 1, items);
    std::vector<std::vector<float>> lengths;
    for (const Matrix *side : sides)
        lengths.push_back(lengthsOf(*side));
    const auto component = [&](int item, int c) {
        const std::size_t side = item < input.q.rows() ? 0 : 1;
        const int row = side == 0 ? item : item - input.q.rows();
        return (*sides[side])(row, c) / lengths[side][static_cast<std::size_t>(row)];
    };
    const int width = input.q.cols();
    SeededNumbers numbers(seed, kCentroidStream);
    std::vector<int> drawn(static_cast<std::size_t>(items));
    std::iota(drawn.begin(), drawn.end(), 0);
    OwnMatrix centroids(clusters, width);
    for (int cluster = 0; cluster < clusters; ++cluster) { // the first steps of a Fisher–Yates shuffle
        std::swap(drawn[static_cast<std::size_t>(cluster)], drawn[static_cast<std::size_t>(cluster + numbers.below(items - cluster))]);
        for (int c = 0; c < width; ++c)
            centroids(cluster, c) = component(drawn[static_cast<std::size_t>(cluster)], c);
    }
    std::vector<int> nearest(static_cast<std::size_t>(items));
    for (int iteration = 0; iteration < iterations; ++iteration) {
        forTasks(items, double(items) * clusters * width, [&](int item, int) {
            float best = -std::numeric_limits<float>::infinity();
            for (int cluster = 0; cluster < clusters; ++cluster) {
                float near = 0;
                for (int c = 0; c < width; ++c)
                    near += component(item, c) * centroids(cluster, c);
                if (near > best) {
                    best = near;
                    nearest[static_cast<std::size_t>(item)] = cluster;
                }
            }
        });
        std::vector<double> sums(static_cast<std::size_t>(clusters) * static_cast<std::size_t>(width));
        for (int item = 0; item < items; ++item)
            for (int c = 0; c < width; ++c)
                sums[static_cast<std::size_t>(nearest[static_cast<std::size_t>(item)] * width + c)] += component(item, c);
        for (int cluster = 0; cluster < clusters; ++cluster) {
            const double *sum = sums.data() + static_cast<std::ptrdiff_t>(cluster) * width;
            const double length = std::sqrt(std::inner_product(sum, sum + width, sum, 0.0));
            for (int c = 0; c < width && length > 0; ++c)
                centroids(cluster, c) = static_cast<float>(sum[c] / length);
        }
    }
    return centroids.matrix();
}

MechanismRun routingAttention(const MechanismInput &input, const Matrix &centroids, const RoutingChoices &choices, StepRecorder *steps)
{
    const int queries = input.q.rows();
    const int width = input.v.cols();
    if (choices.sharesKeys && queries != input.k.rows())
        throw Error("Routing shares queries and keys, but there are " + std::to_string(queries) + " queries and "
                + std::to_string(input.k.rows()) + " keys",
            {}, "Give keys their own clusters (keys 1)");
    const auto routing = std::make_shared<const Routing>(input, centroids, choices);
    OwnMatrix output(queries, width);
    std::vector<double> pairs(static_cast<std::size_t>(queries));
    std::vector<char> isWhole(static_cast<std::size_t>(queries));
    std::vector<Row> work(static_cast<std::size_t>(threadCount()));
    const double most = double(centroids.rows()) * choices.window * choices.window * (input.k.cols() + width);
    forTasks(queries, most, [&](int query, int thread) {
        Row &row = work[static_cast<std::size_t>(thread)];
        const std::span<const int> clusters = routing->clustersOf(query);
        isWhole[static_cast<std::size_t>(query)] = !clusters.empty();
        for (const int cluster : clusters) {
            routing->look(query, cluster, row);
            pairs[static_cast<std::size_t>(query)] += double(row.keys.size());
            if (row.keys.empty())
                isWhole[static_cast<std::size_t>(query)] = 0;
            for (std::size_t i = 0; i < row.keys.size(); ++i)
                for (int c = 0; c < width; ++c)
                    output(query, c) += row.scores[i] / static_cast<float>(clusters.size()) * input.v(row.keys[i], c);
        }
    });
    MechanismRun run;
    run.output = output.matrix();
    run.weights = std::make_shared<RowPattern>(
        queries, input.k.rows(),
        [routing](int query, std::span<float> weights) {
            Row row;
            const std::span<const int> clusters = routing->clustersOf(query);
            for (const int cluster : clusters) {
                routing->look(query, cluster, row);
                for (std::size_t i = 0; i < row.keys.size(); ++i)
                    weights[static_cast<std::size_t>(row.keys[i])] += row.scores[i] / static_cast<float>(clusters.size());
            }
        },
        choices.sharesKeys ? "A(t, s) = softmax of q(t)·q(s) / (‖q(s)‖ · √d) over s of t's clusters"
                           : "A(t, s) = softmax of q(t)·k(s) / √d over s of t's clusters",
        std::ranges::all_of(isWhole, [](char whole) { return whole != 0; }));
    MechanismWork &one = run.work;
    const double sides = choices.sharesKeys ? 1 : 2;
    const double routed = sides * queries * double(centroids.rows());
    one.pairs = std::accumulate(pairs.begin(), pairs.end(), 0.0);
    one.multiplyAdds = routed * input.q.cols() + (sides + 1) * queries * input.q.cols() + one.pairs * (input.k.cols() + width);
    one.specials = one.pairs + (sides + 1) * queries;
    one.bytesMoved = sizeof(float) * (routed * (input.q.cols() + 2) + one.pairs * (input.k.cols() + width + 4));
    // Centroids, members of clusters, nearness to one centroid and its order, and a row.
    one.bytesHeld
        = sizeof(float) * (routing->numbersHeld() + double(centroids.rows()) * centroids.cols() + 3.0 * queries + 2.0 * choices.window);
    one.stateNumbers = double(input.k.rows()) * (input.k.cols() + width) + double(centroids.rows()) * centroids.cols();
    if (steps)
        keepSteps(*routing, input, centroids, choices, run, *steps);
    return run;
}

} // namespace headscope
