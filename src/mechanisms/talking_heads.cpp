#include "src/mechanisms/talking_heads.h"

#include "src/devices/cpu/threads.h"
#include "src/mechanisms/comparisons.h"
#include "src/mechanisms/heads.h"
#include "src/mechanisms/normalisers.h"
#include "src/mechanisms/row_pattern.h"
#include "src/mechanisms/seeded_numbers.h"

#include <cmath>
#include <limits>

namespace headscope {

namespace {

enum Stream : std::uint64_t { scoresStream = 44, weightsStream };

/// One query's rows, a head each.
struct Rows {
    std::vector<int> keys;
    std::vector<std::vector<float>> scores;
    std::vector<std::vector<float>> talked; ///< scores mixed, then shares
    std::vector<std::vector<float>> weights; ///< shares mixed
};

class TalkingHeads {
public:
    TalkingHeads(const MechanismInput &input, Matrix ofScores, Matrix ofWeights)
        : m_heads(headsOf(input))
        , m_mask(input.mask)
        , m_ofScores(std::move(ofScores))
        , m_ofWeights(std::move(ofWeights))
    {
    }

    int count() const { return static_cast<int>(m_heads.size()); }
    const HeadNumbers &head(int head) const { return m_heads[static_cast<std::size_t>(head)]; }

    /// `mixed`: null, or the mixed scores before they become shares.
    void make(int query, Rows &rows, std::vector<std::vector<float>> *mixed = nullptr) const
    {
        rows.keys.clear();
        for (int key = 0; key < head(0).k.rows(); ++key)
            if (m_mask.allows(query, key))
                rows.keys.push_back(key);
        const float root = std::sqrt(static_cast<float>(head(0).k.cols()));
        rows.scores.resize(m_heads.size());
        for (std::size_t h = 0; h < m_heads.size(); ++h) {
            rows.scores[h].clear();
            for (const int key : rows.keys)
                rows.scores[h].push_back(rowProduct(m_heads[h].q, query, m_heads[h].k, key) / root);
        }
        mix(m_ofScores, rows.scores, rows.talked);
        if (mixed)
            *mixed = rows.talked;
        if (!rows.keys.empty())
            for (std::vector<float> &row : rows.talked)
                softmax(row);
        mix(m_ofWeights, rows.talked, rows.weights);
    }

private:
    static void mix(const Matrix &map, const std::vector<std::vector<float>> &from, std::vector<std::vector<float>> &to)
    {
        to.assign(from.size(), std::vector<float>(from[0].size()));
        for (std::size_t out = 0; out < to.size(); ++out)
            for (std::size_t in = 0; in < from.size(); ++in)
                for (std::size_t i = 0; i < from[in].size(); ++i)
                    to[out][i] += map(static_cast<int>(in), static_cast<int>(out)) * from[in][i];
    }

