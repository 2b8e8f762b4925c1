#include "src/mechanisms/prob_sparse.h"

#include "src/devices/cpu/threads.h"
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

constexpr std::uint64_t kSampleStream = std::uint64_t{48} << 32; // and the query

struct Row {
    std::vector<int> keys;
    std::vector<float> scores;
};

/// How many keys' worth of sampling a text of this length needs.
int sampleOf(int factor, int length)
{
    const double logarithm = std::max(1.0, std::ceil(std::log(double(length))));
    return static_cast<int>(std::min<double>(factor * logarithm, length));
}

class ProbSparse {
public:
    ProbSparse(const MechanismInput &input, const ProbSparseDraw &draw)
        : m_q(input.q)
        , m_k(input.k)
        , m_mask(input.mask)
        , m_measure(measured(input, draw))
        , m_isChosen(static_cast<std::size_t>(input.q.rows()))
    {
        std::vector<int> order(m_isChosen.size());
        std::iota(order.begin(), order.end(), 0);
        std::ranges::stable_sort(order, [&](int a, int b) { return measure(a) > measure(b); });
        for (int i = 0; i < draw.chosen; ++i)
            m_isChosen[static_cast<std::size_t>(order[static_cast<std::size_t>(i)])] = true;
    }

    float measure(int query) const { return m_measure[static_cast<std::size_t>(query)]; }
    bool isChosen(int query) const { return m_isChosen[static_cast<std::size_t>(query)]; }
    /// What a lazy query takes of each of `count` values.
    float share(int count) const { return m_mask.causal || count == 0 ? 1 : 1 / static_cast<float>(count); }
    int keys() const { return m_k.rows(); }
    const Mask &mask() const { return m_mask; }

    /// Of a chosen query. `scores` before they become weights: null, or a number for each key.
    void attend(int query, Row &row, float *scores = nullptr) const
    {
        row.keys.clear();
        row.scores.clear();
        for (int key = 0; key < keys(); ++key) {
            if (!m_mask.allows(query, key))
                continue;
            row.keys.push_back(key);
            row.scores.push_back(rowProduct(m_q, query, m_k, key) / std::sqrt(static_cast<float>(m_k.cols())));
            if (scores)
                scores[key] = row.scores.back();
        }
        if (!row.keys.empty())
            softmax(row.scores);
    }

private:
    static std::vector<float> measured(const MechanismInput &input, const ProbSparseDraw &draw)
    {
        std::vector<float> measure(static_cast<std::size_t>(input.q.rows()));
        forTasks(input.q.rows(), double(input.q.rows()) * draw.perQuery * input.q.cols(), [&](int query, int) {
            std::vector<int> keys(static_cast<std::size_t>(draw.perQuery));
            draw.sample(query, keys);
            float largest = -std::numeric_limits<float>::infinity();
            double sum = 0;
            for (const int key : keys) {
                const float score = rowProduct(input.q, query, input.k, key);
                largest = std::max(largest, score);
                sum += score;
            }
            measure[static_cast<std::size_t>(query)] = static_cast<float>(largest - sum / input.k.rows());
        });
        return measure;
    }

    Matrix m_q;
    Matrix m_k;
    Mask m_mask;
    std::vector<float> m_measure;
    std::vector<bool> m_isChosen;
};

/// Sums of the values [0, s) for each s, so that the sum over a stretch is a difference of two. [S + 1, Dv]
class RunningSums {
public:
    explicit RunningSums(const Matrix &v)
        : m_v(v)
        , m_sums(v.rows() + 1, v.cols())
    {
        for (int key = 0; key < v.rows(); ++key)
            for (int c = 0; c < v.cols(); ++c)
                m_sums(key + 1, c) = m_sums(key, c) + v(key, c);
    }

