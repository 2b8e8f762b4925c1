#include "src/mechanisms/native_sparse.h"

#include "src/devices/cpu/threads.h"
#include "src/error.h"
#include "src/mechanisms/comparisons.h"
#include "src/mechanisms/given_steps.h"
#include "src/mechanisms/heads.h"
#include "src/mechanisms/normalisers.h"
#include "src/mechanisms/row_pattern.h"
#include "src/mechanisms/seeded_numbers.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <numeric>

namespace headscope {

namespace {

constexpr std::uint64_t kGateStream = 49;
enum Branch { summaries, chosen, window };
constexpr int kBranches = 3;

/// What one query sees in one of the branches: blocks in the first, keys in the others.
struct Sight {
    std::vector<int> seen;
    std::vector<float> scores;
    std::vector<float> weights;
};

struct Look {
    std::array<Sight, kBranches> branches;
    std::vector<int> blocks; ///< chosen, ascending
};

class NativeSparse {
public:
    NativeSparse(const MechanismInput &input, const NativeSparseChoices &choices, const Matrix &gates)
        : m_q(input.q)
        , m_k(input.k)
        , m_mask(input.mask)
        , m_choices(choices)
        , m_gates(gates)
    {
        m_hiddenFromAll.assign(static_cast<std::size_t>(tokens()), false);
        for (const Mask::HiddenKey &hidden : m_mask.hidden)
            if (hidden.query == Mask::HiddenKey::kEveryQuery && hidden.key < tokens())
                m_hiddenFromAll[static_cast<std::size_t>(hidden.key)] = true;
        for (int block = 0; block < blocks(); ++block)
            m_members.push_back(static_cast<int>(
                std::count(m_hiddenFromAll.begin() + block * m_choices.block, m_hiddenFromAll.begin() + end(block), false)));
        m_keys = meansOf(m_k);
    }

    int tokens() const { return m_k.rows(); }
    int blocks() const { return (tokens() + m_choices.block - 1) / m_choices.block; }
    const Matrix &keyMeans() const { return m_keys; }
    float gate(int query, int branch) const { return 1 / (1 + std::exp(-m_gates(query, branch))); }
    /// Of a block's tokens those that anybody may see.
    int members(int block) const { return m_members[static_cast<std::size_t>(block)]; }
    int end(int block) const { return std::min((block + 1) * m_choices.block, tokens()); }
    bool isSeen(int token) const { return !m_hiddenFromAll[static_cast<std::size_t>(token)]; }
    const NativeSparseChoices &choices() const { return m_choices; }

    /// The mean of each block's rows; zeros where nobody may see any. [blocks, columns]
    Matrix meansOf(const Matrix &x) const
    {
        OwnMatrix means(blocks(), x.cols());
        for (int block = 0; block < blocks(); ++block) {
            const int count = members(block);
            for (int token = block * m_choices.block; token < end(block); ++token)
                for (int c = 0; c < x.cols() && isSeen(token); ++c)
                    means(block, c) += x(token, c) / static_cast<float>(count);
        }
        return means.matrix();
    }

    void look(int query, Look &look) const
    {
        for (Sight &sight : look.branches)
            sight.seen.clear();
        Sight &ofBlocks = look.branches[summaries];
        const Mask::Sight sight = m_mask.sight(query, tokens());
        for (int block = 0; block < blocks() && (block + 1) * m_choices.block <= query + 1; ++block)
            if (isReadWhole(query, block, sight))
                ofBlocks.seen.push_back(block);
        weigh(query, m_keys, ofBlocks);
        choose(query, ofBlocks, look.blocks);
        for (const int block : look.blocks)
            for (int key = block * m_choices.block; key < std::min(end(block), query + 1); ++key)
                if (m_mask.allows(query, key))
                    look.branches[chosen].seen.push_back(key);
        weigh(query, m_k, look.branches[chosen]);
        for (int key = std::max(0, query - m_choices.window + 1); key <= query; ++key)
            if (m_mask.allows(query, key))
                look.branches[window].seen.push_back(key);
        weigh(query, m_k, look.branches[window]);
    }

private:
    bool isReadWhole(int query, int block, const Mask::Sight &sight) const
    {
        const int first = block * m_choices.block;
        if (first < sight.first || end(block) > sight.last || members(block) == 0)
            return false;
        return std::ranges::none_of(m_mask.hidden,
            [&](const Mask::HiddenKey &hidden) { return hidden.query == query && hidden.key >= first && hidden.key < end(block); });
    }