    std::vector<HeadNumbers> m_heads;
    Mask m_mask;
    Matrix m_ofScores;
    Matrix m_ofWeights;
};

void keepSteps(const TalkingHeads &talking, const MechanismInput &input, const Matrix &ofScores, const Matrix &ofWeights,
    const std::vector<Matrix> &outputs, StepRecorder &steps)
{
    const int queries = input.q.rows();
    const int keys = input.k.rows();
    std::vector<std::string> names;
    for (int head = 0; head < talking.count(); ++head)
        names.push_back("head " + std::to_string(head + 1));
    constexpr int kKinds = 4;
    std::vector<std::vector<OwnMatrix>> tables(kKinds);
    for (int kind = 0; kind < kKinds; ++kind) {
        for (int head = 0; head < talking.count(); ++head) {
            tables[static_cast<std::size_t>(kind)].emplace_back(queries, keys);
            for (int query = 0; query < queries && kind < 2; ++query)
                std::fill_n(tables[static_cast<std::size_t>(kind)].back().row(query), keys, -std::numeric_limits<float>::infinity());
        }
    }
    Rows rows;
    std::vector<std::vector<float>> mixed;
    for (int query = 0; query < queries; ++query) {
        talking.make(query, rows, &mixed);
        const std::array<const std::vector<std::vector<float>> *, kKinds> made{&rows.scores, &mixed, &rows.talked, &rows.weights};
        for (std::size_t kind = 0; kind < kKinds; ++kind)
            for (std::size_t head = 0; head < made[kind]->size(); ++head)
                for (std::size_t i = 0; i < rows.keys.size(); ++i)
                    tables[kind][head](query, rows.keys[i]) = (*made[kind])[head][i];
    }
    const auto pages = [&](std::size_t kind) {
        std::vector<Matrix> all;
        for (const OwnMatrix &table : tables[kind])
            all.push_back(table.matrix());
        return all;
    };
    MechanismStep q{.name = "Q", .formula = "Q", .sentence = "What each token asks for, in each head.", .pages = {}, .pageNames = names};
    MechanismStep k{.name = "K",
        .formula = "K",
        .sentence = "What each token offers to be found by, in each head.",
        .rows = StepAxis::key,
        .pages = {},
        .pageNames = names};
    MechanismStep v{.name = "V",
        .formula = "V",
        .sentence = "What each token hands over, in each head.",
        .rows = StepAxis::key,
        .pages = {},
        .pageNames = names};
    for (int head = 0; head < talking.count(); ++head) {
        q.pages.push_back(talking.head(head).q);
        k.pages.push_back(talking.head(head).k);
        v.pages.push_back(talking.head(head).v);
    }
    steps.add(q);
    steps.add(k);
    steps.add({.name = "scores",
        .formula = "S = Q · Kᵀ / √" + std::to_string(input.k.cols()),
        .sentence = "Each head scores by itself. Pairs that are not compared are hatched.",
        .kind = StepKind::productTransposed,
        .from = {0, 1},
        .columns = StepAxis::key,
        .pages = pages(0),
        .pageNames = names});
    const auto mixer = [&](const char *name, const char *sentence, const Matrix &numbers) {
        return steps.add({.name = name,
            .formula = name,
            .sentence = sentence,
            .rows = StepAxis::other,
            .columns = StepAxis::other,
            .rowNames = names,
            .columnNames = names,
            .pages = {numbers}});
    };
    mixer("mixer of scores", "How much of each head's scores (row) goes into those of each (column). Untrained: nearly the identity.",
        ofScores);
    steps.add({.name = "mixed scores",
        .formula = "S' of a head = Σ over heads of S · mixer",
        .sentence = "Before the softmax each head hears how the others scored the pair.",
        .kind = StepKind::mapped,
        .from = {2, 3},
        .columns = StepAxis::key,
        .pages = pages(1),
        .pageNames = names});
    steps.add({.name = "shares",
        .formula = "softmax over s of S'",
        .sentence = "Each row of mixed scores becomes shares of attention.",
        .kind = StepKind::mapped,
        .from = {4},
        .columns = StepAxis::key,
        .pages = pages(2),
        .pageNames = names,
        .isWeights = true});
    mixer("mixer of weights", "How much of each head's shares (row) goes into the weights of each (column). Untrained, too.", ofWeights);
    steps.add({.name = "weights",
        .formula = "A of a head = Σ over heads of shares · mixer",
        .sentence = "The shares of all heads are mixed once more: a head may borrow what another found, or take it away.",
        .kind = StepKind::mapped,
        .from = {5, 6},
        .columns = StepAxis::key,
        .pages = pages(3),
        .pageNames = names});
    steps.add(v);
    steps.add({.name = "outputs",
        .formula = "out = A · V",
        .sentence = "Each head hands out its own values by the weights that all have made.",
        .kind = StepKind::product,
        .from = {7, 8},
        .pages = outputs,
        .pageNames = names});
    steps.add({.name = "output",
        .formula = "out of head " + std::to_string(input.head + 1),
        .sentence = "The output of the head that is looked at.",
        .kind = StepKind::chosen,
        .from = {9},
        .pages = {outputs[static_cast<std::size_t>(input.head)]}});
}

} // namespace

Matrix nearIdentity(int heads, double mixing, std::uint64_t seed, bool ofWeights)
{
    const Matrix drawn = seededProjection(heads, heads, seed, ofWeights ? weightsStream : scoresStream);
    OwnMatrix near(heads, heads);
    for (int from = 0; from < heads; ++from)
        for (int to = 0; to < heads; ++to)
            near(from, to) = static_cast<float>((from == to ? 1 : 0) + mixing * drawn(from, to));
    return near.matrix();
}

MechanismRun talkingHeads(const MechanismInput &input, const Matrix &scores, const Matrix &weights, StepRecorder *steps)
{
    const auto talking = std::make_shared<const TalkingHeads>(input, scores, weights);
    const int queries = input.q.rows();
    const int count = talking->count();
    std::vector<OwnMatrix> outputs;
    for (int head = 0; head < count; ++head)
        outputs.emplace_back(queries, talking->head(head).v.cols());
    std::vector<double> pairs(static_cast<std::size_t>(queries));
    std::vector<Rows> work(static_cast<std::size_t>(threadCount()));
    const double perPair = count * double(input.k.cols() + input.v.cols() + 2 * count);
    forTasks(queries, perPair * queries * input.k.rows(), [&](int query, int thread) {
        Rows &rows = work[static_cast<std::size_t>(thread)];
        talking->make(query, rows);
        pairs[static_cast<std::size_t>(query)] = double(rows.keys.size());
        for (int head = 0; head < count; ++head) {
            const Matrix &values = talking->head(head).v;
            float *out = outputs[static_cast<std::size_t>(head)].row(query);
            for (std::size_t i = 0; i < rows.keys.size(); ++i)
                for (int c = 0; c < values.cols(); ++c)
                    out[c] += rows.weights[static_cast<std::size_t>(head)][i] * values(rows.keys[i], c);
        }
    });
    std::vector<Matrix> made;
    for (const OwnMatrix &output : outputs)
        made.push_back(output.matrix());
    MechanismRun run;
    run.output = made[static_cast<std::size_t>(input.head)];
    run.weights = std::make_shared<RowPattern>(
        queries, input.k.rows(),
        [talking, head = static_cast<std::size_t>(input.head)](int query, std::span<float> row) {
            Rows rows;
            talking->make(query, rows);
            for (std::size_t i = 0; i < rows.keys.size(); ++i)
                row[static_cast<std::size_t>(rows.keys[i])] = rows.weights[head][i];
        },
        "A = Σ over heads of softmax(Σ over heads of S · mixer) · mixer", false);
    double each = 0;
    double most = 0;
    for (const double keys : pairs) {
        each += keys;
        most = std::max(most, keys);
    }
    run.work.pairs = each * count;
    run.work.multiplyAdds = each * perPair;
    run.work.specials = each * count;
    run.work.bytesMoved = sizeof(float) * each * count * (input.k.cols() + input.v.cols() + 8);
    // Rows of all heads, and the outputs of the others.
    run.work.bytesHeld = most * (sizeof(int) + 3 * sizeof(float) * count) + sizeof(float) * double(queries) * input.v.cols() * (count - 1);
    run.work.stateNumbers = double(count) * input.k.rows() * (input.k.cols() + input.v.cols());
    if (steps)
        keepSteps(*talking, input, scores, weights, made, *steps);
    return run;
}

} // namespace headscope