    /// Adds up what the mask lets a query see into `out`; returns how many that are.
    int add(const Mask &mask, int query, std::span<float> out)
    {
        const int keys = m_v.rows();
        const Mask::Sight sight = mask.sight(query, keys);
        int count = std::max(0, sight.last - sight.first);
        for (std::size_t c = 0; c < out.size() && count > 0; ++c)
            out[c] = m_sums(sight.last, static_cast<int>(c)) - m_sums(sight.first, static_cast<int>(c));
        std::vector<int> others; // hidden from it, and the first token that sees through windows
        for (const Mask::HiddenKey &hidden : mask.hidden)
            others.push_back(hidden.key);
        others.push_back(0);
        std::ranges::sort(others);
        others.erase(std::unique(others.begin(), others.end()), others.end());
        for (const int key : others) {
            const bool isCounted = key >= sight.first && key < sight.last;
            const bool isSeen = key < keys && mask.allows(query, key);
            if (isCounted == isSeen)
                continue;
            count += isSeen ? 1 : -1;
            for (std::size_t c = 0; c < out.size(); ++c)
                out[c] += (isSeen ? 1.0F : -1.0F) * m_v(key, static_cast<int>(c));
        }
        return count;
    }

private:
    Matrix m_v;
    OwnMatrix m_sums;
};

void keepSteps(
    const ProbSparse &sparse, const MechanismInput &input, const ProbSparseDraw &draw, const MechanismRun &run, StepRecorder &steps)
{
    const int queries = input.q.rows();
    OwnMatrix sample(queries, draw.perQuery);
    OwnMatrix sampled(queries, draw.perQuery);
    OwnMatrix measure(queries, 1);
    OwnMatrix scores(queries, input.k.rows());
    OwnMatrix chosen(queries, 1);
    Row row;
    std::vector<int> keys(static_cast<std::size_t>(draw.perQuery));
    for (int query = 0; query < queries; ++query) {
        draw.sample(query, keys);
        for (int i = 0; i < draw.perQuery; ++i) {
            const int key = keys[static_cast<std::size_t>(i)];
            sample(query, i) = static_cast<float>(key);
            sampled(query, i) = rowProduct(input.q, query, input.k, key);
        }
        measure(query, 0) = sparse.measure(query);
        chosen(query, 0) = sparse.isChosen(query) ? 1 : 0;
        std::fill_n(scores.row(query), input.k.rows(), -std::numeric_limits<float>::infinity());
        if (sparse.isChosen(query))
            sparse.attend(query, row, scores.row(query));
    }
    const int q = addQueries(input, steps);
    const int k = addKeys(input, steps);
    const int drawn = steps.add({.name = "sample",
        .formula = std::to_string(draw.perQuery) + " keys of each query",
        .sentence = "A few keys, drawn by chance for each query (tokens are counted from 0; one may be drawn twice).",
        .columns = StepAxis::other,
        .pages = {sample.matrix()},
        .isWhole = true});
    const int compared = steps.add({.name = "sampled scores",
        .formula = "q · k of the sample",
        .sentence = "Only these pairs are compared to find out which queries are worth the trouble.",
        .kind = StepKind::chosen,
        .from = {q, k, drawn},
        .columns = StepAxis::other,
        .pages = {sampled.matrix()}});
    const int m = steps.add({.name = "measure",
        .formula = "M = largest − sum / " + std::to_string(input.k.rows()),
        .sentence = "How far the best key stands out from the mean. A query that finds all keys alike looks at everything evenly.",
        .kind = StepKind::mapped,
        .from = {compared},
        .columns = StepAxis::other,
        .pages = {measure.matrix()}});
    const int picked = steps.add({.name = "chosen queries",
        .formula = "1 for the " + std::to_string(draw.chosen) + " with the largest M",
        .sentence = "These attend in full; all others are called lazy.",
        .kind = StepKind::chosen,
        .from = {m},
        .columns = StepAxis::other,
        .pages = {chosen.matrix()},
        .isWhole = true});
    const int s = steps.add({.name = "scores",
        .formula = "S = Q · Kᵀ / √" + std::to_string(input.k.cols()) + ", of the chosen",
        .sentence = "The chosen queries are compared with every key. The rows of the lazy ones are hatched.",
        .kind = StepKind::productTransposed,
        .from = {q, k, picked},
        .columns = StepAxis::key,
        .pages = {scores.matrix()}});
    addHandingOver(input, run, s,
        sparse.mask().causal ? "A softmax for the chosen. A lazy query takes all earlier values whole: their sum, not their mean."
                             : "A softmax for the chosen. A lazy query gives the same to all.",
        "The chosen take the values by their shares, the lazy ones what was added up once for all.", steps, !sparse.mask().causal);
}

} // namespace