    void weigh(int query, const Matrix &keys, Sight &sight) const
    {
        sight.scores.clear();
        for (const int key : sight.seen)
            sight.scores.push_back(rowProduct(m_q, query, keys, key) / std::sqrt(static_cast<float>(m_k.cols())));
        sight.weights = sight.scores;
        if (!sight.weights.empty())
            softmax(sight.weights);
    }

    void choose(int query, const Sight &ofBlocks, std::vector<int> &blocks) const
    {
        const int own = query / m_choices.block;
        blocks = {own};
        if (own > 0)
            blocks.push_back(0);
        if (own > 1)
            blocks.push_back(own - 1);
        std::vector<std::size_t> order;
        for (std::size_t i = 0; i < ofBlocks.seen.size(); ++i)
            if (std::ranges::find(blocks, ofBlocks.seen[i]) == blocks.end())
                order.push_back(i);
        const auto left = static_cast<std::size_t>(std::max(0, m_choices.count - static_cast<int>(blocks.size())));
        const std::size_t free = std::min(order.size(), left);
        std::ranges::partial_sort(order, order.begin() + static_cast<std::ptrdiff_t>(free), [&](std::size_t a, std::size_t b) {
            return ofBlocks.weights[a] != ofBlocks.weights[b] ? ofBlocks.weights[a] > ofBlocks.weights[b] : a < b;
        });
        for (std::size_t i = 0; i < free; ++i)
            blocks.push_back(ofBlocks.seen[order[i]]);
        std::ranges::sort(blocks);
    }