ProbSparseDraw probSparseDraw(int queries, int keys, int factor, std::uint64_t seed)
{
    ProbSparseDraw draw;
    draw.perQuery = sampleOf(factor, keys);
    draw.chosen = sampleOf(factor, queries);
    draw.sample = [keys, seed](int query, std::span<int> drawn) {
        SeededNumbers numbers(seed, kSampleStream + static_cast<std::uint64_t>(query));
        for (int &key : drawn)
            key = numbers.below(keys);
    };
    return draw;
}

MechanismRun probSparse(const MechanismInput &input, const ProbSparseDraw &draw, StepRecorder *steps)
{
    const int queries = input.q.rows();
    const int width = input.v.cols();
    const auto sparse = std::make_shared<const ProbSparse>(input, draw);
    OwnMatrix output(queries, width);
    double pairs = 0;
    Row row;
    RunningSums sums(input.v);
    for (int query = 0; query < queries; ++query) {
        float *out = output.row(query);
        if (!sparse->isChosen(query)) {
            const int count = sums.add(input.mask, query, {out, static_cast<std::size_t>(width)});
            for (int c = 0; c < width; ++c)
                out[c] *= sparse->share(count);
            continue;
        }
        sparse->attend(query, row);
        pairs += double(row.keys.size());
        for (std::size_t i = 0; i < row.keys.size(); ++i)
            for (int c = 0; c < width; ++c)
                out[c] += row.scores[i] * input.v(row.keys[i], c);
    }
    MechanismRun run;
    run.output = output.matrix();
    run.weights = std::make_shared<RowPattern>(
        queries, input.k.rows(),
        [sparse](int query, std::span<float> weights) {
            Row made;
            if (sparse->isChosen(query)) {
                sparse->attend(query, made);
            } else {
                for (int key = 0; key < sparse->keys(); ++key)
                    if (sparse->mask().allows(query, key))
                        made.keys.push_back(key);
                made.scores.assign(made.keys.size(), sparse->share(static_cast<int>(made.keys.size())));
            }
            for (std::size_t i = 0; i < made.keys.size(); ++i)
                weights[static_cast<std::size_t>(made.keys[i])] = made.scores[i];
        },
        input.mask.causal ? "A(t, s) = softmax of q·k / √d for chosen t, else 1" : "A(t, s) = softmax of q·k / √d for chosen t, else 1 / n",
        !input.mask.causal);
    MechanismWork &work = run.work;
    const double sampled = double(queries) * draw.perQuery;
    work.pairs = sampled + pairs;
    work.multiplyAdds = sampled * input.k.cols() + pairs * (input.k.cols() + width) + double(input.k.rows()) * width
        + double(queries - draw.chosen) * 2 * width;
    work.specials = pairs;
    work.bytesMoved = sizeof(float)
        * (sampled * (input.k.cols() + 2) + pairs * (input.k.cols() + width + 4) + 2.0 * double(input.k.rows()) * width
            + 2.0 * double(queries - draw.chosen) * width);
    // A query's drawn keys, running sums, the measure and its order, and one chosen query's row.
    work.bytesHeld = sizeof(float) * (draw.perQuery + double(input.k.rows() + 1) * width + 2.0 * queries + 2.0 * input.k.rows());
    work.stateNumbers = double(input.k.rows()) * (input.k.cols() + width);
    if (steps)
        keepSteps(*sparse, input, draw, run, *steps);
    return run;
}

} // namespace headscope