    Matrix m_q;
    Matrix m_k;
    Mask m_mask;
    NativeSparseChoices m_choices;
    Matrix m_gates;
    std::vector<bool> m_hiddenFromAll;
    std::vector<int> m_members; ///< of each block
    Matrix m_keys;
};

void handOut(const Sight &sight, const Matrix &values, float gate, float *out)
{
    for (std::size_t i = 0; i < sight.seen.size(); ++i)
        for (int c = 0; c < values.cols(); ++c)
            out[c] += gate * sight.weights[i] * values(sight.seen[i], c);
}

void keepSteps(
    const NativeSparse &sparse, const MechanismInput &input, const Matrix &valueMeans, const MechanismRun &run, StepRecorder &steps)
{
    const int queries = input.q.rows();
    const float nothing = -std::numeric_limits<float>::infinity();
    const std::array<int, kBranches> widths{sparse.blocks(), input.k.rows(), input.k.rows()};
    std::vector<OwnMatrix> scores;
    std::vector<OwnMatrix> weights;
    std::vector<OwnMatrix> outputs;
    for (const int columns : widths) {
        scores.emplace_back(queries, columns);
        weights.emplace_back(queries, columns);
        outputs.emplace_back(queries, input.v.cols());
    }
    OwnMatrix gates(queries, kBranches);
    OwnMatrix blocks(queries, sparse.blocks());
    Look look;
    for (int query = 0; query < queries; ++query) {
        sparse.look(query, look);
        for (int branch = 0; branch < kBranches; ++branch) {
            const auto b = static_cast<std::size_t>(branch);
            const Sight &sight = look.branches[b];
            std::fill_n(scores[b].row(query), widths[b], nothing);
            for (std::size_t i = 0; i < sight.seen.size(); ++i) {
                scores[b](query, sight.seen[i]) = sight.scores[i];
                weights[b](query, sight.seen[i]) = sight.weights[i];
            }
            handOut(sight, branch == summaries ? valueMeans : input.v, 1, outputs[b].row(query));
            gates(query, branch) = sparse.gate(query, branch);
        }
        for (const int block : look.blocks)
            blocks(query, block) = 1;
    }
    std::vector<std::string> names;
    for (int block = 0; block < sparse.blocks(); ++block)
        names.push_back(std::to_string(block * sparse.choices().block + 1) + "–" + std::to_string(sparse.end(block)));
    const std::string root = " / √" + std::to_string(input.k.cols());
    const int q = addQueries(input, steps);
    const int k = addKeys(input, steps);
    const int v = addValues(input, steps);
    const auto means = [&](const char *name, const char *sentence, int from, const Matrix &numbers) {
        return steps.add({.name = name,
            .formula = "mean over a block of " + std::to_string(sparse.choices().block),
            .sentence = sentence,
            .kind = StepKind::mapped,
            .from = {from},
            .rows = StepAxis::other,
            .rowNames = names,
            .pages = {numbers}});
    };
    const int blockKeys
        = means("keys of blocks", "One key stands for a whole block. A trained model learned how to sum a block up.", k, sparse.keyMeans());
    const int blockValues = means("values of blocks", "And one value.", v, valueMeans);
    const auto table = [&](const char *name, std::string formula, const char *sentence, StepKind kind, std::vector<int> from, Branch branch,
                           std::vector<OwnMatrix> &numbers, bool isWeights) {
        const bool overBlocks = branch == summaries;
        return steps.add({.name = name,
            .formula = std::move(formula),
            .sentence = sentence,
            .kind = kind,
            .from = std::move(from),
            .columns = overBlocks ? StepAxis::other : StepAxis::key,
            .columnNames = overBlocks ? names : std::vector<std::string>{},
            .pages = {numbers[branch].matrix()},
            .isWeights = isWeights});
    };
    const auto sum = [&](const char *name, const char *sentence, int of, int values, Branch branch) {
        return steps.add({.name = name,
            .formula = "A · V",
            .sentence = sentence,
            .kind = StepKind::product,
            .from = {of, values},
            .pages = {outputs[branch].matrix()}});
    };
    const int blockScores = table("scores of blocks", "S = Q · Kᵀ" + root, "How well each block that is past fits each query.",
        StepKind::productTransposed, {q, blockKeys}, summaries, scores, false);
    const int blockWeights = table("shares of blocks", "softmax over blocks of S",
        "They are shares of attention, and tell where it is worth looking.", StepKind::mapped, {blockScores}, summaries, weights, true);
    const int coarse = sum("read from summaries", "The coarse picture: everything, blurred.", blockWeights, blockValues, summaries);
    const int picked = steps.add({.name = "chosen blocks",
        .formula = "1 for the first, its own, the one before, and the largest shares",
        .sentence = "Which blocks each query reads word by word.",
        .kind = StepKind::chosen,
        .from = {blockWeights},
        .columns = StepAxis::other,
        .columnNames = names,
        .pages = {blocks.matrix()},
        .isWhole = true});
    const int chosenScores = table("scores of chosen", "S = Q · Kᵀ" + root + ", in chosen blocks",
        "The tokens of the chosen blocks, one by one.", StepKind::productTransposed, {q, k, picked}, chosen, scores, false);
    const int chosenWeights = table("weights of chosen", "softmax over s of S", "Each row becomes shares of attention.", StepKind::mapped,
        {chosenScores}, chosen, weights, true);
    const int sharp = sum("read from chosen", "The sharp picture of a few places.", chosenWeights, v, chosen);
    const int nearScores = table("scores of window", "S = Q · Kᵀ" + root + ", in the window", "The last tokens have a branch of their own.",
        StepKind::productTransposed, {q, k}, window, scores, false);
    const int nearWeights = table("weights of window", "softmax over s of S", "So that what is near need not compete with what is far.",
        StepKind::mapped, {nearScores}, window, weights, true);
    const int near = sum("read from window", "What was said just before.", nearWeights, v, window);
    const int gate = steps.add({.name = "gates",
        .formula = "σ(x · Wᵀ)",
        .sentence = "How much of each branch a token takes, each by itself. W is of the seed; x are the queries of all heads.",
        .columns = StepAxis::other,
        .columnNames = {"summaries", "chosen", "window"},
        .pages = {gates.matrix()}});
    steps.add({.name = "output",
        .formula = "out = Σ over branches of gate · read",
        .sentence = "The three pictures are added up through their gates.",
        .kind = StepKind::mapped,
        .from = {coarse, sharp, near, gate},
        .pages = {run.output}});
}

} // namespace

Matrix nativeSparseGates(const MechanismInput &input)
{
    const Matrix x = joinedQueries(input);
    const Matrix w = seededProjection(kBranches, x.cols(), input.seed, kGateStream);
    return matrixProduct(x.view, w.view.transposed());
}

MechanismRun nativeSparse(const MechanismInput &input, const NativeSparseChoices &choices, const Matrix &gates, StepRecorder *steps)
{
    const int queries = input.q.rows();
    if (queries != input.k.rows())
        throw Error("Native sparse attention reads a text from its beginning, but there are " + std::to_string(queries) + " queries and "
                + std::to_string(input.k.rows()) + " keys",
            {}, "Let a text look at itself");
    const auto sparse = std::make_shared<const NativeSparse>(input, choices, gates);
    const Matrix values = sparse->meansOf(input.v);
    const int width = input.v.cols();
    OwnMatrix output(queries, width);
    std::vector<double> pairs(static_cast<std::size_t>(queries));
    std::vector<Look> work(static_cast<std::size_t>(threadCount()));
    const double each = double(sparse->blocks()) / 2 + double(choices.count) * choices.block + choices.window;
    forTasks(queries, each * queries * (input.k.cols() + width), [&](int query, int thread) {
        Look &look = work[static_cast<std::size_t>(thread)];
        sparse->look(query, look);
        for (int branch = 0; branch < kBranches; ++branch) {
            const Sight &sight = look.branches[static_cast<std::size_t>(branch)];
            pairs[static_cast<std::size_t>(query)] += double(sight.seen.size());
            handOut(sight, branch == summaries ? values : input.v, sparse->gate(query, branch), output.row(query));
        }
    });
    MechanismRun run;
    run.output = output.matrix();
    run.weights = std::make_shared<RowPattern>(
        queries, input.k.rows(),
        [sparse](int query, std::span<float> row) {
            Look look;
            sparse->look(query, look);
            const Sight &ofBlocks = look.branches[summaries];
            for (std::size_t i = 0; i < ofBlocks.seen.size(); ++i) {
                const int block = ofBlocks.seen[i];
                const float share = sparse->gate(query, summaries) * ofBlocks.weights[i] / static_cast<float>(sparse->members(block));
                for (int key = block * sparse->choices().block; key < sparse->end(block); ++key)
                    row[static_cast<std::size_t>(key)] += sparse->isSeen(key) ? share : 0;
            }
            for (const Branch branch : {chosen, window}) {
                const Sight &sight = look.branches[static_cast<std::size_t>(branch)];
                for (std::size_t i = 0; i < sight.seen.size(); ++i)
                    row[static_cast<std::size_t>(sight.seen[i])] += sparse->gate(query, branch) * sight.weights[i];
            }
        },
        "A = Σ over branches of gate(t) · softmax of q·k / √d", false);
    MechanismWork &one = run.work;
    const double tokens = queries;
    const double blocks = sparse->blocks();
    one.pairs = std::accumulate(pairs.begin(), pairs.end(), 0.0);
    one.multiplyAdds = one.pairs * (input.k.cols() + width) + tokens * (input.k.cols() + width);
    one.specials = one.pairs + kBranches * tokens;
    one.bytesMoved = sizeof(float) * (one.pairs * (input.k.cols() + width + 4) + (tokens + blocks) * (input.k.cols() + width));
    one.bytesHeld = sizeof(float) * (blocks * (input.k.cols() + width) + kBranches * tokens + blocks) + tokens / 8
        + *std::ranges::max_element(pairs) * (sizeof(int) + 2 * sizeof(float));
    one.stateNumbers = (tokens + blocks) * (input.k.cols() + width);
    if (steps)
        keepSteps(*sparse, input, values, run, *steps);
    return run;
}

} // namespace headscope
